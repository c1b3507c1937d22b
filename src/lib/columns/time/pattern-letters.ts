/**
 * Reads datetime patterns: first Spark's own rules on what it refuses, then java.time's grammar.
 *
 * @see Spark DateTimeFormatterHelper, java.time.format.DateTimeFormatterBuilder.appendPattern
 */
import { Field } from './pattern-fields.ts';
import {
  FractionPart,
  LiteralPart,
  NamePart,
  NumberPart,
  OptionalPart,
  type Part,
  TwoDigitYearPart,
} from './pattern-parts.ts';
import { LocalizedOffsetPart, OFFSET_SHAPES, OffsetPart, ZoneIdPart, ZoneNamePart } from './pattern-zones.ts';

type PatternUse = 'format' | 'parse';

/** Spark's condition for a pattern it does not take. */
export type PatternCondition =
  | 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION'
  | 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN'
  | 'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER'
  | 'INVALID_DATETIME_PATTERN.LENGTH'
  | 'INVALID_DATETIME_PATTERN.WITH_SUGGESTION';

/** A pattern that Spark refuses to compile. */
export class DatetimePatternError extends Error {
  readonly pattern: string;
  readonly condition: PatternCondition;
  /** The letter, or the letters, that the condition's message names; undefined where it names the pattern only. */
  readonly letters: string | undefined;

  constructor(pattern: string, condition: PatternCondition, letters?: string) {
    super(
      `The datetime pattern '${pattern}' is not valid${letters === undefined ? '' : `: ${letters}`} (${condition}).`,
    );
    this.name = 'DatetimePatternError';
    this.pattern = pattern;
    this.condition = condition;
    this.letters = letters;
  }
}

