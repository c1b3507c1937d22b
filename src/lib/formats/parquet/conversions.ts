/**
 * From Parquet's types to the wanted ones, as far as Spark goes: wider numbers, wider decimals, days as local times. What
 * Spark reads raw (a decimal as a bigint is its unscaled value) is read raw here too.
 *
 * @see Spark ParquetVectorUpdaterFactory
 */
import { type DataType, type DecimalType, isKind } from '../../columns/types.ts';
import {
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntVector,
  LongVector,
  NullVector,
  type Vector,
} from '../../columns/vector.ts';
import type { Node, TimeUnit } from './footer.ts';

type Convert = (values: Vector) => Vector;

/** What makes vectors of a type from those that `decodeValues` gives; undefined where Spark refuses. */
export function converterTo(type: DataType, node: Node): Convert | undefined {
  const { annotation } = node;
  if (type === 'void' || annotation?.is === 'UNKNOWN') {
    return type === 'void' ? values => new NullVector(values.length) : undefined;
  }
  if (isKind(type, 'decimal')) return decimalConverter(type, node);
  switch (node.physical) {
    case 'BOOLEAN':
      return type === 'boolean' ? values => values : undefined;
    case 'INT32':
      return fromInt(type, node);
    case 'INT64':
      return fromLong(type, node);
    case 'INT96':
      return isTimestamp(type) ? values => fromInt96(type, values as BytesVector) : undefined;
    case 'FLOAT':
    case 'DOUBLE':
      if (type !== 'double' && !(type === 'float' && node.physical === 'FLOAT')) return undefined;
      return values => new DoubleVector(type, (values as DoubleVector).values, values.length);
    default:
      if (type !== 'binary' && (type !== 'string' || annotation?.is === 'DECIMAL' || node.physical !== 'BYTE_ARRAY')) {
        return undefined;
      }
      return values => {
        const { bytes, starts, ends } = values as BytesVector;
        return new BytesVector(type, bytes, starts, ends, values.length);
      };
  }
}

const isTimestamp = (type: DataType): boolean => type === 'timestamp' || type === 'timestamp_ntz';

const DAY_US = 86_400_000_000;

function fromInt(type: DataType, { annotation }: Node): Convert | undefined {
  const as = (map?: (value: number) => number) => (values: Vector) => {
    const { values: ints } = values as IntVector;
    return new IntVector(type, map ? ints.map(map) : ints, values.length);
  };
  if (isKind(type, 'yearMonth')) return as();
  switch (type) {
    case 'tinyint':
      return as(value => (value << 24) >> 24);
    case 'smallint':
      return as(value => (value << 16) >> 16);
    case 'int':
    case 'date':
      return as();
    case 'bigint': {
      const isUnsigned = annotation?.is === 'INTEGER' && !annotation.signed;
      return values =>
        new LongVector(
          type,
          doublesOf(values, value => (isUnsigned ? value >>> 0 : value)),
          values.length,
        );
    }
    case 'double':
      return values => new DoubleVector(type, doublesOf(values), values.length);
    case 'timestamp_ntz':
      if (annotation?.is !== 'DATE') return undefined;
      return values => {
        const days = doublesOf(values);
        const isSafe = days.every(day => Math.abs(day) <= 1e5);
        const us = isSafe ? days.map(day => day * DAY_US) : bigints(days, day => BigInt(day) * BigInt(DAY_US));
        return new LongVector(type, us, values.length);
      };
    default:
      return undefined;
  }
}

const bigints = (numbers: Float64Array, map: (value: number) => bigint): BigInt64Array =>
  BigInt64Array.from(numbers as unknown as ArrayLike<bigint>, value => map(value as unknown as number));

const doublesOf = (values: Vector, map: (value: number) => number = value => value): Float64Array =>
  Float64Array.from((values as IntVector).values, map);

function fromLong(type: DataType, { annotation }: Node): Convert | undefined {
  const raw = (values: Vector): Vector => retyped(type, values as LongVector);
  if (type === 'bigint' || isKind(type, 'dayTime')) return raw;
  if (!isTimestamp(type) || annotation?.is !== 'TIMESTAMP') return undefined;
  return annotation.unit === 'MICROS' ? raw : values => toMicros(type, values as LongVector, annotation.unit);
}

const retyped = (type: DataType, values: LongVector): LongVector =>
  new LongVector(type, values.numbers ?? values.bigints(), values.length);

function toMicros(type: DataType, values: LongVector, unit: TimeUnit): LongVector {
  const exact = values.bigints().subarray(0, values.length);
  return longVector(
    type,
    exact.map(value => (unit === 'MILLIS' ? value * 1000n : floorDivide(value, 1000n))),
  );
}

const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

/** In doubles where all are exact. */
function longVector(type: DataType, exact: BigInt64Array): LongVector {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  const isSafe = exact.every(value => value <= limit && value >= -limit);
  return new LongVector(type, isSafe ? Float64Array.from(exact, Number) : exact, exact.length);
}

/** Julian day of 1970-01-01. */
const EPOCH_DAY = 2_440_588n;

/** Nanoseconds of the day, then the Julian day. */
function fromInt96(type: DataType, { bytes, starts, length }: BytesVector): LongVector {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const exact = new BigInt64Array(length);
  for (let row = 0; row < length; row++) {
    const day = BigInt(view.getInt32(starts[row] + 8, true)) - EPOCH_DAY;
    exact[row] = day * BigInt(DAY_US) + floorDivide(view.getBigInt64(starts[row], true), 1000n);
  }
  return longVector(type, exact);
}

/** Whole digits, and those behind the point, must both have room. */
function decimalConverter(type: DecimalType, node: Node): Convert | undefined {
  const { annotation, physical } = node;
  const from = unscaledType(node);
  if (!from) return undefined;
  const grows = type.scale - from.scale;
  if (grows < 0 || type.precision - type.scale < from.precision - from.scale) return undefined;
  const factor = 10n ** BigInt(grows);
  const isUnsigned = annotation?.is === 'INTEGER' && !annotation.signed;
  return values => {
    const { length } = values;
    const unscaled = unscaledOf(values, isUnsigned && physical === 'INT64');
    return new DecimalVector(
      type,
      Array.from({ length }, (_, row) => unscaled(row) * factor),
      length,
    );
  };
}

/** The decimals that all values of a column are. */
function unscaledType({ physical, annotation }: Node): { precision: number; scale: number } | undefined {
  if (annotation?.is === 'DECIMAL') return annotation;
  const isWhole = annotation === undefined || annotation.is === 'INTEGER';
  if (!isWhole) return undefined;
  if (physical === 'INT32') return { precision: 10, scale: 0 };
  return physical === 'INT64' ? { precision: 20, scale: 0 } : undefined;
}

function unscaledOf(values: Vector, isUnsigned: boolean): (row: number) => bigint {
  if (values instanceof IntVector) return row => BigInt(values.values[row]);
  if (values instanceof LongVector) {
    const exact = values.bigints();
    return isUnsigned ? row => BigInt.asUintN(64, exact[row]) : row => exact[row];
  }
  const { bytes, starts, ends } = values as BytesVector;
  return row => {
    let value = 0n;
    // More than Spark's 38 digits have room in 16 bytes; a text of any length must not become a number of that length.
    const start = Math.max(starts[row], ends[row] - 16);
    for (let at = start; at < ends[row]; at++) value = (value << 8n) | BigInt(bytes[at]);
    return BigInt.asIntN(8 * (ends[row] - start), value);
  };
}
