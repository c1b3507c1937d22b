/*
 * The folders of a partitioned output: `dt=2026-01-31/place=Belo%20Horizonte`, named as Hive and Spark name them.
 *
 * @see Spark ExternalCatalogUtils.escapePathName, getPartitionValueString
 */
import { AnalysisError } from '../../base/errors.ts';
import { Batch } from '../../columns/batch.ts';
import { KeyTable } from '../../columns/key-table.ts';
import type { Zone } from '../../columns/time/zone.ts';
import { type DataType, isKind, type Schema, typeSql } from '../../columns/types.ts';
import { valueText } from '../../columns/value-text.ts';
import type { Value, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';

/** The value of rows that have none, or an empty text. */
const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/** What a name of a folder cannot hold everywhere, by Spark's list: control characters but NUL, and these. */
const ESCAPED = /[\x01-\x1f\x7f"#%'*/:=?\\{[\]^]/g;
const ESCAPED_ON_WINDOWS = /[\x01-\x1f\x7f"#%'*/:=?\\{[\]^ <>|]/g;

export const escapePathName = (name: string, platform: string = process.platform): string =>
  name.replace(
    platform === 'win32' ? ESCAPED_ON_WINDOWS : ESCAPED,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

/** Which columns make the folders, and which stay in the files. */
export class Partitioning {
  /** The columns of the files. */
  readonly dataSchema: Schema;
  readonly isPartitioned: boolean;
  readonly #schema: Schema;
  readonly #keys: readonly number[];
  readonly #data: readonly number[];
  readonly #local: Zone;

  /**
   * @param names of columns, without regard to case; the outermost folder first
   * @throws AnalysisError as Spark's start(): `COLUMN_ALREADY_EXISTS`, `PARTITION_COLUMN_NOT_FOUND`,
   * `INVALID_PARTITION_COLUMN_DATA_TYPE`, `ALL_PARTITION_COLUMNS_NOT_ALLOWED`
   */
  constructor(schema: Schema, names: readonly string[], local: Zone) {
    this.#schema = schema;
    this.#local = local;
    this.#keys = names.map(name => placeOf(name, schema));
    const twice = this.#keys.find((key, i) => this.#keys.indexOf(key) !== i);
    if (twice !== undefined)
      throw new AnalysisError('COLUMN_ALREADY_EXISTS', { name: schema[twice].name.toLowerCase() });
    for (const key of this.#keys) requireAtomic(schema[key].type);
    this.#data = schema.map((_, i) => i).filter(i => !this.#keys.includes(i));
    if (this.#data.length === 0 && names.length > 0) throw new AnalysisError('ALL_PARTITION_COLUMNS_NOT_ALLOWED');
    this.dataSchema = this.#data.map(i => schema[i]);
    this.isPartitioned = names.length > 0;
  }

  /** Divides the rows of a micro-batch, piece by piece, among their folders. */
  splitter(): (rows: Batch) => Iterable<readonly [folder: string, rows: Batch]> {
    if (!this.isPartitioned) return rows => [['', rows]];
    const table = new KeyTable(
      this.#keys.map(key => (isFloating(this.#schema[key].type) ? 'string' : this.#schema[key].type)),
    );
    const folders: string[] = [];
    return rows => this.#split(rows, table, folders);
  }

  /** @param folders of the groups that were met; different values may have the same, as null and the empty text do */
  *#split(rows: Batch, table: KeyTable, folders: string[]): Generator<readonly [string, Batch]> {
    const columns = this.#keys.map(key => rows.columns[key]);
    const known = table.size;
    const groups = table.groups(
      columns.map(column => this.#keyOf(column, rows.length)),
      rows.length,
    );
    for (let row = 0; folders.length < table.size; row++) {
      if (groups[row] >= known && groups[row] === folders.length) folders.push(this.#folderOf(columns, row));
    }
    const data = new Batch(
      this.#data.map(i => rows.columns[i]),
      rows.length,
    );
    for (const [group, itsRows] of rowsByGroup(groups.subarray(0, rows.length), table.size)) {
      yield [folders[group], itsRows.length === rows.length ? data : data.take(itsRows)];
    }
  }

  /** Keys take 0.0 and -0.0 for one; Spark has a folder for each. */
  #keyOf(column: Vector, length: number): Vector {
    if (!isFloating(column.type)) return column;
    return buildVector('string', length, row => {
      const value = column.get(row);
      return value === null ? null : valueText(column.type, value, this.#local);
    });
  }

  #folderOf(columns: readonly Vector[], row: number): string {
    return this.#keys
      .map(
        (key, i) =>
          `${escapePathName(this.#schema[key].name)}=${this.#valueOf(this.#schema[key].type, columns[i].get(row))}`,
      )
      .join('/');
  }

  #valueOf(type: DataType, value: Value): string {
    const text = value === null ? '' : valueText(type, value, this.#local);
    return text === '' ? DEFAULT_PARTITION : escapePathName(text);
  }
}

const isFloating = (type: DataType): boolean => type === 'double' || type === 'float';

function placeOf(name: string, schema: Schema): number {
  const place = schema.findIndex(field => field.name.toLowerCase() === name.toLowerCase());
  if (place >= 0) return place;
  throw new AnalysisError('PARTITION_COLUMN_NOT_FOUND', { name, columns: schema.map(field => field.name).join(', ') });
}

function requireAtomic(type: DataType): void {
  const isNested = ['array', 'map', 'struct', 'interval'].some(kind => isKind(type, kind as 'array'));
  if (isNested) throw new AnalysisError('INVALID_PARTITION_COLUMN_DATA_TYPE', { type: typeSql(type) });
}

/** The rows of each group that has any, in the order of the groups. */
function* rowsByGroup(groups: Int32Array, groupCount: number): Generator<readonly [number, Int32Array]> {
  const ends = new Int32Array(groupCount);
  for (const group of groups) ends[group]++;
  for (let group = 1; group < groupCount; group++) ends[group] += ends[group - 1];
  const rows = new Int32Array(groups.length);
  const starts = ends.slice();
  for (let row = groups.length - 1; row >= 0; row--) rows[--starts[groups[row]]] = row;
  for (let group = 0; group < groupCount; group++) {
    if (ends[group] > starts[group]) yield [group, rows.subarray(starts[group], ends[group])];
  }
}
