/**
 * Time zones: the offset from UTC of every instant, as java.time has it.
 *
 * A region's rules come from Intl, which is asked for offsets only: it has no list of transitions. Time is
 * cut into blocks of about a year; a block's transitions are found the first time somebody asks for an
 * instant in it, by sampling it every three days and bisecting between two samples that differ. No region
 * ever kept an offset for less than six days, so none is missed. After that a lookup is a comparison with
 * the interval of the lookup before or, failing that, a search in the block's few transitions.
 *
 * Before 1840 no region had changed its offset yet, and from 2100 on rules repeat with the calendar, every
 * 400 years: so a bounded number of blocks serves all time.
 */
import { invariant } from '../../base/errors.ts';
import { twoDigits } from './digits.ts';

export interface Zone {
  /** As java.time's `ZoneId.getId`: `America/Sao_Paulo`, `+03:00`, `UTC-03:30`, `Z`. */
  readonly id: string;
  /** The offset where it is the same for all time, else undefined. */
  readonly fixedOffsetSeconds: number | undefined;
  /**
   * What local time is ahead of UTC.
   *
   * @param utcSeconds whole seconds since 1970 UTC
   */
  offsetSeconds(utcSeconds: number): number;
  /**
   * The instant that clocks of the zone show as a local time. A time that a gap skips is moved on by the
   * gap; of a time that occurs twice it is the first, unless `preferredOffsetSeconds` is that of the second.
   *
   * @param localSeconds whole seconds since 1970-01-01 00:00 on the zone's own clocks
   * @returns seconds since 1970 UTC
   * @see java.time.ZonedDateTime.ofLocal
   */
  localToUtcSeconds(localSeconds: number, preferredOffsetSeconds?: number): number;
}

/**
 * The zone of a name that was checked before, as the session's has been.
 *
 * @throws RangeError when there is no such zone; `findZone` does not throw
 */
export function zone(id: string): Zone {
  const found = findZone(id);
  if (!found) throw new RangeError(`There is no time zone "${id}".`);
  return found;
}

/** A zone that is looked up when somebody first asks it: the first question to Intl takes longer than a small query. */
export function lazyZone(id: () => string): Zone {
  let found: Zone | undefined;
  const get = (): Zone => (found ??= zone(id()));
  return {
    get id() {
      return get().id;
    },
    get fixedOffsetSeconds() {
      return get().fixedOffsetSeconds;
    },
    offsetSeconds: utcSeconds => get().offsetSeconds(utcSeconds),
    localToUtcSeconds: (localSeconds, preferred) => get().localToUtcSeconds(localSeconds, preferred),
  };
}

const known = new Map<string, Zone>();

/**
 * The zone of a name as Spark accepts it in the session's setting and behind a timestamp: a region
 * (`America/Sao_Paulo`, case counts), an offset (`Z`, `+3`, `-03:30`, `+3:5`, `+010203`), an offset behind
 * `UTC`, `GMT` or `UT`, or one of Java's short names (`PST`, `EST`).
 *
 * @returns the same object for the same name; undefined when there is no such zone
 * @see Spark SparkDateTimeUtils.getZoneId, java.time.ZoneId.of
 */
export function findZone(id: string): Zone | undefined {
  let found = known.get(id);
  if (!found) {
    found = makeZone(id);
    if (found) known.set(id, found); // names that are none are not kept: there is no end of them
  }
  return found;
}

/** As `findZone`, for names of regions alone. */
export function findRegion(id: string): Zone | undefined {
  const found = Object.hasOwn(SHORT_NAMES, id) ? undefined : findZone(id);
  return found?.fixedOffsetSeconds === undefined ? found : undefined;
}

/** A zone of one offset for all time, at most 18 hours from UTC, named as java.time names it. */
export function fixedZone(offsetSeconds: number, prefix = ''): Zone {
  const id = prefix !== '' && offsetSeconds === 0 ? prefix : prefix + offsetId(offsetSeconds);
  return {
    id,
    fixedOffsetSeconds: offsetSeconds,
    offsetSeconds: () => offsetSeconds,
    localToUtcSeconds: localSeconds => localSeconds - offsetSeconds,
  };
}

