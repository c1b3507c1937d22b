/**
 * What a datetime pattern is made of: numbers, names, literal text, optional sections. Each part prints
 * itself and reads itself back.
 *
 * @see java.time.format.DateTimeFormatterBuilder, in strict mode and without regard to case
 */
import { twoDigits } from './digits.ts';
import { Field, fieldOf, type Moment, type ParsedFields } from './pattern-fields.ts';

export interface Part {
  /** The part's text, undefined when the moment lacks its field. */
  format(moment: Moment): string | undefined;
  /**
   * Reads the part at an index of the text into the fields.
   *
   * @returns the index behind it, or the bitwise complement of the index at which it failed
   * @throws UnresolvableFields where java.time throws on the way
   */
  parse(text: string, at: number, fields: ParsedFields): number;
}

/** How a number treats signs: none, a minus, or also the plus of years with more digits than the pattern has. */
type Sign = 'never' | 'normal' | 'exceedsPad';

export class NumberPart implements Part {
  readonly field: Field;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly sign: Sign;
  /** Digits that numbers right behind this one need: it leaves them that many. */
  digitsBehind = 0;

  constructor(field: Field, minWidth: number, maxWidth: number, sign: Sign) {
    this.field = field;
    this.minWidth = minWidth;
    this.maxWidth = maxWidth;
    this.sign = sign;
  }

  get isFixedWidth(): boolean {
    return this.minWidth === this.maxWidth && this.sign === 'never';
  }

  format(moment: Moment): string | undefined {
    const value = fieldOf(moment, this.field);
    if (value === undefined) return undefined;
    if (this.minWidth === 2 && value >= 0 && value <= 99) return twoDigits(value);
    const digits = String(Math.abs(value)).padStart(this.minWidth, '0');
    if (value < 0) return `-${digits}`;
    return this.sign === 'exceedsPad' && digits.length > this.minWidth ? `+${digits}` : digits;
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    const isPositive = text[at] === '+';
    const isNegative = text[at] === '-';
    if ((isPositive && this.sign !== 'exceedsPad') || (isNegative && this.sign === 'never')) return ~at;
    const from = isPositive || isNegative ? at + 1 : at;
    let end = digitsEnd(text, from, from + this.maxWidth + this.digitsBehind);
    if (end - from < this.minWidth) return ~from;
    if (this.digitsBehind > 0) end = from + Math.max(this.minWidth, end - from - this.digitsBehind);
    const value = digitsValue(text, from, end);
    if (isNegative && value === 0) return ~at;
    if (this.sign === 'exceedsPad' && !isNegative) {
      if (isPositive && end - from <= this.minWidth) return ~at;
      if (!isPositive && end - from > this.minWidth) return ~from;
    }
    return setField(fields, this.field, this.read(isNegative ? -value : value), from, end);
  }

  /** What the digits stand for. */
  protected read(value: number): number {
    return value;
  }
}

/** Years of two digits: 2000 to 2099 on reading, the last two digits on printing. */
export class TwoDigitYearPart extends NumberPart {
  constructor(field: Field) {
    super(field, 2, 2, 'never');
  }

  override format(moment: Moment): string {
    return twoDigits(Math.abs(fieldOf(moment, this.field)!) % 100);
  }

  protected override read(value: number): number {
    return 2000 + value;
  }
}

/** Digits of the second's fraction: exactly `maxWidth` when printed, from `minWidth` on when read. */
export class FractionPart extends NumberPart {
  constructor(minWidth: number, maxWidth: number) {
    super(Field.NanoOfSecond, minWidth, maxWidth, 'never');
  }

  override format(moment: Moment): string | undefined {
    const nano = fieldOf(moment, Field.NanoOfSecond);
    return nano === undefined ? undefined : String(nano).padStart(9, '0').slice(0, this.maxWidth);
  }

  override parse(text: string, at: number, fields: ParsedFields): number {
    const end = digitsEnd(text, at, at + this.maxWidth);
    if (end - at < this.minWidth) return ~at;
    return setField(fields, Field.NanoOfSecond, digitsValue(text, at, end) * 10 ** (9 - (end - at)), at, end);
  }
}

/** A name for each value of a field: `Jan`, `Monday`, `PM`. */
export class NamePart implements Part {
  readonly #field: Field;
  readonly #firstValue: number;
  readonly #names: readonly string[];
  /** Lower case, longest first, so that a name is never cut to one that begins it. */
  readonly #readable: readonly (readonly [name: string, value: number])[];

  /** @param names of the values from `firstValue` on */
  constructor(field: Field, firstValue: number, names: readonly string[]) {
    this.#field = field;
    this.#firstValue = firstValue;
    this.#names = names;
    this.#readable = names
      .map((name, i) => [name.toLowerCase(), firstValue + i] as const)
      .sort(([a], [b]) => b.length - a.length);
  }

  format(moment: Moment): string | undefined {
    const value = fieldOf(moment, this.#field);
    return value === undefined ? undefined : this.#names[value - this.#firstValue];
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    for (const [name, value] of this.#readable) {
      const end = at + name.length;
      if (startsWithText(text, name, at)) return setField(fields, this.#field, value, at, end);
    }
    return ~at;
  }
}

export class LiteralPart implements Part {
  readonly #text: string;
  readonly #lowerCase: string;

  constructor(text: string) {
    this.#text = text;
    this.#lowerCase = text.toLowerCase();
  }

  format(): string {
    return this.#text;
  }

  parse(text: string, at: number): number {
    return startsWithText(text, this.#lowerCase, at) ? at + this.#text.length : ~at;
  }
}

/** A section in brackets: left out when the moment lacks one of its fields or the text does not fit it. */
export class OptionalPart implements Part {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  format(moment: Moment): string {
    return formatParts(this.#parts, moment) ?? '';
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    const values = fields.values.slice();
    const { zone } = fields;
    const end = parseParts(this.#parts, text, at, fields);
    if (end >= 0) return end;
    fields.values.set(values);
    fields.zone = zone;
    return at;
  }
}

/** The text of all parts, undefined when the moment lacks a field of one of them. */
export function formatParts(parts: readonly Part[], moment: Moment): string | undefined {
  let text = '';
  for (const part of parts) {
    const piece = part.format(moment);
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

/** As `Part.parse`, for parts one behind the other. */
export function parseParts(parts: readonly Part[], text: string, from: number, fields: ParsedFields): number {
  let at = from;
  for (const part of parts) {
    at = part.parse(text, at, fields);
    if (at < 0) return at;
  }
  return at;
}

/** Sets a field that a part has read in [from, end); one that was read before must have been the same. */
export function setField(fields: ParsedFields, field: Field, value: number, from: number, end: number): number {
  const old = fields.values[field];
  if (!Number.isNaN(old) && old !== value) return ~from;
  fields.values[field] = value;
  return end;
}

/** @param lowerCase what to look for, in lower case */
export const startsWithText = (text: string, lowerCase: string, at: number): boolean =>
  text.startsWith(lowerCase, at) || text.slice(at, at + lowerCase.length).toLowerCase() === lowerCase;

function digitsValue(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

function digitsEnd(text: string, from: number, to: number): number {
  let end = from;
  while (end < to && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return end;
}