/** @throws DatetimePatternError */
export function compileParts(pattern: string, use: PatternUse): Part[] {
  const refusal = refuse(pattern, use);
  const hasEra = quotable(pattern).some(({ text, isQuoted }) => !isQuoted && text.includes('G'));
  const builder = new PatternBuilder(hasEra);
  if (!refusal && appendAll(builder, pattern, use)) return builder.parts();
  // What Spark's second version took has changed its meaning, and the person is to be told.
  if (isLegacyPattern(pattern)) {
    throw new DatetimePatternError(pattern, 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION');
  }
  if (refusal) throw new DatetimePatternError(pattern, refusal.condition, refusal.letters);
  throw new DatetimePatternError(pattern, 'INVALID_DATETIME_PATTERN.WITH_SUGGESTION');
}

const WEEK_BASED = /[YWwuec]/;
const UNSUPPORTED = /[ABnNp]/;
const UNSUPPORTED_IN_PARSING = /[ABnNpEFqQ]/;
/** Longer than Spark allows, whatever java.time would make of it. */
const TOO_LONG = ['QQQQQ', 'qqqqq', 'GGGGG', 'MMMMM', 'LLLLL', 'EEEEE', 'yyyyyyy'];

function refuse(pattern: string, use: PatternUse): { condition: PatternCondition; letters: string } | undefined {
  for (const { text, isQuoted } of quotable(pattern)) {
    if (isQuoted) continue;
    const [weekBased] = WEEK_BASED.exec(text) ?? [];
    if (weekBased) {
      return { condition: 'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', letters: weekBased };
    }
    const [unsupported] = (use === 'parse' ? UNSUPPORTED_IN_PARSING : UNSUPPORTED).exec(text) ?? [];
    if (unsupported) return { condition: 'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', letters: unsupported };
    const tooLong = TOO_LONG.find(letters => text.includes(letters));
    if (tooLong) return { condition: 'INVALID_DATETIME_PATTERN.LENGTH', letters: tooLong };
  }
  return undefined;
}

/** The pattern cut at its quotes, as Spark does it: a doubled quote is an empty piece. */
const quotable = (pattern: string) => pattern.split("'").map((text, i) => ({ text, isQuoted: i % 2 === 1 }));

/** True when java.text.SimpleDateFormat takes the pattern. */
const isLegacyPattern = (pattern: string): boolean =>
  /^(?:[GyMdkHmsSEDFwWahKzZYuXL]|[^A-Za-z']|'(?:[^']|'')*')*$/.test(pattern) &&
  !/XXXX/.test(pattern.replace(/'(?:[^']|'')*'/g, "'"));

/** @returns false when java.time refuses the pattern */
function appendAll(builder: PatternBuilder, pattern: string, use: PatternUse): boolean {
  if (use === 'format' || !pattern.includes('S')) return builder.appendPattern(pattern);
  // On reading, letters S stand for one to that many digits. Spark cuts the pattern at them and at quotes.
  const pieces = quotable(pattern);
  while (pieces.at(-1)?.text === '') pieces.pop();
  return pieces.every(({ text, isQuoted }, i) => {
    if (text === '' && i > 0) return builder.appendLiteral("'");
    if (isQuoted) return builder.appendLiteral(text);
    return (text.match(/S+|[^S]+/g) ?? []).every(run =>
      run[0] === 'S' ? builder.appendFraction(1, run.length) : builder.appendPattern(run),
    );
  });
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const short = (names: readonly string[]) => names.map(name => name.slice(0, 3));

interface Names {
  readonly field: Field;
  readonly firstValue: number;
  readonly short: readonly string[];
  readonly full: readonly string[];
}
const MONTH: Names = { field: Field.MonthOfYear, firstValue: 1, short: short(MONTHS), full: MONTHS };
const QUARTER: Names = {
  field: Field.QuarterOfYear,
  firstValue: 1,
  short: ['Q1', 'Q2', 'Q3', 'Q4'],
  full: ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'],
};
const WEEKDAY: Names = { field: Field.DayOfWeek, firstValue: 1, short: short(WEEKDAYS), full: WEEKDAYS };
const ERA: Names = { field: Field.Era, firstValue: 0, short: ['BC', 'AD'], full: ['Before Christ', 'Anno Domini'] };

/** Fields of one digit or two. */
const TWO_DIGITS: Readonly<Record<string, Field>> = {
  d: Field.DayOfMonth,
  h: Field.ClockHourOfAmPm,
  H: Field.HourOfDay,
  k: Field.ClockHourOfDay,
  K: Field.HourOfAmPm,
  m: Field.MinuteOfHour,
  s: Field.SecondOfMinute,
};
/** Fields of one digit, two digits, a short name or a full one. */
const NUMBER_OR_NAME: Readonly<Record<string, Names>> = { M: MONTH, L: MONTH, Q: QUARTER, q: QUARTER };

/** Appends part to part, as java.time's builder does; every method returns false for what it would throw at. */
class PatternBuilder {
  readonly #hasEra: boolean;
  /** The parts of the pattern and of each section that is open. */
  readonly #sections: Part[][] = [[]];
  /** The number that leaves digits to the numbers of fixed width right behind it. */
  #leading: NumberPart | undefined;

  /** @param hasEra years are then counted within their era */
  constructor(hasEra: boolean) {
    this.#hasEra = hasEra;
  }

  /** Sections left open end here. */
  parts(): Part[] {
    while (this.#sections.length > 1) this.#closeSection();
    return this.#sections[0];
  }

  appendPattern(pattern: string): boolean {
    const token = /([A-Za-z])\1*|'((?:[^']|'')*)'|[\s\S]/gy;
    for (const [text, letter, quoted] of pattern.matchAll(token)) {
      if (!this.#appendToken(text, letter, quoted)) return false;
    }
    return true;
  }

  appendLiteral(text: string): boolean {
    this.#append(new LiteralPart(text));
    return true;
  }

  appendFraction(minWidth: number, maxWidth: number): boolean {
    const part = new FractionPart(minWidth, maxWidth);
    if (minWidth === maxWidth) this.#appendNumber(part);
    else this.#append(part);
    return maxWidth <= 9;
  }

  #appendToken(text: string, letter: string | undefined, quoted: string | undefined): boolean {
    if (letter !== undefined) return this.#appendLetters(letter, text.length);
    if (quoted !== undefined) return this.appendLiteral(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    if (text === '[') {
      this.#leading = undefined;
      this.#sections.push([]);
      return true;
    }
    if (text === ']') return this.#closeSection();
    return /[{}#']/.test(text) ? false : this.appendLiteral(text);
  }

  #appendLetters(letter: string, count: number): boolean {
    if (Object.hasOwn(TWO_DIGITS, letter)) {
      if (count === 1) return this.#appendNumber(new NumberPart(TWO_DIGITS[letter], 1, 19, 'normal'));
      return count === 2 && this.#appendNumber(new NumberPart(TWO_DIGITS[letter], 2, 2, 'never'));
    }
    if (Object.hasOwn(NUMBER_OR_NAME, letter)) {
      const names = NUMBER_OR_NAME[letter];
      if (count === 1) return this.#appendNumber(new NumberPart(names.field, 1, 19, 'normal'));
      if (count === 2) return this.#appendNumber(new NumberPart(names.field, 2, 2, 'never'));
      return this.#appendName(names, count);
    }
    switch (letter) {
      case 'y':
        return this.#appendYear(count);
      case 'D':
        if (count === 1) return this.#appendNumber(new NumberPart(Field.DayOfYear, 1, 19, 'normal'));
        return count <= 3 && this.#appendNumber(new NumberPart(Field.DayOfYear, count, 3, 'never'));
      case 'F':
        return count === 1 && this.#appendNumber(new NumberPart(Field.AlignedDayOfWeekInMonth, 1, 19, 'normal'));
      case 'S':
        return this.appendFraction(count, count);
      case 'E':
        return this.#appendName(WEEKDAY, Math.max(count, 3));
      case 'G':
        return this.#appendName(ERA, Math.max(count, 3));
      case 'a':
        return count === 1 && this.#append(new NamePart(Field.AmPmOfDay, 0, ['AM', 'PM']));
      default:
        return this.#appendZone(letter, count);
    }
  }

  #appendYear(count: number): boolean {
    const field = this.#hasEra ? Field.YearOfEra : Field.Year;
    if (count === 2) return this.#appendNumber(new TwoDigitYearPart(field));
    return this.#appendNumber(new NumberPart(field, count, 19, count < 4 ? 'normal' : 'exceedsPad'));
  }

  #appendName({ field, firstValue, short, full }: Names, count: number): boolean {
    return count <= 4 && this.#append(new NamePart(field, firstValue, count === 3 ? short : full));
  }

  #appendZone(letter: string, count: number): boolean {
    switch (letter) {
      case 'V':
        return count === 2 && this.#append(new ZoneIdPart());
      case 'z':
        return count <= 4 && this.#append(new ZoneNamePart(count === 4));
      case 'O':
        return (count === 1 || count === 4) && this.#append(new LocalizedOffsetPart(count === 4));
      case 'X':
        return count <= 5 && this.#append(new OffsetPart(OFFSET_SHAPES[count - 1], 'Z'));
      case 'x': {
        const noOffset = ['+00', '+0000', '+00:00', '+0000', '+00:00'][count - 1];
        return count <= 5 && this.#append(new OffsetPart(OFFSET_SHAPES[count - 1], noOffset));
      }
      case 'Z':
        if (count <= 3) return this.#append(new OffsetPart(OFFSET_SHAPES[1], '+0000'));
        if (count === 4) return this.#append(new LocalizedOffsetPart(true));
        return count === 5 && this.#append(new OffsetPart(OFFSET_SHAPES[4], 'Z'));
      default:
        return false;
    }
  }

  #closeSection(): boolean {
    const parts = this.#sections.length > 1 ? this.#sections.pop() : undefined;
    if (parts && parts.length > 0) this.#append(new OptionalPart(parts));
    return parts !== undefined;
  }

  #append(part: Part): true {
    this.#leading = undefined;
    this.#sections.at(-1)!.push(part);
    return true;
  }

  /** In `yyyyMMdd` the year leaves four digits to the numbers behind it; in `yyyyM` it would leave none. */
  #appendNumber(part: NumberPart): true {
    const leading = this.#leading;
    this.#append(part);
    this.#leading = leading && part.isFixedWidth ? leading : part;
    if (leading) leading.digitsBehind = part.isFixedWidth ? leading.digitsBehind + part.maxWidth : 0;
    return true;
  }
}