/** `Z`, `-03:00`, `+01:02:03`. */
export function offsetId(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'Z';
  const magnitude = Math.abs(offsetSeconds);
  const seconds = magnitude % 60 === 0 ? '' : `:${twoDigits(magnitude % 60)}`;
  return `${offsetSeconds < 0 ? '-' : '+'}${twoDigits(Math.floor(magnitude / 3600))}:${twoDigits(Math.floor(magnitude / 60) % 60)}${seconds}`;
}

/** java.time.ZoneId.SHORT_IDS. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

function makeZone(name: string): Zone | undefined {
  // Spark still reads the offsets of its second version: one digit before the first colon or after it.
  const padded = name.replace(/([+-])(\d):/, '$10$2:').replace(/([+-])(\d\d):(\d)$/, '$1$2:0$3');
  const id = Object.hasOwn(SHORT_NAMES, padded) ? SHORT_NAMES[padded] : padded;
  const [, prefix, offset] = /^(|UTC|GMT|UT)(Z|[+-].*)?$/.exec(id) ?? [];
  if (prefix === undefined) return makeRegion(id);
  if (offset === undefined) return prefix === '' ? undefined : fixedZone(0, prefix);
  if (offset === 'Z') return prefix === '' ? fixedZone(0) : undefined;
  const seconds = parseOffset(offset);
  return seconds === undefined ? undefined : fixedZone(seconds, prefix);
}

/** `+h`, `+hh`, `+hhmm`, `+hh:mm`, `+hhmmss`, `+hh:mm:ss`, at most 18 hours. */
function parseOffset(text: string): number | undefined {
  const match = /^([+-])(?:(\d{1,2})|(\d\d)(:?)(\d\d)(?:\4(\d\d))?)$/.exec(text);
  if (!match) return undefined;
  const [, sign, onlyHours, hours = onlyHours, , minutes = '0', seconds = '0'] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || total > 18 * 3600) return undefined;
  return sign === '-' ? -total : total;
}

/** Regions without an area, as the time zone database spells them. */
const LONE_REGIONS =
  'CET CST6CDT Cuba EET EST5EDT Egypt Eire GB GB-Eire GMT0 Greenwich Hongkong Iceland Iran Israel Jamaica Japan ' +
  'Kwajalein Libya MET MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROK Singapore Turkey UCT Universal ' +
  'W-SU WET Zulu';
/** The spelling of the others: words that begin with a capital, and the exceptions. Intl takes any case, Java only this. */
const AREAS =
  'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|SystemV|US';
const WORDS =
  '[A-Z][a-z]+|es|of|au|IN|UTC|UCT|GMT[+-]?\\d{0,2}|ACT|LHI|NSW|McMurdo|DumontDUrville|ComodRivadavia|DeNoronha|' +
  'EasterIsland|BajaNorte|BajaSur|[A-Z]ST\\d{1,2}(?:[A-Z]DT)?';
const REGION = new RegExp(`^(?:${LONE_REGIONS.replaceAll(' ', '|')}|(?:${AREAS})(?:[/_-](?:${WORDS}))+)$`);
/** A name of Intl that Java does not have. */
const NOT_OF_JAVA = 'US/Pacific-New';

function makeRegion(id: string): Zone | undefined {
  if (!REGION.test(id) || id === NOT_OF_JAVA) return undefined;
  try {
    return new Region(id);
  } catch {
    return undefined; // Intl's RangeError: it knows no such region
  }
}

const DAY_SECONDS = 86_400;
/** 1 January 1840. */
const FIRST_SECONDS = -4_102_444_800;
/** 1 January 2100. */
const REPEAT_FROM_SECONDS = 4_102_444_800;
const REPEAT_SECONDS = 146_097 * DAY_SECONDS;
const BLOCK_SECONDS = 2 ** 25;
const SAMPLE_SECONDS = 2 ** 18;

