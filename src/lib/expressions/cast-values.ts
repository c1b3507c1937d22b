/** What one value becomes when it is cast. @see Spark Cast, in ANSI mode and without */
import { MICROS_PER_DAY, MICROS_PER_SECOND } from '../base/intervals.ts';
import {
  beyondAllDecimals,
  decimalFromDouble,
  decimalFromText,
  decimalToDouble,
  decimalToFloat,
  fitsPrecision,
  parseDecimal,
  rescale,
} from '../columns/decimal.ts';
import { parseBoolean, parseDouble, parseFloat32, parseLong } from '../columns/number-text.ts';
import { parseIntervalOf } from '../columns/time/interval-parts.ts';
import { secondsOf } from '../columns/time/micros.ts';
import { parseDate, parseLocalTimestamp, parseTimestamp } from '../columns/time/timestamp-text.ts';
import { type Zone, zone } from '../columns/time/zone.ts';
import { atWallClockUs, dateOf, startOfDayUs, wallClockUs } from '../columns/time/zoned.ts';
import {
  type DataType,
  type DecimalType,
  type IntervalType,
  isAnsiInterval,
  isIntegral,
  isInterval,
  isKind,
} from '../columns/types.ts';
import { valueText } from '../columns/value-text.ts';
import type { Value } from '../columns/vector.ts';
import type { Settings } from './typed.ts';

/** Casts a value that is not null; undefined where it cannot be. */
type ValueCast = (value: Exclude<Value, null>) => Value | undefined;

/** The error that a failed cast is. */
export function castFailure(from: DataType, to: DataType, value: Value) {
  if (isKind(to, 'decimal')) {
    const parsed = from === 'string' ? parseDecimal(value as string) : undefined;
    if (parsed && beyondAllDecimals(parsed)) return 'NUMERIC_OUT_OF_SUPPORTED_RANGE';
    return from === 'string' && !parsed ? 'CAST_INVALID_INPUT' : 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION';
  }
  if (from === 'string' && isAnsiInterval(to)) return 'INVALID_INTERVAL_CAST';
  const endless = to === 'timestamp' && typeof value === 'number' && !Number.isFinite(value);
  return from === 'string' || endless ? 'CAST_INVALID_INPUT' : 'CAST_OVERFLOW';
}

export function castValue(from: DataType, to: DataType, settings: Settings): ValueCast {
  const local = zone(settings.timeZone);
  if (to === 'string') return value => valueText(from, value, local);
  if (to === 'binary') return toBinary(from);
  if (to === 'boolean') return toBoolean(from);
  if (isIntegral(to)) return toIntegral(from, to as string, settings.ansi);
  if (to === 'double') return toDouble(from);
  if (to === 'float') return toFloat(from);
  if (isKind(to, 'decimal')) return toDecimal(from, to);
  if (to === 'date') return toDate(from, local);
  if (to === 'timestamp') return toTimestamp(from, local, settings.ansi);
  if (to === 'timestamp_ntz') return toLocalTimestamp(from, local);
  if (isAnsiInterval(to)) return toInterval(from, to);
  return value => value;
}

function toBoolean(from: DataType): ValueCast {
  if (from === 'date') return () => null;
  if (from === 'string') return value => parseBoolean(value as string);
  return value => (typeof value === 'bigint' ? value !== 0n : value !== 0);
}

const RANGES: Record<string, [least: bigint, greatest: bigint, bits: number]> = {
  tinyint: [-128n, 127n, 8],
  smallint: [-32_768n, 32_767n, 16],
  int: [-(2n ** 31n), 2n ** 31n - 1n, 32],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n, 64],
};

function toIntegral(from: DataType, to: string, ansi: boolean): ValueCast {
  if (from === 'date') return () => null;
  const [least, greatest, bits] = RANGES[to];
  const shaped = (value: bigint): Value => (to === 'bigint' ? value : Number(value));
  const fitted = (value: bigint): Value | undefined => {
    if (value >= least && value <= greatest) return shaped(value);
    return ansi ? undefined : shaped(BigInt.asIntN(bits, value));
  };
  if (from === 'string') {
    return value => {
      const parsed = parseLong(value as string, !ansi);
      return parsed !== undefined && parsed >= least && parsed <= greatest ? shaped(parsed) : undefined;
    };
  }
  if (from === 'boolean') return value => shaped(value ? 1n : 0n);
  if (from === 'float' || from === 'double') {
    return value => {
      const number = value as number;
      if (ansi && !Number.isFinite(number)) return undefined;
      // Without ANSI as Java: NaN is 0, what is too large stops at the limit, bytes and shorts are cut from ints.
      const [low, high] = to === 'bigint' ? RANGES['bigint'] : RANGES['int'];
      if (Number.isNaN(number)) return shaped(0n);
      if (!ansi && number >= Number(high)) return fitted(high);
      if (!ansi && number <= Number(low)) return fitted(low);
      return fitted(BigInt(Math.trunc(number)));
    };
  }
  if (isKind(from, 'decimal')) return value => fitted((value as bigint) / 10n ** BigInt(from.scale));
  if (from === 'timestamp') return value => fitted(BigInt(secondsOf(value as bigint)));
  if (isKind(from, 'dayTime')) return value => fitted((value as bigint) / unitMicros(from));
  if (isKind(from, 'yearMonth')) {
    return value => fitted(BigInt(from.to === 'year' ? Math.trunc((value as number) / 12) : (value as number)));
  }
  return value => fitted(BigInt(value as number | bigint));
}

