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
}

export class JsonSyntaxError extends Error {}

/** Nesting beyond this is an error in Spark as well. */
const MAX_DEPTH = 1000;

/** The first value of a text; undefined where there is nothing but blanks. @throws JsonSyntaxError */
export function parseJson(text: string, dialect: JsonDialect): Json | undefined {
  const reader = new JsonReader(text, dialect);
  return reader.atEnd() ? undefined : reader.value(0);
}

const BLANKS = /[ \t\r\n]*/y;
const BLANKS_OR_COMMENTS = /(?:[ \t\r\n]+|\/\*[\s\S]*?\*\/|\/\/[^\n\r]*)*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const NUMBER_WITH_ZEROS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /[+-]?[\p{L}\d_$]+/uy;
const NAME = /[\p{L}_$][\p{L}\d_$]*/uy;
const NON_NUMBERS: ReadonlyMap<string, string> = new Map([
  ['NaN', 'NaN'],
  ...['Infinity', '+Infinity', 'INF', '+INF'].map(word => [word, 'Infinity'] as const),
  ...['-Infinity', '-INF'].map(word => [word, '-Infinity'] as const),
]);

class JsonReader {
  readonly #text: string;
  readonly #dialect: JsonDialect;
  #at = 0;

  constructor(text: string, dialect: JsonDialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  atEnd(): boolean {
    this.#skipBlanks();
    return this.#at >= this.#text.length;
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError('nested too deep');
    this.#skipBlanks();
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (this.#isQuote(character)) return this.#string();
    const number = this.#match(this.#dialect.leadingZeros ? NUMBER_WITH_ZEROS : NUMBER);
    if (number !== undefined) return new JsonNumber(number);
    return this.#word();
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
        ? this.#string()
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

  #string(): string {
    const quote = this.#text[this.#at++];
    let value = '';
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) this.#fail();
      if (character === quote) return value;
      if (character === '\\') value += this.#escape();
      else if (character < ' ' && !this.#dialect.controls) this.#fail();
      else value += character;
    }
  }

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
    throw new JsonSyntaxError(`unexpected at ${this.#at}`);
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