/** Intervals of equal offset, in order: `offsets[i]` holds in [starts[i], starts[i + 1]). */
interface Block {
  readonly starts: number[];
  readonly offsets: number[];
}

class Region implements Zone {
  readonly id: string;
  readonly fixedOffsetSeconds = undefined;
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks: Block[] = [];
  // The interval of the lookup before: [#from, #to) has #offset. Rows near each other have times near each other.
  #from = 0;
  #to = 0;
  #offset = 0;

  constructor(id: string) {
    this.id = id;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' });
  }

  offsetSeconds(utcSeconds: number): number {
    if (!(utcSeconds >= this.#from && utcSeconds < this.#to)) this.#find(utcSeconds);
    return this.#offset;
  }

  localToUtcSeconds(localSeconds: number, preferredOffsetSeconds?: number): number {
    // Far enough from both ends of the interval before, no other offset can matter.
    if (localSeconds >= this.#from + DAY_SECONDS && localSeconds < this.#to - DAY_SECONDS) {
      return localSeconds - this.#offset;
    }
    // Offsets are less than a day and transitions more than two apart: at most one is near.
    const before = this.offsetSeconds(localSeconds - DAY_SECONDS);
    const after = this.offsetSeconds(localSeconds + DAY_SECONDS);
    if (before === after) return localSeconds - before;
    const isEarlier = this.offsetSeconds(localSeconds - before) === before;
    const isLater = this.offsetSeconds(localSeconds - after) === after;
    // In a gap it is neither: the offset before the gap then moves the time on by the gap.
    return localSeconds - (isLater && (!isEarlier || after === preferredOffsetSeconds) ? after : before);
  }

  /** Makes the interval that holds the instant the current one. */
  #find(utcSeconds: number): void {
    const periods = Math.max(0, Math.floor((utcSeconds - REPEAT_FROM_SECONDS) / REPEAT_SECONDS));
    const shift = periods * REPEAT_SECONDS;
    const seconds = utcSeconds - shift;
    if (seconds < FIRST_SECONDS) {
      this.#from = Number.NEGATIVE_INFINITY;
      this.#to = FIRST_SECONDS;
      this.#offset = this.#askOffset(FIRST_SECONDS);
      return;
    }
    const index = Math.floor((seconds - FIRST_SECONDS) / BLOCK_SECONDS);
    const blockStart = FIRST_SECONDS + index * BLOCK_SECONDS;
    const { starts, offsets } = (this.#blocks[index] ??= this.#makeBlock(blockStart));
    let at = starts.length - 1;
    while (starts[at] > seconds) at--;
    this.#from = starts[at] + shift;
    this.#to = (starts[at + 1] ?? blockStart + BLOCK_SECONDS) + shift;
    this.#offset = offsets[at];
  }

  #makeBlock(blockStart: number): Block {
    const starts = [blockStart];
    const offsets = [this.#askOffset(blockStart)];
    for (let start = blockStart; start < blockStart + BLOCK_SECONDS; start += SAMPLE_SECONDS) {
      const offset = this.#askOffset(start + SAMPLE_SECONDS);
      if (offset === offsets.at(-1)) continue;
      starts.push(this.#transition(start, start + SAMPLE_SECONDS, offset));
      offsets.push(offset);
    }
    return { starts, offsets };
  }

  /** The first second of the offset that begins in (from, to]. */
  #transition(from: number, to: number, offset: number): number {
    let before = from;
    let since = to;
    while (since - before > 1) {
      const middle = Math.floor((before + since) / 2);
      if (this.#askOffset(middle) === offset) since = middle;
      else before = middle;
    }
    return since;
  }

  /** Intl's own answer, as in `1/1/1913, GMT-03:06:28`. */
  #askOffset(utcSeconds: number): number {
    const text = this.#format.format(utcSeconds * 1000);
    const offset = text.slice(text.lastIndexOf('GMT') + 3);
    const seconds = offset === '' ? 0 : parseOffset(offset);
    invariant(seconds !== undefined, `Intl ends a date with its offset from GMT: ${text}`);
    return seconds;
  }
}