function toDouble(from: DataType): ValueCast {
  if (from === 'date') return () => null;
  if (from === 'string') return value => parseDouble(value as string);
  if (isKind(from, 'decimal')) return value => decimalToDouble(value as bigint, from.scale);
  if (from === 'timestamp') return value => Number(value) / MICROS_PER_SECOND;
  return value => Number(value);
}

/** Texts and decimals are rounded once, to 32 bits: by way of a double they would be twice. */
function toFloat(from: DataType): ValueCast {
  if (from === 'string') return value => parseFloat32(value as string);
  if (isKind(from, 'decimal')) return value => decimalToFloat(value as bigint, from.scale);
  const cast = toDouble(from);
  return value => {
    const double = cast(value);
    return double === undefined || double === null ? double : Math.fround(double as number);
  };
}

/** Integers byte by byte, the highest first. */
function toBinary(from: DataType): ValueCast {
  if (from === 'string') return value => Buffer.from(value as string);
  const { 2: bits } = RANGES[from as string];
  return value => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value as number | bigint));
    return Uint8Array.from(bytes.subarray(8 - bits / 8));
  };
}

function toDecimal(from: DataType, to: DecimalType): ValueCast {
  const fitted = (unscaled: bigint | undefined): Value | undefined =>
    unscaled !== undefined && fitsPrecision(unscaled, to.precision) ? unscaled : undefined;
  const scaled = (value: bigint, scale: number) => fitted(rescale(value, scale, to.scale));
  if (from === 'string') {
    return value => {
      const parsed = decimalFromText(value as string, to.scale);
      return fitted(parsed);
    };
  }
  if (from === 'float' || from === 'double') {
    return value => {
      // What is no number is no decimal either: null, and not an error, even in ANSI mode.
      const parsed = decimalFromDouble(value as number, to.scale);
      return parsed === undefined ? null : fitted(parsed);
    };
  }
  if (isKind(from, 'decimal')) return value => scaled(value as bigint, from.scale);
  if (from === 'boolean') return value => scaled(value ? 1n : 0n, 0);
  if (from === 'timestamp') return value => scaled(value as bigint, 6);
  if (isKind(from, 'dayTime')) return value => fitted(((value as bigint) * 10n ** BigInt(to.scale)) / unitMicros(from));
  return value => scaled(BigInt(value as number | bigint), 0);
}

function toDate(from: DataType, local: Zone): ValueCast {
  if (from === 'string') return value => parseDate(value as string);
  const where = from === 'timestamp' ? local : zone('UTC');
  return value => dateOf(value as bigint, where);
}

function toTimestamp(from: DataType, local: Zone, ansi: boolean): ValueCast {
  if (from === 'string') return value => parseTimestamp(value as string, local);
  if (from === 'date') return value => BigInt(startOfDayUs(value as number, local));
  if (from === 'timestamp_ntz') return value => atWallClockUs(value as bigint, local);
  const inRange = (us: bigint) => (us >= RANGES['bigint'][0] && us <= RANGES['bigint'][1] ? us : undefined);
  const saturated = (us: bigint) => inRange(us) ?? RANGES['bigint'][us < 0n ? 0 : 1];
  if (from === 'float' || from === 'double') {
    return value => {
      const us = (value as number) * MICROS_PER_SECOND;
      if (!Number.isFinite(us)) return ansi ? undefined : null;
      const whole = BigInt(Math.trunc(us));
      return ansi ? inRange(whole) : saturated(whole);
    };
  }
  if (isKind(from, 'decimal')) return value => inRange(rescale(value as bigint, from.scale, 6));
  if (from === 'boolean') return value => (value ? 1n : 0n);
  // Seconds beyond the last microsecond are that one, in ANSI mode as well.
  return value => saturated(BigInt(value as number | bigint) * BigInt(MICROS_PER_SECOND));
}

function toLocalTimestamp(from: DataType, local: Zone): ValueCast {
  if (from === 'date') return value => BigInt(value as number) * BigInt(MICROS_PER_DAY);
  if (from === 'timestamp') return value => wallClockUs(value as bigint, local);
  return value => parseLocalTimestamp(value as string);
}

const UNIT_MICROS = { day: BigInt(MICROS_PER_DAY), hour: 3_600_000_000n, minute: 60_000_000n, second: 1_000_000n };
const unitMicros = (type: IntervalType): bigint => UNIT_MICROS[type.to as keyof typeof UNIT_MICROS];

function toInterval(from: DataType, to: IntervalType): ValueCast {
  if (isInterval(from)) return value => value;
  if (from === 'string') return value => parseIntervalOf(to, value as string);
  const scale = isKind(from, 'decimal') ? 10n ** BigInt(from.scale) : 1n;
  if (to.kind === 'dayTime') return value => (BigInt(value as number | bigint) * unitMicros(to)) / scale;
  return value => Number(BigInt(value as number | bigint) / scale) * (to.to === 'year' ? 12 : 1);
}
