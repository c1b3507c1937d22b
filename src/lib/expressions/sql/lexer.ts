/**
 * Cuts the text of an expression into tokens. Of the rules that begin at a place the one that takes most characters
 * wins, so that `1a` is a name, `1e5` a number and `1.5x` the number 1, a point and the name `5x`.
 *
 * @see Spark SqlBaseLexer.g4
 */
import { AnalysisError } from '../../base/errors.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'string' | 'symbol' | 'end';
  /** As written, quotes included. */
  readonly text: string;
  /** What the grammar compares: a word in upper case, a symbol as it is; else empty. */
  readonly key: string;
}

const END: Token = { kind: 'end', text: 'end of input', key: '' };

/** The tokens of a text; the last one is the `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    TOKEN.lastIndex = at;
    const token = tokenOf(TOKEN.exec(text)!.groups!);
    // Going on behind a quote that is never closed would look for its end again at each quote that follows.
    if (UNCLOSED.has(token.key)) throw new AnalysisError('PARSE_SYNTAX_ERROR', { near: token.text, text });
    at = TOKEN.lastIndex;
    tokens.push(token);
  }
  return [...tokens, END];
}

function tokenOf({ string, number, word, quoted, symbol }: Record<string, string | undefined>): Token {
  if (string !== undefined) return { kind: 'string', text: string, key: '' };
  if (number !== undefined) return { kind: 'number', text: number, key: '' };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted, key: '' };
  if (word === undefined) return { kind: 'symbol', text: symbol!, key: symbol! };
  return WHOLE_NUMBER.test(word)
    ? { kind: 'number', text: word, key: '' }
    : { kind: 'word', text: word, key: word.toUpperCase() };
}

const TOKEN = new RegExp(
  [
    String.raw`(?<string>r'[^']*'|r"[^"]*"|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")`,
    // Digits with a point are a number only when nothing that could be part of a name follows.
    String.raw`(?<number>(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?(?:bd|[df])?(?![a-z0-9_])|\d+e[+-]\d+(?:bd|[df])?)`,
    String.raw`(?<word>[\p{L}\d_]+)`,
    '(?<quoted>`(?:[^`]|``)*`)',
    // The last one stands for what no rule takes, which is for the parser to refuse.
    String.raw`(?<symbol><=>|>>>|\/\*\+|::|->|=>|\|\||\|>|<>|![=<>]|<=|>=|==|<<|>>|.)`,
  ].join('|'),
  'isuy',
);
const UNCLOSED = new Set(["'", '"', '`']);
const WHOLE_NUMBER = /^\d+(?:e\d+(?:bd|[df])?|bd|[lsydf])?$/i;

/** The text between quotes, its escapes resolved; `r'…'` has none. @see Spark SparkParserUtils.unescapeSQLString */
export function stringValue(token: string): string {
  if (/^r/i.test(token)) return token.slice(2, -1);
  const quote = token[0];
  return token.slice(1, -1).replace(quote === "'" ? ESCAPE_OR_QUOTES : ESCAPE_OR_DOUBLE_QUOTES, resolveEscape);
}

const ESCAPE = String.raw`\\(?:u([\da-fA-F]{4})|U((?:000\d|0010)[\da-fA-F]{4})|([01][0-7]{2})|(.))`;
const ESCAPE_OR_QUOTES = new RegExp(`${ESCAPE}|''`, 'gs');
const ESCAPE_OR_DOUBLE_QUOTES = new RegExp(`${ESCAPE}|""`, 'gs');
const ESCAPED: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

function resolveEscape(found: string, short?: string, long?: string, octal?: string, character?: string): string {
  const codePoint = short ?? long;
  if (codePoint !== undefined) return String.fromCodePoint(Number.parseInt(codePoint, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (character === undefined) return found[0]; // two quotes stand for one
  // The backslash stays before the wildcards, for LIKE to see.
  if (character === '%' || character === '_') return found;
  return ESCAPED[character] ?? character;
}

const BLANKS = /(?:[ \t\n\f\r\v\u00a0\u1680\u2000-\u200a\u2028\u202f\u205f\u3000]+|--(?:\\\n|[^\r\n])*)*/y;

/** Where the next token begins, behind blanks and comments. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    BLANKS.lastIndex = at;
    BLANKS.exec(text);
    at = BLANKS.lastIndex;
    if (!isCommentAt(text, at)) return at;
    at = endOfComment(text, at);
  }
}

/** `/*+` begins a hint, which has no place in an expression. */
const isCommentAt = (text: string, at: number): boolean => text.startsWith('/*', at) && text[at + 2] !== '+';

/** Comments nest. */
function endOfComment(text: string, start: number): number {
  const edge = /\/\*(?!\+)|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === '*/' ? -1 : 1;
    if (depth === 0) return edge.lastIndex;
  }
  throw new AnalysisError('UNCLOSED_BRACKETED_COMMENT');
}
