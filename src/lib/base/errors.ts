import { type ErrorKey, type ErrorParams, errorEntry, type Language, renderError } from './messages/index.ts';

/** Type of the second constructor argument: nothing for a message without placeholders. */
type ParamsArgument<K extends ErrorKey> = [keyof ErrorParams<K>] extends [never]
  ? [params?: Record<string, never>, options?: ErrorOptions]
  : [params: ErrorParams<K>, options?: ErrorOptions];

/**
 * An error that a person can act on. Its text comes from the catalogue in `messages/`, so it exists in
 * every language; `message` is the English one.
 */
export class XptoError extends Error {
  readonly key: ErrorKey;
  /** Spark's condition name where Spark has one, else xpto's own; null where Spark's error has no class. */
  readonly condition: string | null;
  /** Five characters, or null where the condition has none. */
  readonly sqlState: string | null;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(key: ErrorKey, params: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(renderError(key, params, 'en').message, options);
    const entry = errorEntry(key);
    this.name = new.target.name;
    this.key = key;
    this.condition = entry.condition === undefined ? String(key) : entry.condition;
    this.sqlState = entry.sqlState ?? null;
    this.params = params;
  }

  /** The message, and the lines that say what to do next, in one language. */
  explain(language: Language): { message: string; hints: string[] } {
    return renderError(this.key, this.params, language);
  }
}

/** The plan cannot run: found while building it, or by `start()`. Exit code 3. */
export class AnalysisError<K extends ErrorKey = ErrorKey> extends XptoError {
  constructor(key: K, ...[params, options]: ParamsArgument<K>) {
    super(key, params, options);
  }
}

/** A row, a source or a sink made the running query fail. Exit code 4. */
export class RuntimeError<K extends ErrorKey = ErrorKey> extends XptoError {
  constructor(key: K, ...[params, options]: ParamsArgument<K>) {
    super(key, params, options);
  }
}

/** A file of a checkpoint or of an output's log is lost or not as it was written: it says which. Exit code 6. */
export class DamageError<K extends ErrorKey = ErrorKey> extends RuntimeError<K> {}

/** A wrong argument of a command or of an API call. Exit code 2. */
export class UsageError<K extends ErrorKey = ErrorKey> extends XptoError {
  constructor(key: K, ...[params, options]: ParamsArgument<K>) {
    super(key, params, options);
  }
}

/** A limit of cost was reached, the user's or somebody else's: all that was read is kept. Exit code 5. */
export class LimitError<K extends ErrorKey = ErrorKey> extends XptoError {
  constructor(key: K, ...[params, options]: ParamsArgument<K>) {
    super(key, params, options);
  }
}

/** A broken promise inside xpto: our bug, never caught, needs no hint. */
export function invariant(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant (a bug in xpto): ${promise}`);
}
