import { UsageError } from '../../base/errors.ts';
import { delayMs, type Interval, parseInterval } from '../../base/intervals.ts';
import { requireKnownFields, valueFromUser } from '../../columns/from-user.ts';
import { type Row, type TimestampForm, valueToUser } from '../../columns/rows.ts';
import type { Zone } from '../../columns/time/zone.ts';
import type { StructType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';

/** What may call a key again that gets no rows: nothing, the clock, or the watermark. */
export const groupTimeouts = ['none', 'processingTime', 'eventTime'] as const;
export type GroupTimeout = (typeof groupTimeouts)[number];

/**
 * The state of one key, as a function of `mapGroupsWithState` or `flatMapGroupsWithState` sees it. It is good during
 * the call only. The names are PySpark's, so `exists`, `get`, `getOption` and `hasTimedOut` are properties.
 *
 * A timeout is good for one call: each call of the function clears it, and sets it again or goes without.
 *
 * @see Spark GroupState
 */
export interface GroupState<S extends object = Row> {
  readonly exists: boolean;
  /** The state. @throws UsageError `STATE_NOT_EXISTS` without one */
  readonly get: S;
  /** The state, or null. */
  readonly getOption: S | null;
  /** True when the key has no rows in this batch, and is called because its time was up. */
  readonly hasTimedOut: boolean;
  /**
   * Sets the state. What is kept are the values as they are now: changing the object afterwards changes nothing.
   *
   * @throws UsageError `CANNOT_BE_NONE` for null, `CANNOT_ACCEPT_OBJECT_IN_TYPE` for a value of another type than the
   *   schema of the state says
   */
  update(state: S): void;
  /** Lets the state go. A timeout set in this call stays. */
  remove(): void;
  /**
   * Calls the key again, if it gets no rows before, in the first batch that starts later than so long after this one.
   *
   * @param duration milliseconds, or text as `10 seconds`; above 0
   * @throws UsageError `_LEGACY_ERROR_TEMP_2203` without the timeout `processingTime`
   */
  setTimeoutDuration(duration: number | string): void;
  /**
   * Calls the key again, if it gets no rows before, once the watermark is past a time.
   *
   * @param timestamp milliseconds since 1970 UTC, or a Date; not before the watermark
   * @param additionalDuration added to it: text as `10 seconds`
   * @throws UsageError `_LEGACY_ERROR_TEMP_2205` without the timeout `eventTime`, `INVALID_TIMEOUT_TIMESTAMP` for a time
   *   before the watermark
   */
  setTimeoutTimestamp(timestamp: number | Date, additionalDuration?: string): void;
  /** Milliseconds since 1970 UTC; -1 in a batch query. @throws UsageError `_LEGACY_ERROR_TEMP_2204` without a watermark */
  getCurrentWatermarkMs(): number;
  /** When this batch began, in milliseconds since 1970 UTC: the same for all its calls. */
  getCurrentProcessingTimeMs(): number;
}

/** What all calls of one batch have in common. */
export interface CallContext {
  readonly type: StructType;
  readonly timestamps: TimestampForm;
  readonly zone: Zone;
  readonly timeout: GroupTimeout;
  readonly processingTimeMs: number;
  /** Undefined where the rows have no watermark; -1 in a batch query. */
  readonly watermarkMs: number | undefined;
}

/** The state of one key during a call, and what the call did to it. */
export class KeptGroupState implements GroupState {
  readonly hasTimedOut: boolean;
  readonly #context: CallContext;
  #value: Value;
  #timeoutMs: number | null = null;
  #isUpdated = false;
  #isRemoved = false;

  /** @param value the fields of the state; null: there is none */
  constructor(context: CallContext, value: Value, hasTimedOut: boolean) {
    this.#context = context;
    this.#value = value;
    this.hasTimedOut = hasTimedOut;
  }

  get exists(): boolean {
    return this.#value !== null;
  }

  get get(): Row {
    if (this.#value === null) throw new UsageError('STATE_NOT_EXISTS');
    return this.getOption!;
  }

  get getOption(): Row | null {
    return valueToUser(this.#context.type, this.#value, this.#context.timestamps) as Row | null;
  }

  update(state: Row): void {
    if (state === null || state === undefined) throw new UsageError('CANNOT_BE_NONE', { name: 'update(state)' });
    if (typeof state === 'object' && !Array.isArray(state)) requireKnownFields(state, this.#context.type.fields);
    this.#value = valueFromUser({ name: 'state', type: this.#context.type }, state, this.#context.zone);
    this.#isUpdated = true;
    this.#isRemoved = false;
  }

  remove(): void {
    this.#value = null;
    this.#isUpdated = false;
    this.#isRemoved = true;
  }

  setTimeoutDuration(duration: number | string): void {
    const durationMs = typeof duration === 'string' ? durationMsOf(duration) : duration;
    if (this.#context.timeout !== 'processingTime') throw new UsageError('TIMEOUT_DURATION_NOT_ENABLED');
    requirePositive('setTimeoutDuration', durationMs);
    this.#timeoutMs = durationMs + this.#context.processingTimeMs;
  }

  setTimeoutTimestamp(timestamp: number | Date, additionalDuration?: string): void {
    const { timeout, watermarkMs = -1 } = this.#context;
    if (timeout !== 'eventTime') throw new UsageError('TIMEOUT_TIMESTAMP_NOT_ENABLED');
    const timestampMs = Number(timestamp) + (additionalDuration === undefined ? 0 : durationMsOf(additionalDuration));
    requirePositive('setTimeoutTimestamp', timestampMs);
    if (timestampMs < watermarkMs) {
      throw new UsageError('INVALID_TIMEOUT_TIMESTAMP', { timestamp: timestampMs, watermark: watermarkMs });
    }
    this.#timeoutMs = timestampMs;
  }

  getCurrentWatermarkMs(): number {
    const { watermarkMs } = this.#context;
    if (watermarkMs === undefined) throw new UsageError('WATERMARK_NOT_PRESENT');
    return watermarkMs;
  }

  getCurrentProcessingTimeMs(): number {
    return this.#context.processingTimeMs;
  }

  /** The fields of the state; null: there is none. */
  get value(): Value {
    return this.#value;
  }

  /** When the key is to be called again, in milliseconds since 1970 UTC; null: never. */
  get timeoutMs(): number | null {
    return this.#timeoutMs;
  }

  /** Is the key to be forgotten altogether? A key that is to be called again is not, though its state may be gone. */
  get isForgotten(): boolean {
    return this.#isRemoved && this.#timeoutMs === null;
  }

  /** Is there something else to be kept than before? */
  differs(timeoutMsBefore: number | null): boolean {
    return this.#isUpdated || this.#isRemoved || this.#timeoutMs !== timeoutMsBefore;
  }
}

/** @throws UsageError unless it is a whole number of milliseconds above 0 */
function requirePositive(name: string, valueMs: number): void {
  if (!Number.isSafeInteger(valueMs) || valueMs <= 0) throw new UsageError('TIMEOUT_NOT_POSITIVE', { name, valueMs });
}

function durationMsOf(text: string): number {
  const interval = parseInterval(text);
  if (!interval) throw new UsageError('INVALID_TIMEOUT_INTERVAL', { text });
  if (spanUs(interval) < 0n) throw new UsageError('NEGATIVE_TIMEOUT_INTERVAL', { text });
  return delayMs(interval);
}

const spanUs = ({ months, days, micros }: Interval): bigint => BigInt(months * 31 + days) * 86_400_000_000n + micros;
