import { UsageError } from '../base/errors.ts';
import { fixedMicros, parseInterval } from '../base/intervals.ts';
import { phrase } from '../base/messages/index.ts';

/** When micro-batches run. */
export type Trigger =
  /** As soon as there is something to do. */
  | { readonly kind: 'asSoonAsPossible' }
  /** On a grid of this width that starts in 1970, whenever the query was started. */
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  /** One batch of everything that is there, then the query ends. */
  | { readonly kind: 'once' }
  /** Batches until everything that was there at the start, or that an input with an end ever gives, is done. */
  | { readonly kind: 'availableNow' }
  /** Rows are handed on as they come; every so often what has come so far is noted, as one batch: an epoch. */
  | { readonly kind: 'continuous'; readonly intervalMs: number };

/** What `trigger()` takes: exactly one of these. */
export type TriggerOptions =
  | OnlyOne<{ readonly processingTime: string }>
  | OnlyOne<{ readonly once: true }>
  | OnlyOne<{ readonly availableNow: true }>
  | OnlyOne<{ readonly continuous: string }>;

type TriggerName = 'processingTime' | 'once' | 'availableNow' | 'continuous';
type OnlyOne<T> = T & { readonly [N in Exclude<TriggerName, keyof T>]?: never };

export function parseTrigger(options: TriggerOptions): Trigger {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    throw new UsageError('ONLY_ALLOW_SINGLE_TRIGGER', {
      given: given.map(([name]) => name).join(', ') || phrase('NONE'),
    });
  }
  const [[name, value]] = given;
  if (name === 'processingTime') {
    const intervalMs = intervalOf(name, value);
    return intervalMs === 0 ? { kind: 'asSoonAsPossible' } : { kind: 'processingTime', intervalMs };
  }
  if (name === 'continuous') return { kind: 'continuous', intervalMs: Math.max(1, intervalOf(name, value)) };
  if (name !== 'once' && name !== 'availableNow') throw new UsageError('UNKNOWN_TRIGGER', { name });
  if (value !== true) throw new UsageError('VALUE_NOT_ALLOWED', { name, allowed: true });
  return { kind: name };
}

/** How long "10 seconds" are. @throws UsageError as `parseTrigger` does */
export const triggerIntervalMs = (processingTime: string): number => intervalOf('processingTime', processingTime);

function intervalOf(name: TriggerName, text: unknown): number {
  if (typeof text !== 'string' || text.trim() === '') throw new UsageError('VALUE_NOT_NON_EMPTY_STR', { name });
  const interval = parseInterval(text);
  if (!interval) throw new UsageError('INVALID_TRIGGER_INTERVAL', { text });
  if (interval.months !== 0) throw new UsageError('TRIGGER_OF_MONTHS', { text });
  const intervalMs = Math.trunc(Number(fixedMicros(interval)) / 1000);
  if (intervalMs < 0) throw new UsageError('NEGATIVE_TRIGGER_INTERVAL', { text });
  return intervalMs;
}

/** The next time on the grid: a batch that starts on it waits for the one after. @see Spark ProcessingTimeExecutor */
export const nextTickMs = (startMs: number, intervalMs: number): number =>
  Math.floor(startMs / intervalMs) * intervalMs + intervalMs;
