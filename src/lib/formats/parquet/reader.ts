/** Parquet files as batches: the footer first, then the wanted columns of each row group, some rows at a time. */
import { RuntimeError } from '../../base/errors.ts';
import { BATCH_ROWS, Batch } from '../../columns/batch.ts';
import type { Schema } from '../../columns/types.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import type { FileAtHand, FileReader, InputFile } from '../format.ts';
import { ColumnReader, type ReadLeaf } from './column-reader.ts';
import { CorruptPage } from './corrupt.ts';
import { type ColumnChunk, decodeFooter, type Footer, type RowGroup } from './footer.ts';
import { type ColumnPlan, ReadPlanner } from './read-plan.ts';
import type { Shreds } from './shred.ts';
import { MalformedThrift } from './thrift.ts';

const MAGIC = 'PAR1';
const ENCRYPTED = 'PARE';
/** The magic and, behind the footer, its length. */
const TAIL_BYTES = 8;
/** Most footers are in the first piece that is read from the end. */
const FIRST_PIECE_BYTES = 1 << 16;

/** @throws RuntimeError `FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER` */
export async function readFooter(file: InputFile): Promise<Footer> {
  const steps = footerOf(file);
  let step = steps.next();
  while (!step.done) step = steps.next(await file.range(...step.value));
  return step.value;
}

/** The same without waiting. */
export function readFooterNow(file: FileAtHand): Footer {
  const steps = footerOf(file);
  let step = steps.next();
  while (!step.done) step = steps.next(file.range(...step.value));
  return step.value;
}

/** Asks for ranges of bytes until it has the footer. */
function* footerOf({
  name,
  sizeBytes,
}: Pick<InputFile, 'name' | 'sizeBytes'>): Generator<[from: number, to: number], Footer, Uint8Array> {
  const damaged = (reason: string, cause?: unknown): RuntimeError =>
    new RuntimeError('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER', { path: name, reason }, { cause });
  if (sizeBytes < TAIL_BYTES + MAGIC.length) throw damaged(`${sizeBytes} bytes`);
  const from = Math.max(0, sizeBytes - FIRST_PIECE_BYTES);
  const piece = yield [from, sizeBytes];
  const tail = Buffer.from(piece.subarray(Math.max(0, piece.length - TAIL_BYTES)));
  const magic = tail.toString('latin1', 4);
  if (magic === ENCRYPTED) throw damaged(`${ENCRYPTED}: encrypted`);
  if (piece.length !== sizeBytes - from || magic !== MAGIC) throw damaged(`${JSON.stringify(magic)} ≠ "${MAGIC}"`);
  const length = tail.readUInt32LE(0);
  if (length > sizeBytes - TAIL_BYTES) throw damaged(`${length} > ${sizeBytes}`);
  const [start, end] = [sizeBytes - TAIL_BYTES - length, sizeBytes - TAIL_BYTES];
  const bytes = start >= from ? piece.subarray(start - from, end - from) : yield [start, end];
  try {
    return decodeFooter(bytes);
  } catch (error) {
    if (error instanceof MalformedThrift) throw damaged(error.message, error);
    throw error;
  }
}

export class ParquetReader implements FileReader {
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  async *read(file: InputFile): AsyncGenerator<Batch> {
    const footer = await readFooter(file);
    const plans = new ReadPlanner(footer.columns, file.name).plan(this.#schema);
    for (const group of footer.rowGroups) yield* this.#readGroup(file, group, plans);
  }

  async *#readGroup(
    file: InputFile,
    group: RowGroup,
    plans: readonly (ColumnPlan | undefined)[],
  ): AsyncGenerator<Batch> {
    const leaves = [...new Set(plans.flatMap(plan => plan?.leaves ?? []))];
    const readers = leaves.map(leaf => {
      const chunk = group.columns[leaf.index] as ColumnChunk | undefined;
      return guarded(file, leaf, () => {
        if (!chunk) throw new CorruptPage('a row group has no such column');
        return new ColumnReader(file, leaf, chunk);
      });
    });
    requirePossible(file, group);
    const most = batchRows(group, leaves);
    for (let row = 0; row < group.rows; row += most) {
      const rows = Math.min(most, group.rows - row);
      const shreds = new Map<ReadLeaf, Shreds>();
      for (const [i, leaf] of leaves.entries()) {
        shreds.set(leaf, await guardedAsync(file, leaf, () => readers[i].read(rows)));
      }
      const columns = this.#schema.map(({ type }, i) => {
        const plan = plans[i];
        if (!plan) return nullVector(type, rows);
        return guarded(file, plan.leaves[0], () => {
          const vector = plan.build(leaf => shreds.get(leaf)!, rows);
          if (vector.length !== rows) throw new CorruptPage(`${vector.length} rows, not ${rows}`);
          return vector;
        });
      });
      yield new Batch(columns, rows);
    }
  }
}

/** Each column has a place for each row at least; without a column to read, nothing else would find a lie. */
function requirePossible({ name }: InputFile, { rows, columns }: RowGroup): void {
  if (rows >= 0 && rows < 2 ** 31 && columns.every(({ values }) => values >= rows)) return;
  const reason = `a row group of ${rows} rows`;
  throw new RuntimeError('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER', { path: name, reason });
}

const BATCH_BYTES = 32 << 20;

/** Fewer rows where they are large: a batch is in memory as a whole. */
function batchRows({ rows, columns }: RowGroup, leaves: readonly ReadLeaf[]): number {
  const bytes = leaves.reduce((total, { index }) => total + (columns[index]?.uncompressedBytes ?? 0), 0);
  const fitting = Math.floor((BATCH_BYTES * rows) / Math.max(1, bytes));
  return Math.max(1, Math.min(BATCH_ROWS, Number.isFinite(fitting) ? fitting : 1));
}

function guarded<T>(file: InputFile, leaf: ReadLeaf, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw named(error, file, leaf);
  }
}

async function guardedAsync<T>(file: InputFile, leaf: ReadLeaf, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw named(error, file, leaf);
  }
}

/** What the bytes make impossible is told with the names of the file and the column. */
function named(error: unknown, file: InputFile, leaf: ReadLeaf): unknown {
  if (!(error instanceof CorruptPage || error instanceof MalformedThrift)) return error;
  const [path, column] = [file.name, leaf.path.join('.')];
  return new RuntimeError('PARQUET_FILE_CORRUPT', { path, column, reason: error.message }, { cause: error });
}
