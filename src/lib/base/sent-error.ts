/**
 * Errors on their way to another thread, as plain data: what is copied to it loses its class, and so would errors, and
 * the phrases in them their language.
 */
import { AnalysisError, DamageError, RuntimeError, UsageError, XptoError } from './errors.ts';
import { type ErrorKey, Phrase, type TextKey } from './messages/index.ts';

type Params = Readonly<Record<string, unknown>>;

export interface SentError {
  /** Of its class. */
  readonly name: string;
  readonly key: ErrorKey;
  readonly params: Params;
}

interface SentPhrase {
  readonly phrase: TextKey;
  readonly params: Params;
}

const CLASSES: Readonly<Record<string, typeof XptoError>> = {
  AnalysisError,
  DamageError,
  RuntimeError,
  UsageError,
} as never;

/** What a thread can be given of an error; its cause stays. */
export const sentError = ({ name, key, params }: XptoError): SentError => ({ name, key, params: eachOf(params, sent) });

export function revivedError({ name, key, params }: SentError): XptoError {
  const Class = CLASSES[name] ?? XptoError;
  return new Class(key, eachOf(params, revived));
}

function sent(value: unknown): unknown {
  if (value instanceof Phrase) return { phrase: value.key, params: eachOf(value.params, sent) } satisfies SentPhrase;
  return typeof value === 'object' ? String(value) : value; // as it will be told
}

function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { phrase, params } = value as SentPhrase;
  return new Phrase(phrase, eachOf(params, revived));
}

const eachOf = (params: Params, change: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, change(value)]));
