/** The columns that the names of folders are: `day=2026-01-31/hour=7`. @see Spark PartitioningUtils */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { Batch } from '../../columns/batch.ts';
import { fitsPrecision, MAX_PRECISION, parseDecimal } from '../../columns/decimal.ts';
import { parseDouble } from '../../columns/number-text.ts';
import { parseDate, parseTimestamp } from '../../columns/time/timestamp-text.ts';
import { zone } from '../../columns/time/zone.ts';
import { type DataType, decimalType, isKind, type Schema, sameType, typeSql } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { repeatValue } from '../../columns/vector-builder.ts';
import { castValue } from '../../expressions/cast-values.ts';
import type { PartitionValue } from './data-paths.ts';

/** Stands for null. */
const NULL = '__HIVE_DEFAULT_PARTITION__';

/**
 * The columns of partitions, with the types that their values have all in common.
 *
 * @param partitions the values of each file's folders
 * @param given types that the user has said, which count for more
 * @throws AnalysisError `CONFLICTING_PARTITION_COLUMN_NAMES`, `EMPTY_PARTITION_COLUMN_VALUE`
 */
export function partitionSchema(
  partitions: Iterable<readonly PartitionValue[]>,
  given: Schema | undefined,
  timeZone: string,
): Schema {
  let names: readonly string[] | undefined;
  const texts: Set<string>[] = [];
  for (const values of partitions) {
    if (values.length === 0) continue;
    const ownNames = values.map(({ name }) => name);
    const empty = values.find(({ text }) => text === '');
    if (empty) throw new AnalysisError('EMPTY_PARTITION_COLUMN_VALUE', { folder: `${empty.name}=` });
    names ??= ownNames;
    if (ownNames.join('/') !== names.join('/')) {
      throw new AnalysisError('CONFLICTING_PARTITION_COLUMN_NAMES', {
        one: names.join(', '),
        other: ownNames.join(', '),
      });
    }
    for (const [i, { text }] of values.entries()) (texts[i] ??= new Set()).add(text);
  }
  return (names ?? []).map((name, i) => {
    const own = given?.find(field => sameName(field.name, name));
    return { name: own?.name ?? name, type: own?.type ?? commonType(texts[i], timeZone) };
  });
}

function commonType(texts: ReadonlySet<string>, timeZone: string): DataType {
  const types = [...texts].filter(text => text !== NULL).map(text => typeOf(text, timeZone));
  return types.length === 0 ? 'void' : types.reduce(widerType);
}

/** The first of Spark's types that a value can have. */
function typeOf(text: string, timeZone: string): DataType {
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text.replace('+', ''));
    if (BigInt.asIntN(32, value) === value) return 'int';
    if (BigInt.asIntN(64, value) === value) return 'bigint';
  }
  const decimal = /\s/.test(text) ? undefined : parseDecimal(text);
  if (decimal && decimal.scale <= 0 && decimal.scale > -MAX_PRECISION) {
    const whole = decimal.unscaled * 10n ** BigInt(-decimal.scale);
    if (fitsPrecision(whole, MAX_PRECISION)) {
      return decimalType(Math.max(1, String(whole).replace('-', '').length), 0);
    }
  }
  if (isJavaDouble(text)) return 'double';
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d)?$/.test(text) && parseTimestamp(text, zone(timeZone)) !== undefined)
    return 'timestamp';
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseDate(text) !== undefined ? 'date' : 'string';
}

/** Java takes no `inf`, and no number without a digit. */
const isJavaDouble = (text: string): boolean =>
  /^[\s\0]*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)[\s\0]*$/.test(text) &&
  parseDouble(text) !== undefined;

const ORDER: readonly string[] = ['int', 'bigint', 'decimal', 'double'];
const rankOf = (type: DataType): number => ORDER.indexOf(isKind(type, 'decimal') ? 'decimal' : String(type));

/** Numbers widen as long as no digit is lost, and a date to a timestamp; all else is text. */
function widerType(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  if (isKind(a, 'decimal') && isKind(b, 'decimal')) return a.precision > b.precision ? a : b;
  const [low, high] = rankOf(a) <= rankOf(b) ? [a, b] : [b, a];
  if (rankOf(low) >= 0) {
    if (high === 'double' && low !== 'int') return 'string';
    if (!isKind(high, 'decimal')) return high;
    const digits = low === 'int' ? 10 : 20;
    return decimalType(Math.max(digits, high.precision), 0);
  }
  return new Set([a, b]).size === 2 && [a, b].every(type => type === 'date' || type === 'timestamp')
    ? 'timestamp'
    : 'string';
}

/** Adds the columns of partitions to the rows of files. */
export class PartitionColumns {
  /** The columns that are read from the files. */
  readonly dataSchema: Schema;
  readonly #schema: Schema;
  readonly #partitions: Schema;
  readonly #timeZone: string;

  /**
   * @param schema of the rows that are wanted
   * @param partitions those of its columns that folders say
   */
  constructor(schema: Schema, partitions: Schema, timeZone: string) {
    this.#schema = schema;
    this.#partitions = partitions;
    this.#timeZone = timeZone;
    this.dataSchema = schema.filter(field => !partitions.includes(field));
  }

  /**
   * What becomes of the rows of one file.
   *
   * @throws RuntimeError `INVALID_PARTITION_VALUE`, `CONFLICTING_PARTITION_COLUMN_NAMES`
   */
  adder(values: readonly PartitionValue[], file: string): (rows: Batch) => Batch {
    const names = values.map(({ name }) => name);
    const isSame =
      names.length === this.#partitions.length && this.#partitions.every((field, i) => sameName(field.name, names[i]));
    if (!isSame) {
      throw new RuntimeError('PARTITION_COLUMNS_CHANGED', {
        file,
        columns: names.join(', ') || '-',
        expected: this.#partitions.map(({ name }) => name).join(', ') || '-',
      });
    }
    if (names.length === 0) return rows => rows;
    const constants = values.map(({ text }, i) => this.#valueOf(text, this.#partitions[i]));
    return rows => {
      let next = 0;
      const columns = this.#schema.map(field => {
        const at = this.#partitions.indexOf(field);
        return at < 0 ? rows.columns[next++] : repeatValue(field.type, constants[at], rows.length);
      });
      return new Batch(columns, rows.length);
    };
  }

  #valueOf(text: string, { name, type }: Schema[number]): Value {
    if (text === NULL) return null;
    if (type === 'string') return text;
    const value = castValue('string', type, { ansi: true, timeZone: this.#timeZone })(text);
    if (value !== undefined) return value;
    throw new RuntimeError('INVALID_PARTITION_VALUE', { value: text, type: typeSql(type), column: name });
  }
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
