import { errorsEn } from './errors.en.ts';
import { errorsPtBr } from './errors.pt-br.ts';
import { textsEn } from './texts.en.ts';
import { textsPtBr } from './texts.pt-br.ts';

/** The languages of everything that a student reads. */
export const languages = ['en', 'pt-BR'] as const;
export type Language = (typeof languages)[number];

export type ErrorKey = keyof typeof errorsEn;
export type TextKey = keyof typeof textsEn;

/** What an error says: the message, then one line per thing to know or to do next. */
export interface ErrorText {
  readonly message: string;
  readonly hints?: readonly string[];
}

export interface ErrorEntry extends ErrorText {
  /** Spark's condition where it is not the key itself; null where Spark's error has no class. */
  readonly condition?: string | null;
  readonly sqlState?: string;
}

type Placeholders<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? (P extends `${infer Count}|${string}` ? Count : P) | Placeholders<Rest>
  : never;
type HintsOf<E> = E extends { hints: readonly (infer H extends string)[] } ? H : never;

/** Exactly the placeholders that an error's message and hints name. */
export type ErrorParams<K extends ErrorKey> = {
  [P in Placeholders<(typeof errorsEn)[K]['message'] | HintsOf<(typeof errorsEn)[K]>>]: unknown;
};

/** Exactly the placeholders that a text names. */
export type TextParams<K extends TextKey> = { [P in Placeholders<(typeof textsEn)[K]>]: unknown };

export const errorEntry = (key: ErrorKey): ErrorEntry => errorsEn[key];

const errorTexts: Record<Language, Record<ErrorKey, ErrorText>> = { en: errorsEn, 'pt-BR': errorsPtBr };
const texts: Record<Language, Record<TextKey, string>> = { en: textsEn, 'pt-BR': textsPtBr };

/**
 * Fills the placeholders of a template: `{count}` is the value, `{count|file|files}` the value and the word for so many.
 * A placeholder without a value stays as it is, for a test to find.
 */
function fill(template: string, params: Readonly<Record<string, unknown>>, language: Language): string {
  return template.replace(/\{(\w+)(?:\|([^|}]+)\|([^|}]+))?\}/g, (whole, name: string, one?: string, many?: string) => {
    if (!Object.hasOwn(params, name)) return whole;
    const value = params[name];
    if (value instanceof Phrase) return say(language, value);
    const shown = value instanceof Decimal ? value.in(language) : String(value);
    return one === undefined ? shown : `${shown} ${shown === '1' ? one : many}`;
  });
}

/** A number that may have a fraction. Portuguese has a comma where English has a point, and a point in thousands. */
export class Decimal {
  readonly #digits: string;

  /** @param digits as JavaScript writes it; how many there are is kept */
  constructor(digits: string | number) {
    this.#digits = String(digits);
  }

  in(language: Language): string {
    return language === 'pt-BR' ? this.#digits.replace('.', ',') : this.#digits;
  }
}

export function renderError(key: ErrorKey, params: Readonly<Record<string, unknown>>, language: Language) {
  const { message, hints = [] } = errorTexts[language][key];
  return { message: fill(message, params, language), hints: hints.map(hint => fill(hint, params, language)) };
}

/** A text still to be put into a language: for what is said far from the person who reads it, or inside a text. */
export class Phrase {
  readonly key: TextKey;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(key: TextKey, params: Readonly<Record<string, unknown>>) {
    this.key = key;
    this.params = params;
  }
}

export const phrase = <K extends TextKey>(
  key: K,
  ...[params]: [keyof TextParams<K>] extends [never] ? [] : [TextParams<K>]
): Phrase => new Phrase(key, params ?? {});

export const say = (language: Language, { key, params }: Phrase): string =>
  fill(texts[language][key], params, language);

/** A text of the catalogue in one language. */
export function text<K extends TextKey>(
  language: Language,
  key: K,
  ...[params]: [keyof TextParams<K>] extends [never] ? [] : [TextParams<K>]
): string {
  return fill(texts[language][key], params ?? {}, language);
}
