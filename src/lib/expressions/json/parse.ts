/** JSON as Spark's parser (Jackson) reads it: the first value of a text, and what stands behind it does not matter. */

/** Numbers keep their text, and objects all their fields in order, also those of one name. */
export type Json = null | boolean | string | JsonNumber | JsonObject | readonly Json[];

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isWhole(): boolean {
    return /^-?\d+$/.test(this.text);
  }
}

export class JsonObject {
  readonly fields: readonly (readonly [name: string, value: Json])[];

  constructor(fields: readonly (readonly [name: string, value: Json])[]) {
    this.fields = fields;
  }
}

/** What is allowed beyond the standard. */
export interface JsonDialect {
  readonly singleQuotes?: boolean;
  readonly unquotedNames?: boolean;
  readonly comments?: boolean;
  /** `NaN`, `Infinity`, `-INF`. */
  readonly nonNumbers?: boolean;
  readonly leadingZeros?: boolean;
  /** Control characters inside strings. */
  readonly controls?: boolean;
  readonly anyEscape?: boolean;
  /** How much is too much; Jackson's limits are those below. */
  readonly maxDepth?: number;
  readonly maxNumberDigits?: number;
  readonly maxStringLength?: number;
}

/** What stands in the text for a value that is not a string. */
export type JsonSources = WeakMap<object, string>;

/** Stands in a text for bytes that are no UTF-8, which JSON must not hold; text that was UTF-8 has it in pairs only. */
export const INVALID_BYTES = '\udfff';

export class JsonSyntaxError extends Error {}

/** One for all: to note where each was thrown would take longer than the reading. */
const SYNTAX_ERROR = new JsonSyntaxError('no JSON');

const MAX_DEPTH = 1000;
const MAX_NUMBER_DIGITS = 1000;
const MAX_STRING_LENGTH = 100_000_000;
const MAX_NAME_LENGTH = 50_000;

/**
 * The first value of a text; undefined where there is nothing but blanks.
 *
 * @param sources is told what arrays, objects and numbers were written as
 * @throws JsonSyntaxError
 */
export function parseJson(text: string, dialect: JsonDialect, sources?: JsonSources): Json | undefined {
  const reader = new JsonReader(text, dialect, sources);
  return reader.atEnd() ? undefined : reader.value(0);
}

const BLANKS = /[ \t\r\n]*/y;
const BLANKS_OR_COMMENTS = /(?:[ \t\r\n]+|\/\*[\s\S]*?\*\/|\/\/[^\n\r]*)*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const NUMBER_WITH_ZEROS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /[+-]?[\p{L}\d_$]+/uy;
const NAME = /[\w$@#*+\-\u0080-\uffff]+/y;
const PLAIN = /[^"'\\\0-\x1f\udfff]+/y;
const NON_NUMBERS: ReadonlyMap<string, string> = new Map([
  ['NaN', 'NaN'],
  ...['Infinity', '+Infinity', '+INF'].map(word => [word, 'Infinity'] as const),
  ...['-Infinity', '-INF'].map(word => [word, '-Infinity'] as const),
]);

class JsonReader {
  readonly #text: string;
  readonly #dialect: JsonDialect;
  readonly #sources: JsonSources | undefined;
  #at = 0;

  constructor(text: string, dialect: JsonDialect, sources: JsonSources | undefined) {
    this.#text = text;
    this.#dialect = dialect;
    this.#sources = sources;
  }

  atEnd(): boolean {
    this.#skipBlanks();
    return this.#at >= this.#text.length;
  }

  value(depth: number): Json {
    this.#skipBlanks();
    const start = this.#at;
    const json = this.#valueHere(depth);
    if (this.#sources && typeof json === 'object' && json !== null) {
      this.#sources.set(json, this.#text.slice(start, this.#at));
    }
    return json;
  }

  #valueHere(depth: number): Json {
    const character = this.#text[this.#at];
    if (character === '{' || character === '[') {
      if (depth >= (this.#dialect.maxDepth ?? MAX_DEPTH)) throw SYNTAX_ERROR;
      return character === '{' ? this.#object(depth) : this.#array(depth);
    }
    if (this.#isQuote(character)) return this.#string(this.#dialect.maxStringLength ?? MAX_STRING_LENGTH);
    const number = this.#match(this.#dialect.leadingZeros ? NUMBER_WITH_ZEROS : NUMBER);
    if (number === undefined) return this.#word();
    const most = this.#dialect.maxNumberDigits ?? MAX_NUMBER_DIGITS;
    if (number.length > most && number.replace(/\D/g, '').length > most) throw SYNTAX_ERROR;
    return new JsonNumber(number);
  }

  #word(): Json {
    const word = this.#match(WORD) ?? this.#fail();
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    const nonNumber = this.#dialect.nonNumbers ? NON_NUMBERS.get(word) : undefined;
    return nonNumber === undefined ? this.#fail() : new JsonNumber(nonNumber);
  }

  #object(depth: number): JsonObject {
    const fields: (readonly [string, Json])[] = [];
    this.#at++;
    if (this.#take('}')) return new JsonObject(fields);
    do {
      this.#skipBlanks();
      const name = this.#isQuote(this.#text[this.#at])
        ? this.#string(MAX_NAME_LENGTH)
        : ((this.#dialect.unquotedNames ? this.#match(NAME) : undefined) ?? this.#fail());
      if (!this.#take(':')) this.#fail();
      fields.push([name, this.value(depth + 1)]);
    } while (this.#take(','));
    if (!this.#take('}')) this.#fail();
    return new JsonObject(fields);
  }

  #array(depth: number): Json[] {
    const items: Json[] = [];
    this.#at++;
    if (this.#take(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) this.#fail();
    return items;
  }

  #isQuote = (character: string): boolean => character === '"' || (character === "'" && !!this.#dialect.singleQuotes);

  #string(mostLength: number): string {
    const quote = this.#text[this.#at++];
    let value = '';
    let hasEscapes = false;
    for (;;) {
      value += this.#match(PLAIN) ?? '';
      const character = this.#text[this.#at++];
      if (character === undefined || (character === INVALID_BYTES && !this.#endsPair())) this.#fail();
      if (character === quote) break;
      if (character === '\\') {
        hasEscapes = true;
        value += this.#escape();
      } else if (character < ' ' && !this.#dialect.controls) this.#fail();
      else value += character;
    }
    if (value.length > mostLength) throw SYNTAX_ERROR;
    // Half of a surrogate pair has no encoding, and Java writes `?` for it.
    return hasEscapes ? value.replace(/\p{Cs}/gu, '?') : value;
  }

  /** Is what was read last the second half of a character? 🏿 ends as bytes that are no UTF-8 do. */
  #endsPair = (): boolean => /[\ud800-\udbff]/.test(this.#text[this.#at - 2] ?? '');

  #escape(): string {
    const character = this.#text[this.#at++];
    if (character === 'u') {
      const digits = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[\da-fA-F]{4}$/.test(digits)) this.#fail();
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const known = ESCAPED.get(character);
    if (known !== undefined) return known;
    if (character === "'" && this.#dialect.singleQuotes) return character;
    return this.#dialect.anyEscape && character !== undefined ? character : this.#fail();
  }

  #skipBlanks(): void {
    this.#match(this.#dialect.comments ? BLANKS_OR_COMMENTS : BLANKS);
  }

  /** Goes past a character, and the blanks before it, if it is here. */
  #take(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(): never {
    throw SYNTAX_ERROR;
  }
}

const ESCAPED: ReadonlyMap<string | undefined, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
