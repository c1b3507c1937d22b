/**
 * The symbols that tell the mood of a text, and the regular expression that finds the first of them. The pattern means
 * the same to Java and to us, so that the plan it is part of can run in Spark.
 */
import { UsageError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/messages/index.ts';
import { isObject } from '../json.ts';

export interface Symbols {
  readonly positive: readonly string[];
  readonly negative: readonly string[];
}

/**
 * Reads symbols: `{"Positivo": [":)"], "Negativo": [":("], "emoji": {"Positivo": ["😀"], "Negativo": ["😞"]}}`, where
 * `emoji` may be missing.
 *
 * @param name of the file, for errors
 * @param withEmoji those under `emoji` count, too
 * @throws UsageError `SYMBOLS_UNREADABLE`
 */
export function parseSymbols(text: string, name: string, withEmoji: boolean): Symbols {
  const fail = (reason: Phrase): never => {
    throw new UsageError('SYMBOLS_UNREADABLE', { name, reason, example: EXAMPLE });
  };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    fail(phrase('SYMBOLS_NO_JSON', { message: (error as Error).message }));
  }
  if (!isObject(json)) return fail(phrase('SYMBOLS_NO_OBJECT'));
  const { emoji = {} } = json;
  if (!isObject(emoji)) return fail(phrase('SYMBOLS_NO_LIST', { key: 'emoji' }));
  const unknown = [...Object.keys(json), ...Object.keys(emoji)].find(key => !KEYS.includes(key));
  if (unknown !== undefined) fail(phrase('SYMBOLS_UNKNOWN_KEY', { key: JSON.stringify(unknown) }));
  const listOf = (key: string): string[] => [
    ...symbolsIn(json[key], key, fail),
    ...symbolsIn(emoji[key] ?? [], `emoji.${key}`, fail).filter(() => withEmoji),
  ];
  const [positive, negative] = [listOf('Positivo'), listOf('Negativo')];
  const all = [...positive, ...negative];
  const twice = all.find((symbol, i) => all.indexOf(symbol) !== i);
  if (twice !== undefined) fail(phrase('SYMBOLS_TWICE', { symbol: JSON.stringify(twice) }));
  if (all.length === 0) fail(phrase('SYMBOLS_NONE'));
  return { positive, negative };
}

const EXAMPLE = '{"Positivo": [":)", ":D"], "Negativo": [":("]}.';
const KEYS = ['Positivo', 'Negativo', 'emoji'];

function symbolsIn(list: unknown, key: string, fail: (reason: Phrase) => never): string[] {
  if (!Array.isArray(list)) return fail(phrase('SYMBOLS_NO_LIST', { key }));
  for (const symbol of list) {
    const isSymbol = typeof symbol === 'string' && symbol !== '' && !/[\s\p{Cc}]/u.test(symbol);
    if (!isSymbol) fail(phrase('SYMBOLS_NO_SYMBOL', { symbol: JSON.stringify(symbol), key }));
  }
  return list;
}

/** Addresses behind their scheme, also those that were cut short: what looks like an emoticon in one is none. */
export const ADDRESS = String.raw`:/\S+|[Ww][Ww][Ww]\.\S+`;

const WORD = String.raw`[\p{L}\p{N}]`;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The pattern of the first symbol of a text without addresses: group 1. Of those that begin at one place the longest is
 * found. Not found are those inside of words, times and entities (`&gt;)`), those that open a bracket which is closed
 * behind some words (`nota:(texto)`), and those of which the first character closes one (`(texto):`).
 */
export function symbolPattern({ positive, negative }: Symbols): string {
  const symbols = [...positive, ...negative].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  // Those of one kind share their conditions, as long as the longer one of two that begin alike comes first.
  const runs: { guard: Guard; symbols: string[] }[] = [];
  for (const symbol of symbols) {
    const guard = guardOf(symbol);
    const place = runs.findLastIndex(run => sameGuard(run.guard, guard));
    const isAfter = (run: { symbols: string[] }) => run.symbols.some(longer => longer.startsWith(symbol));
    if (place >= 0 && !runs.slice(place + 1).some(isAfter)) runs[place].symbols.push(symbol);
    else runs.push({ guard, symbols: [symbol] });
  }
  const branches = runs.map(({ guard: { before, after, notBetween }, symbols }) => {
    const any = `(?:${symbols.map(quoted).join('|')})`;
    return before + (notBetween ? `(?:(?<!${WORD})${any}|${any}(?!${WORD}))` : any) + after;
  });
  const starts = [...new Set(symbols.map(symbol => quoted([...symbol][0])))];
  return `(?=${starts.join('|')})(${branches.join('|')})`;
}

/** What must not stand before and behind a symbol. */
interface Guard {
  readonly before: string;
  readonly after: string;
  /** Letters must not stand on both sides. */
  readonly notBetween: boolean;
}

const sameGuard = (a: Guard, b: Guard): boolean =>
  a.before === b.before && a.after === b.after && a.notBetween === b.notBetween;

function guardOf(symbol: string): Guard {
  const characters = [...symbol];
  const [first, last] = [characters[0], characters.at(-1)!];
  return { before: beforeOf(first, last), after: afterOf(last), notBetween: Object.values(CLOSING).includes(last) };
}

function beforeOf(first: string, last: string): string {
  if (isWordy(first) || /\d/.test(last)) return `(?<!${WORD})`;
  if (Object.values(CLOSING).includes(first)) return String.raw`(?<!\S)`;
  const alone = isWordy(last) ? `(?:(?<!${WORD})|(?<=[0-9A-Za-zÀ-ÿ]{2}))` : ''; // not `C:D`
  const entity = first === ';' ? '(?<!&[A-Za-z]{2,8})(?<!&#[0-9]{2,6})' : '';
  const repeated = { ':': '(?<!:)', '=': '(?<![=<>!:])' }[first] ?? ''; // `::`, `=>)`
  return repeated + entity + alone;
}

function afterOf(last: string): string {
  if (isWordy(last)) return `(?!${quoted(last)}*(?!${quoted(last)})${WORD})`; // `:DDD` is one, `:Dia` is none
  const closing = CLOSING[last];
  if (closing !== undefined) {
    const [open, close] = [quoted(last), quoted(closing)];
    return `(?!["'“]?${WORD}[^${open}${close}]{0,300}${close})`;
  }
  return isFace(last) ? String.raw`(?!\x{200D})` : '';
}

const isWordy = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isFace = (character: string): boolean => /\p{So}/u.test(character);

/** A text as a pattern for just that text. */
const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|&#-]/g, String.raw`\$&`);
