import { UsageError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';

/** What is null or undefined is as if it had not been said: None in PySpark. */
export type OptionValue = string | number | boolean | null | undefined;

/** The options of a source or a sink, by name without regard to case; read as what they are to be. */
export class Options {
  readonly #texts = new Map<string, string>();

  set(name: string, value: OptionValue): void {
    if (value === undefined || value === null) this.#texts.delete(name.toLowerCase());
    else this.#texts.set(name.toLowerCase(), String(value));
  }

  setAll(options: Readonly<Record<string, OptionValue>>): void {
    for (const [name, value] of Object.entries(options)) this.set(name, value);
  }

  /** By name in lower case. */
  get all(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  text(name: string): string | undefined {
    return this.#texts.get(name.toLowerCase());
  }

  /** @throws UsageError `INVALID_OPTION_VALUE` for what is no whole number from `least` on */
  count(name: string, byDefault: number, least = 1): number {
    const text = this.text(name);
    if (text === undefined) return byDefault;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && Number.isSafeInteger(value)) return value;
    throw invalidOption(name, text, phrase('ALLOWED_COUNT', { least }));
  }

  /**
   * @returns milliseconds
   * @throws UsageError `INVALID_OPTION_VALUE` for what is no span of time such as `7d`
   */
  spanMs(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, count = '', unit = ''] = /^(\d+)([a-z]*)$/.exec(text.trim().toLowerCase()) ?? [];
    const value = count === '' ? Number.NaN : Math.floor(Number(count) * UNITS_MS[unit]);
    if (Number.isSafeInteger(value)) return value;
    throw invalidOption(name, text, phrase('ALLOWED_SPAN'));
  }

  /** @throws UsageError `INVALID_OPTION_VALUE` for what is neither true nor false */
  boolean(name: string, byDefault: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return byDefault;
    if (text === 'true' || text === 'false') return text === 'true';
    throw invalidOption(name, text, phrase('ALLOWED_BOOLEAN'));
  }
}

/** Of Spark's short way to write a span of time, `7d`; without a unit, milliseconds. */
const UNITS_MS: Readonly<Record<string, number>> = {
  '': 1,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const invalidOption = (option: string, value: string, allowed: Phrase): UsageError =>
  new UsageError('INVALID_OPTION_VALUE', { option, value, allowed });
