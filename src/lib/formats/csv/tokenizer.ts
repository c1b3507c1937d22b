/**
 * Cuts text into the values of CSV the way univocity's parser does, whose habits with quotes that nobody escaped are
 * Spark's. A quoted value goes on behind a quote that no separator follows: it is then taken as it stands, its quotes
 * included, up to the next separator.
 *
 * @see univocity-parsers CsvParser.parseRecord, parseQuotedValue, processQuoteEscape
 */
export interface CsvDialect {
  readonly separator: string;
  /** '\0' stands for none, and is one where a text holds it; so here and below. */
  readonly quote: string;
  readonly quoteEscape: string;
  /** What escapes the escape. */
  readonly escapeEscape: string;
  readonly ignoreLeading: boolean;
  readonly ignoreTrailing: boolean;
  readonly unescapedQuotes: 'STOP_AT_DELIMITER' | 'STOP_AT_CLOSING_QUOTE' | 'RAISE_ERROR';
  /** Of an empty value, and of an empty one in quotes. */
  readonly nullValue: string;
  readonly emptyValue: string;
}

/** A quote that nobody escaped, where that is to be an error. */
export class UnescapedQuote extends Error {}

const LF = '\n';
const NONE = '\0';

export class CsvTokenizer {
  readonly #dialect: CsvDialect;
  #text = '';
  #at = 0;
  // Of the value at hand.
  #value = '';
  #trimsEnd = false;
  #unescaped = false;
  #character = '';
  #previous = NONE;

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect;
  }

  /**
   * The values from a place on, up to a line end that is in no quotes.
   *
   * @returns the values, and the place behind the line end
   */
  read(text: string, from: number): { values: string[]; end: number } {
    const { separator, quote, ignoreLeading, ignoreTrailing, nullValue, emptyValue } = this.#dialect;
    const values: string[] = [];
    this.#text = text;
    this.#at = from;
    for (;;) {
      if (ignoreLeading) {
        while (this.#at < text.length && isBlank(text[this.#at]) && !this.#isEnd(this.#at)) this.#at++;
      }
      const start = this.#at;
      if (text[start] === quote) {
        this.#value = '';
        this.#trimsEnd = false;
        if (!this.#plainQuoted()) {
          this.#unescaped = false;
          this.#previous = NONE;
          this.#character = quote;
          this.#quoted();
        }
        const value = this.#trimsEnd ? trimmedEnd(this.#value) : this.#value;
        values.push(value === '' ? emptyValue : value);
      } else {
        this.#toEnd();
        const value = text.slice(start, this.#at);
        const kept = ignoreTrailing ? trimmedEnd(value) : value;
        values.push(kept === '' ? nullValue : kept);
      }
      if (!text.startsWith(separator, this.#at)) return { values, end: this.#at + 1 };
      this.#at += separator.length;
    }
  }

  /** Is there a separator, a line end or the end? */
  #isEnd(at: number): boolean {
    return at >= this.#text.length || this.#text[at] === LF || this.#text.startsWith(this.#dialect.separator, at);
  }

  #toEnd(): void {
    while (!this.#isEnd(this.#at)) this.#at++;
  }

  /** Takes a value that ends at the first quote behind its opening one and holds no escape. */
  #plainQuoted(): boolean {
    const { quote, quoteEscape } = this.#dialect;
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const character = this.#text[at];
      if (character !== quote && character !== quoteEscape) continue;
      if (character !== quote || !this.#isEnd(at + 1)) return false;
      this.#value = this.#text.slice(this.#at + 1, at);
      this.#at = at + 1;
      return true;
    }
    return false;
  }

  /** Goes to the next character; at the end it is ''. */
  #next(): string {
    this.#at++;
    this.#character = this.#text[this.#at] ?? '';
    return this.#character;
  }

  /** On a quote, or inside of a value that was taken up again; afterwards the place is that of what ends the value. */
  #quoted(): void {
    const { quote, quoteEscape, escapeEscape, unescapedQuotes, ignoreTrailing } = this.#dialect;
    if (this.#previous !== NONE && unescapedQuotes === 'STOP_AT_DELIMITER') {
      this.#value = quote + this.#value;
      this.#at++;
      this.#trimsEnd = ignoreTrailing;
      const start = this.#at;
      this.#toEnd();
      this.#value += this.#text.slice(start, this.#at);
      return;
    }
    this.#next();
    for (;;) {
      if (this.#previous === quote && (this.#isEnd(this.#at) || isBlank(this.#character))) break;
      if (this.#character === '') {
        // A quote alone, with nothing behind it, stands for itself.
        if (this.#previous === NONE && this.#text[this.#at - 1] === quote && this.#value === '') this.#value = quote;
        return;
      }
      if (this.#character !== quote && this.#character !== quoteEscape) {
        if (this.#previous === quote) {
          this.#goOn(this.#character);
          return;
        }
        if (this.#previous === quoteEscape && quoteEscape !== NONE) this.#value += quoteEscape;
        const start = this.#at;
        while (this.#at < this.#text.length && !this.#isSpecial(this.#text[this.#at])) this.#at++;
        this.#value += this.#text.slice(start, this.#at);
        if (this.#at >= this.#text.length) return;
        this.#previous = this.#text[this.#at];
        this.#next();
      } else {
        this.#escapes(quote, quoteEscape, escapeEscape);
        this.#previous = this.#character;
        this.#next();
        if (this.#unescaped && this.#isEnd(this.#at)) return;
      }
    }
    if (this.#isEnd(this.#at)) return;
    // Blanks behind the closing quote do not count, unless something follows them.
    const start = this.#at;
    while (!this.#isEnd(this.#at) && isBlank(this.#text[this.#at])) this.#at++;
    this.#character = this.#text[this.#at] ?? '';
    if (this.#character === '' || this.#character === LF || this.#isEnd(this.#at)) return;
    if (unescapedQuotes === 'RAISE_ERROR') throw new UnescapedQuote();
    this.#value += quote + this.#text.slice(start, this.#at);
    if (unescapedQuotes === 'STOP_AT_DELIMITER' || (this.#character !== quote && this.#character !== quoteEscape)) {
      this.#value += this.#character;
    }
    this.#previous = this.#character;
    this.#quoted();
  }

  #isSpecial(character: string): boolean {
    const { quote, quoteEscape, escapeEscape } = this.#dialect;
    return character === quote || character === quoteEscape || (character !== NONE && character === escapeEscape);
  }

  /** A quote with something behind it that ends no value. */
  #goOn(character: string): void {
    if (this.#dialect.unescapedQuotes === 'RAISE_ERROR') throw new UnescapedQuote();
    this.#unescaped = true;
    this.#value += this.#dialect.quote + character;
    this.#previous = character;
    this.#quoted();
  }

  #escapes(quote: string, quoteEscape: string, escapeEscape: string): void {
    const [character, previous] = [this.#character, this.#previous];
    if (character === quoteEscape && previous === escapeEscape && escapeEscape !== NONE) {
      this.#value += quoteEscape;
      this.#character = NONE;
    } else if (previous === quoteEscape) {
      if (character === quote) {
        this.#value += quote;
        this.#character = NONE;
      } else this.#value += previous;
    } else if (character === quote && previous === quote) {
      this.#value += quote;
    } else if (previous === quote) {
      if (this.#dialect.unescapedQuotes === 'RAISE_ERROR') throw new UnescapedQuote();
      this.#value += quote;
      // An escape behind a quote: univocity swallows the separator behind it.
      if (this.#isEnd(this.#at + 1)) {
        this.#value += character;
        this.#next();
      }
    }
  }
}

const isBlank = (character: string): boolean => character <= ' ' && character !== '';

function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] <= ' ') end--;
  return end === text.length ? text : text.slice(0, end);
}
