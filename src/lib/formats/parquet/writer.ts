/**
 * A Parquet file from batches: columns fill their pages as rows come, a row group is written when it is large enough,
 * the footer at the end. No page index: nothing reads our few large pages better by one.
 */
import { RuntimeError } from '../../base/errors.ts';
import type { Batch } from '../../columns/batch.ts';
import type { Schema } from '../../columns/types.ts';
import type { Vector } from '../../columns/vector.ts';
import type { ByteSink, FileWriter } from '../format.ts';
import { ColumnWriter } from './column-writer.ts';
import { type Codec, encodeFooter, type RowGroup } from './footer.ts';
import { nodesOf } from './schema.ts';
import { leavesOf, shred } from './shred.ts';
import { SPARK_SCHEMA_KEY, schemaToJson } from './spark-schema.ts';

const MAGIC = Buffer.from('PAR1');
/** Readers believe the statistics of texts only of writers whose version they can read: `name version x.y.z (build b)`. */
const CREATED_BY = 'xpto version 0.1.0 (build 0)';

/** What all writers that are open hold together: a sink has one for each partition value of a batch. */
const MOST_BUFFERED_BYTES = 96 << 20;
let openWriters = 0;
/** A writer that was dropped, as one whose query failed, counts no more either. */
const dropped = new FinalizationRegistry<undefined>(() => openWriters--);

export interface WriterOptions {
  readonly codec: Codec;
  /** Bytes of a row group before compression, about. */
  readonly rowGroupBytes: number;
}

export class ParquetWriter implements FileWriter {
  readonly #schema: Schema;
  readonly #nodes;
  readonly #leaves;
  readonly #options: WriterOptions;
  readonly #sink: ByteSink;
  readonly #rowGroups: RowGroup[] = [];
  #columns: ColumnWriter[] = [];
  #groupRows = 0;
  #rows = 0;
  #written = 0;
  #isOpen = false;

  /** @throws AnalysisError `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` */
  constructor(schema: Schema, options: WriterOptions, sink: ByteSink) {
    this.#schema = schema;
    this.#nodes = nodesOf(schema);
    this.#leaves = leavesOf(this.#nodes);
    this.#options = options;
    this.#sink = sink;
  }

  get sizeBytes(): number {
    return this.#written + this.#bufferedBytes();
  }

  async write(batch: Batch): Promise<void> {
    if (batch.length === 0) return;
    if (!this.#isOpen) {
      this.#isOpen = true;
      openWriters++;
      dropped.register(this, undefined, this);
    }
    if (this.#columns.length === 0)
      this.#columns = this.#leaves.map(leaf => new ColumnWriter(leaf, this.#options.codec));
    let leaf = 0;
    this.#nodes.forEach((node, i) => {
      const column = batch.columns[i];
      if (node.repetition === 'required' && column.valid && hasNull(column)) {
        throw new RuntimeError('PARQUET_NULL_IN_REQUIRED_COLUMN', { column: node.name });
      }
      shred(column, node, shreds => this.#columns[leaf++].add(shreds));
    });
    this.#groupRows += batch.length;
    if (this.#isFull()) await this.#writeRowGroup();
  }

  #isFull(): boolean {
    const raw = this.#columns.reduce((total, { rawBytes }) => total + rawBytes, 0);
    return raw >= this.#options.rowGroupBytes || this.#bufferedBytes() >= MOST_BUFFERED_BYTES / openWriters;
  }

  #bufferedBytes = (): number => this.#columns.reduce((total, { bufferedBytes }) => total + bufferedBytes, 0);

  async #writeRowGroup(): Promise<void> {
    await this.#begin();
    const finished = this.#columns.map(column => column.finish());
    this.#columns = [];
    const columns = [];
    for (const { pieces, chunk } of finished) {
      const { dataPageOffset, dictionaryPageOffset } = chunk;
      columns.push({
        ...chunk,
        dataPageOffset: dataPageOffset + this.#written,
        dictionaryPageOffset: dictionaryPageOffset === undefined ? undefined : dictionaryPageOffset + this.#written,
      });
      await this.#put(Buffer.concat(pieces));
    }
    const sizeBytes = columns.reduce((total, { uncompressedBytes }) => total + uncompressedBytes, 0);
    this.#rowGroups.push({ columns, rows: this.#groupRows, sizeBytes });
    this.#rows += this.#groupRows;
    this.#groupRows = 0;
  }

  async finish(): Promise<void> {
    if (this.#groupRows > 0) await this.#writeRowGroup();
    if (this.#isOpen) {
      this.#isOpen = false;
      openWriters--;
      dropped.unregister(this);
    }
    await this.#begin();
    const footer = encodeFooter({
      columns: this.#nodes,
      rows: this.#rows,
      rowGroups: this.#rowGroups,
      keyValues: new Map([[SPARK_SCHEMA_KEY, schemaToJson(this.#schema)]]),
      createdBy: CREATED_BY,
    });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await this.#put(Buffer.concat([footer, length, MAGIC]));
  }

  async #begin(): Promise<void> {
    if (this.#written === 0) await this.#put(MAGIC);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#written += bytes.length;
    await this.#sink(bytes);
  }
}

function hasNull(vector: Vector): boolean {
  for (let row = 0; row < vector.length; row++) if (vector.isNull(row)) return true;
  return false;
}
