/** The parts of datetime patterns that print and read zones and offsets: letters V, z, O, X, x and Z. */
import { twoDigits } from './digits.ts';
import { Field, type Moment, type ParsedFields, UnresolvableFields } from './pattern-fields.ts';
import { type Part, setField, startsWithText } from './pattern-parts.ts';
import { findRegion, fixedZone, type Zone } from './zone.ts';
import { zoneName, zoneOfName } from './zone-names.ts';

/** Which parts of an offset follow its hours: minutes and seconds may be left out when they are 0. */
interface OffsetShape {
  readonly colon: boolean;
  readonly minutes: 'always' | 'unlessZero';
  readonly seconds: 'never' | 'unlessZero';
}

/** `+0330`, `-03:00`, `Z`: the shapes are those of one to five letters X or x. */
export const OFFSET_SHAPES: readonly OffsetShape[] = [
  { colon: false, minutes: 'unlessZero', seconds: 'never' },
  { colon: false, minutes: 'always', seconds: 'never' },
  { colon: true, minutes: 'always', seconds: 'never' },
  { colon: false, minutes: 'always', seconds: 'unlessZero' },
  { colon: true, minutes: 'always', seconds: 'unlessZero' },
];

export class OffsetPart implements Part {
  readonly #shape: OffsetShape;
  readonly #noOffset: string;

  /** @param noOffset the text of no offset at all */
  constructor(shape: OffsetShape, noOffset: string) {
    this.#shape = shape;
    this.#noOffset = noOffset;
  }

