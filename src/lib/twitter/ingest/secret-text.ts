import { inspect } from 'node:util';

const HIDDEN = '[redacted]';

/** A text that no message, log or file is to show: whoever prints it prints that there is one. */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  /** A text of somebody who knows it, without it. */
  hide(text: string): string {
    return this.#text === '' ? text : text.replaceAll(this.#text, HIDDEN);
  }

  /** The same for every text in an object, not in those that it holds. */
  hideIn<T extends object>(told: T): T {
    const shown = Object.entries(told).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.hide(value) : value,
    ]);
    return Object.fromEntries(shown) as T;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
