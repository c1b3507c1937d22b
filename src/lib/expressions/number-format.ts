/**
 * Numbers as text by SQL's formats, `$99,999.9S`, and back.
 *
 * A format is `[MI|S] [$] digits and commas [.] digits [$] [PR|MI|S]`. A group of digits that begins with 0 has just so
 * many of them, one with 9 at most so many, spaces standing for the others. S is a sign, MI a minus sign or a space, and
 * PR puts what is negative in angle brackets. `G` is a comma, and `D` the point.
 *
 * @see Spark ToNumberParser
 */
import { rescale } from '../columns/decimal.ts';

export interface NumberFormat {
  readonly tokens: readonly Token[];
  readonly wholeDigits: number;
  readonly fractionDigits: number;
}

type Token = DigitGroup[] | '.' | '$' | 'S' | 'MI' | '<' | '>';
interface DigitGroup {
  readonly count: number;
  /** Whether it has all its digits: it begins with 0, before the point. */
  readonly isExact: boolean;
}

/** What is wrong with a format: the class of Spark's INVALID_FORMAT. */
export type FormatProblem =
  | 'EMPTY'
  | 'WRONG_NUM_DIGIT'
  | 'WRONG_NUM_TOKEN'
  | 'UNEXPECTED_TOKEN'
  | 'CUR_MUST_BEFORE_DIGIT'
  | 'CUR_MUST_BEFORE_DEC'
  | 'CONT_THOUSANDS_SEPS'
  | 'THOUSANDS_SEPS_MUST_BEFORE_DEC';

const STRUCTURE = /^(MI|S)?(\$)?([09,]+)?(\.)?([09]+)?(PR|MI|S)?$/;

export function parseNumberFormat(given: string): NumberFormat | FormatProblem {
  const text = given.toUpperCase().replaceAll('G', ',').replaceAll('D', '.');
  const problem = problemOf(text);
  if (problem) return problem;
  const parts = STRUCTURE.exec(text);
  if (!parts) return 'UNEXPECTED_TOKEN';
  const [, sign, dollar, whole, point, fraction, end] = parts;
  const tokens: Token[] = [];
  if (end === 'PR') tokens.push('<');
  if (sign) tokens.push(sign as 'MI' | 'S');
  if (dollar) tokens.push('$');
  if (whole) tokens.push(whole.split(',').map(digits => ({ count: digits.length, isExact: digits[0] === '0' })));
  if (point) tokens.push('.');
  if (fraction) tokens.push([{ count: fraction.length, isExact: false }]);
  if (end) tokens.push(end === 'PR' ? '>' : (end as 'MI' | 'S'));
  return { tokens, wholeDigits: (whole ?? '').replaceAll(',', '').length, fractionDigits: (fraction ?? '').length };
}

function problemOf(text: string): FormatProblem | undefined {
  const point = text.indexOf('.');
  const dollar = text.indexOf('$');
  const commas = [...text.matchAll(/,/g)].map(match => match.index);
  if (text === '') return 'EMPTY';
  if (!/[09]/.test(text)) return 'WRONG_NUM_DIGIT';
  if (dollar > text.search(/[09]/)) return 'CUR_MUST_BEFORE_DIGIT';
  if (point >= 0 && dollar > point) return 'CUR_MUST_BEFORE_DEC';
  if (point >= 0 && commas.some(comma => comma > point)) return 'THOUSANDS_SEPS_MUST_BEFORE_DEC';
  if (/(?<![09]),|,(?![09])/.test(text)) return 'CONT_THOUSANDS_SEPS';
  if (['.', '$', 'S', 'MI', 'PR'].some(token => text.split(token).length > 2)) return 'WRONG_NUM_TOKEN';
  return undefined;
}

/** A decimal as text. One with more digits than the format gets `#` for every digit. */
export function formatNumber(unscaled: bigint, scale: number, format: NumberFormat): string {
  const isNegative = unscaled < 0n;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0');
  const cut = digits.length - scale;
  const whole = digits.slice(0, cut).replace(/^0+/, '');
  const fraction = digits.slice(cut).replace(/0+$/, '');
  const fits = whole.length <= format.wholeDigits && fraction.length <= format.fractionDigits;
  const before = fits ? whole.padStart(format.wholeDigits) : '#'.repeat(format.wholeDigits);
  const after = fits ? fraction.padEnd(format.fractionDigits, '0') : '#'.repeat(format.fractionDigits);

  let text = '';
  let place = 0;
  let isFraction = false;
  for (const token of format.tokens) {
    if (token === '.') {
      text = `${text.replace(/ $/, '0')}.`;
      isFraction = true;
    } else if (token === '$') text += '$';
    else if (token === '<') text += isNegative ? '<' : '';
    else if (token === 'S') text = withSign(text, isNegative ? '-' : '+');
    else if (token === 'MI') text = isNegative ? withSign(text, '-') : `${text} `;
    else if (token === '>') text = isNegative ? withSign(text, '>') : `${withoutLonePoint(text)}  `;
    else if (isFraction) text += after;
    else {
      token.forEach(({ count, isExact }, i) => {
        if (i > 0) text = /\d$/.test(text) ? `${text},` : withSpace(text);
        for (const digit of before.slice(place, (place += count))) {
          text = digit !== ' ' ? text + digit : isExact ? `${text}0` : withSpace(text);
        }
      });
    }
  }
  return withoutLonePoint(text);
}

/** Signs stand next to the number: before the spaces at the end. */
const withSign = (text: string, sign: string): string => withoutLonePoint(text).replace(/ *$/, spaces => sign + spaces);

/** Signs stand next to the number: behind the spaces before it. */
const withSpace = (text: string): string => text.replace(/[-+<]*$/, signs => ` ${signs}`);

const withoutLonePoint = (text: string): string => text.replace(/\.(?= |$)/, ' ');

/** The number of a text, at the scale of the format; undefined where the text is not of the format. */
export function parseNumber(text: string, format: NumberFormat): bigint | undefined {
  let position = 0;
  let isNegative = false;
  let [whole, fraction] = ['', ''];
  let [isFraction, isBracketed] = [false, false];
  const take = (wanted: string) => {
    const isThere = text[position] === wanted;
    if (isThere) position++;
    return isThere;
  };
  for (const token of format.tokens) {
    if (token === '.') isFraction = take('.');
    else if (token === '<') isBracketed = take('<');
    else if (token === '>') {
      if (take('>') !== isBracketed) return undefined;
      if (isBracketed) isNegative = !isNegative;
    } else if (token === '$') {
      if (!take('$')) return undefined;
    } else if (token === 'S' || token === 'MI') {
      if (take('-')) isNegative = !isNegative;
      else if (token === 'S') take('+');
    } else {
      const [given] = /^[\d,\s]*/.exec(text.slice(position))!;
      position += given.length;
      const groups = given.replace(/\s/g, '').split(',');
      if (!areOf(token, groups)) return undefined;
      if (isFraction) fraction += groups.join('');
      else whole += groups.join('');
    }
  }
  if (position < text.length || whole + fraction === '') return undefined;
  const value = rescale(BigInt(whole + fraction), fraction.length, format.fractionDigits);
  return isNegative ? -value : value;
}

/** Groups belong together from the right: the first ones may be missing. */
function areOf(expected: readonly DigitGroup[], groups: readonly string[]): boolean {
  if (groups.length > expected.length) return false;
  const missing = expected.length - groups.length;
  return expected.every(({ count, isExact }, i) => {
    const { length } = groups[i - missing] ?? '';
    return isExact ? length === count : length <= count;
  });
}