  format({ time }: Moment): string | undefined {
    if (!time) return undefined;
    const { colon, minutes, seconds } = this.#shape;
    const [h, m, s] = clockParts(time.offsetSeconds);
    const separator = colon ? ':' : '';
    const showsSeconds = seconds === 'unlessZero' && s !== 0;
    const showsMinutes = minutes === 'always' || m !== 0;
    if (h === 0 && (!showsMinutes || m === 0) && !showsSeconds) return this.#noOffset;
    const tail = (showsMinutes ? separator + twoDigits(m) : '') + (showsSeconds ? separator + twoDigits(s) : '');
    return signOf(time.offsetSeconds) + twoDigits(h) + tail;
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    if (startsWithText(text, this.#noOffset.toLowerCase(), at)) {
      return setField(fields, Field.OffsetSeconds, 0, at, at + this.#noOffset.length);
    }
    if (text[at] !== '+' && text[at] !== '-') return ~at;
    const { colon, minutes, seconds } = this.#shape;
    const hour = readTwoDigits(text, at + 1);
    if (hour === undefined) return ~at;
    const width = colon ? 3 : 2;
    const part = (from: number) => (colon && text[from] !== ':' ? undefined : readTwoDigits(text, from + width - 2));
    let end = at + 3;
    const minute = part(end);
    if (minute === undefined && minutes === 'always') return ~at;
    if (minute !== undefined) end += width;
    const second = seconds === 'unlessZero' ? part(end) : undefined;
    if (second !== undefined) end += width;
    if (hour > 23) {
      throw new UnresolvableFields('Value out of range: Hour[0-23], Minute[0-59], Second[0-59]', true);
    }
    const total = hour * 3600 + (minute ?? 0) * 60 + (second ?? 0);
    return setField(fields, Field.OffsetSeconds, text[at] === '-' ? -total : total, at, end);
  }
}

/** `GMT`, `GMT+8`, `GMT-3:30`, or with two digits and always minutes `GMT-03:30`: letter O. */
export class LocalizedOffsetPart implements Part {
  readonly #isFull: boolean;

  constructor(isFull: boolean) {
    this.#isFull = isFull;
  }

  format({ time }: Moment): string | undefined {
    if (!time) return undefined;
    if (time.offsetSeconds === 0) return 'GMT';
    const [h, m, s] = clockParts(time.offsetSeconds);
    const minutes = this.#isFull || m !== 0 || s !== 0 ? `:${twoDigits(m)}` : '';
    return `GMT${signOf(time.offsetSeconds)}${this.#isFull ? twoDigits(h) : h}${minutes}${s === 0 ? '' : `:${twoDigits(s)}`}`;
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    if (!startsWithText(text, 'gmt', at)) return ~at;
    const signAt = at + 3;
    if (text[signAt] !== '+' && text[signAt] !== '-') return setField(fields, Field.OffsetSeconds, 0, at, signAt);
    // java.time does not look whether the text goes on.
    const cut = this.#isFull ? /^(?:.?|\d\d|\d\d:.?)$/s : /^$/;
    if (cut.test(text.slice(signAt + 1))) {
      throw new UnresolvableFields(`String index out of range: ${text.length}`, true);
    }
    const shape = this.#isFull ? /(\d\d):(\d\d)(?::(\d\d))?/y : /(\d\d?)(?::(\d\d)(?::(\d\d))?)?/y;
    shape.lastIndex = signAt + 1;
    const match = shape.exec(text);
    if (!match) return ~at;
    const [, hour, minute = '0', second = '0'] = match;
    const total = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    return setField(fields, Field.OffsetSeconds, text[signAt] === '-' ? -total : total, at, shape.lastIndex);
  }
}

/** The zone's id: `America/Sao_Paulo`, `UTC`, `+03:00`. Reads ids in any case. */
export class ZoneIdPart implements Part {
  format({ time }: Moment): string | undefined {
    return time?.zone.id;
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    return parseZone(text, at, fields, () => undefined);
  }
}

/** The zone's name: `BRT`, or in full `Brasilia Standard Time`; of an offset its id. Reads ids, too. */
export class ZoneNamePart implements Part {
  readonly #isFull: boolean;

  constructor(isFull: boolean) {
    this.#isFull = isFull;
  }

  format({ time }: Moment): string | undefined {
    return time && zoneName(time.zone, time.utcSeconds, this.#isFull);
  }

  parse(text: string, at: number, fields: ParsedFields): number {
    return parseZone(text, at, fields, rest => zoneOfName(rest, this.#isFull));
  }
}

/** A zone read from the start of a text, and the length of its name. */
type Found = { readonly zone: Zone; readonly length: number };

function parseZone(text: string, at: number, fields: ParsedFields, named: (rest: string) => Found | undefined): number {
  const prefix = /(?:utc?|gmt)|(?=[+-])/iy;
  prefix.lastIndex = at;
  const match = prefix.exec(text);
  if (match) return parsePrefixed(text, at, match[0].toUpperCase(), fields);
  const rest = text.slice(at);
  const [region, name] = [longestRegion(rest), named(rest)];
  const found = name && name.length > (region?.length ?? 0) ? name : region;
  if (found) {
    fields.zone = found.zone;
    return at + found.length;
  }
  if (!/^z/i.test(rest)) return ~at;
  fields.zone = fixedZone(0);
  return at + 1;
}

const PREFIXED_OFFSET = new OffsetPart(OFFSET_SHAPES[4], '0');
const BARE_OFFSET = new OffsetPart(OFFSET_SHAPES[4], 'Z');

/** `UTC`, `GMT-03:00`, `GMT0`, or an offset alone when `prefix` is empty. */
function parsePrefixed(text: string, at: number, prefix: string, fields: ParsedFields): number {
  const from = at + prefix.length;
  if (prefix === 'GMT' && text[from] === '0') {
    fields.zone = fixedZone(0);
    return from + 1;
  }
  const isBare = from >= text.length || /[0zZ]/.test(text[from]);
  const offset: ParsedFields = { values: new Float64Array(fields.values.length).fill(Number.NaN), zone: undefined };
  const end = isBare ? -1 : (prefix === '' ? BARE_OFFSET : PREFIXED_OFFSET).parse(text, from, offset);
  if (end < 0) {
    if (prefix === '') return ~at;
    fields.zone = fixedZone(0, prefix); // what follows is no offset and stays for the next part
    return from;
  }
  const seconds = offset.values[Field.OffsetSeconds];
  if (Math.abs(seconds) > 18 * 3600) return ~at;
  fields.zone = fixedZone(seconds, prefix);
  return end;
}

/** The longest region's name that begins the text, in any case. */
function longestRegion(rest: string): Found | undefined {
  const [word] = /^[A-Za-z][A-Za-z0-9/_+-]*/.exec(rest) ?? [''];
  for (let length = word.length; length > 1; length--) {
    const name = word.slice(0, length);
    const zone = findRegion(name) ?? findRegion(spelled(name));
    if (zone) return { zone, length };
  }
  return undefined;
}

/** A region's name as the time zone database spells most: words with a capital, without it `of` and the like. */
const spelled = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|[/_-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/(?<=[_-])(?:Es|Of|Au)(?=[_-])/g, word => word.toLowerCase())
    .replace(/^(?:Us|Gb|Nz|Prc|Rok|Cet|Eet|Met|Wet)(?=$|[/-])|(?<=\/)(?:Utc|Uct|Act|Lhi|Nsw|Gmt.*)$/, word =>
      word.toUpperCase(),
    );

/** Hours, minutes and seconds without the sign. */
function clockParts(seconds: number): [hours: number, minutes: number, seconds: number] {
  const magnitude = Math.abs(seconds);
  return [Math.trunc(magnitude / 3600), Math.trunc(magnitude / 60) % 60, magnitude % 60];
}

const signOf = (seconds: number): string => (seconds < 0 ? '-' : '+');

/** Two digits, at most 59. */
function readTwoDigits(text: string, at: number): number | undefined {
  const digits = text.slice(at, at + 2);
  return /^[0-5]\d$/.test(digits) ? Number(digits) : undefined;
}
