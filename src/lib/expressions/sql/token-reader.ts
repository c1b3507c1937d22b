import { AnalysisError } from '../../base/errors.ts';
import { stringValue, type Token, tokenize } from './lexer.ts';

/** Deeper nesting would end in an overflow of the stack, here or where the expression is used. */
export const MAX_DEPTH = 250;

export const isName = ({ kind }: Token): boolean => kind === 'word' || kind === 'quoted';

/** True when an operand can begin with the token. */
export const startsOperand = ({ kind, key }: Token): boolean =>
  kind === 'symbol' ? OPENS_OPERAND.has(key) : kind !== 'end';
const OPENS_OPERAND = new Set(['(', '+', '-', '~', '!', '*']);

/** Goes through the tokens of a text, and says where one is not what it has to be. */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.#tokens[this.#at];
  }

  peek(offset = 1): Token {
    return this.#tokens[Math.min(this.#at + offset, this.#tokens.length - 1)];
  }

  /** True when the tokens from here on are these. */
  is(...keys: readonly string[]): boolean {
    return keys.every((key, offset) => this.peek(offset).key === key);
  }

  /** Goes past these tokens if they are here. */
  take(...keys: readonly string[]): boolean {
    const found = this.is(...keys);
    if (found) this.#at += keys.length;
    return found;
  }

  expect(key: string): void {
    if (!this.take(key)) this.fail();
  }

  next(): Token {
    if (this.token.kind === 'end') this.fail();
    return this.#tokens[this.#at++];
  }

  /** Where to come back to when the tokens read from here on turn out to be something else. */
  get place(): number {
    return this.#at;
  }

  goBack(place: number): void {
    this.#at = place;
  }

  /** A name, without its quotes. */
  identifier(): string {
    if (!isName(this.token)) this.fail();
    const { kind, text } = this.next();
    if (kind === 'quoted') return text.slice(1, -1).replaceAll('``', '`');
    if (/^\w+$/.test(text)) return text;
    throw new AnalysisError('INVALID_IDENTIFIER', { name: text });
  }

  /** Texts, which are one when one stands behind the other; empty where there is none. */
  strings(): string {
    let value = '';
    while (this.token.kind === 'string') value += stringValue(this.next().text);
    return value;
  }

  /** @param offset of the token that does not fit */
  fail(offset = 0): never {
    throw new AnalysisError('PARSE_SYNTAX_ERROR', { near: this.peek(offset).text, text: this.#text });
  }
}
