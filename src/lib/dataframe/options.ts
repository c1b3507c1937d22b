import { UsageError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';

export type OptionValue = string | number | boolean;

/** The options of a source or a sink, by name without regard to case; read as what they are to be. */
export class Options {
  readonly #texts = new Map<string, string>();

  set(name: string, value: OptionValue): void {
    this.#texts.set(name.toLowerCase(), String(value));
  }

  setAll(options: Readonly<Record<string, OptionValue>>): void {
    for (const [name, value] of Object.entries(options)) this.set(name, value);
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

  /** @throws UsageError `INVALID_OPTION_VALUE` for what is neither true nor false */
  boolean(name: string, byDefault: boolean): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return byDefault;
    if (text === 'true' || text === 'false') return text === 'true';
    throw invalidOption(name, text, phrase('ALLOWED_BOOLEAN'));
  }
}

export const invalidOption = (option: string, value: string, allowed: Phrase): UsageError =>
  new UsageError('INVALID_OPTION_VALUE', { option, value, allowed });
