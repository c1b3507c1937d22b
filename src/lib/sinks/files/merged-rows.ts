/** Making a file of the rows of others, in the formats of a sink. */
import { RuntimeError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import type { LogEntry } from '../../checkpoint/compacting-log.ts';
import type { Batch } from '../../columns/batch.ts';
import type { Files } from '../../files/files.ts';
import { contentsOf } from '../../formats/contents.ts';
import type { ByteSink, FormatOptions } from '../../formats/format.ts';
import { inputOf } from '../../formats/inputs.ts';
import { Output } from '../../formats/outputs.ts';
import { parquetFormat, wholeSchema } from '../../formats/parquet.ts';
import { headerBytesOf } from './entries.ts';

/** What the files have to have in common that become one. */
export interface Kind {
  /** The same for files of one kind. */
  readonly key: string;
  /** Of each of them, before it is compressed. */
  readonly headerBytes?: number;
}

/** The codecs by what stands in the names of files. */
const CODECS: Readonly<Record<string, string>> = { '': 'uncompressed', gz: 'gzip' };
/** Longer than any line of names. */
const MOST_HEADER_BYTES = 1 << 20;
const LINE_END = 10;

export const optionsWith = (compression: string): FormatOptions => ({
  text: name => (name === 'compression' ? compression : undefined),
  timeZone: 'UTC',
});

/**
 * What stands behind the counter of a data file's name, `.snappy.parquet`; undefined where there is no such counter. It
 * is the last that looks like one: the end of a UUID may, too.
 */
export const extensionOf = (path: string): string | undefined => /^.*[.-]c\d{3,}(\.[^/]*)?$/s.exec(path)?.[1];

function formatOf(path: string): { name: string | undefined; codec: string } {
  const [, before, parquet, text, behind] =
    /^(?:(?:\.(snappy|gz|zstd))?\.(parquet)|\.(json|txt|csv)(?:\.(gz|deflate))?)$/.exec(String(extensionOf(path))) ??
    [];
  const codec = before ?? behind ?? '';
  return { name: parquet ?? text, codec: CODECS[codec] ?? codec };
}

/**
 * @param entry of the log, for the file
 * @param hasHeader whether CSV files begin with a header of which the log does not tell
 * @throws RuntimeError `COMPACT_FORMAT`
 */
export async function kindOf(
  files: Files,
  path: string,
  entry: LogEntry,
  hasHeader: boolean | undefined,
): Promise<Kind> {
  const refused = (reason: 'COMPACT_FORMAT' | 'COMPACT_CSV_HEADER' | 'COMPACT_PARQUET_METADATA') =>
    new RuntimeError('COMPACT_FORMAT', { file: files.address(path), reason: phrase(reason) });
  switch (formatOf(path).name) {
    case undefined:
      throw refused('COMPACT_FORMAT');
    case 'parquet': {
      const schema = await wholeSchema(await inputOf(files, path));
      if (schema) return { key: JSON.stringify(schema) };
      throw refused('COMPACT_PARQUET_METADATA');
    }
    case 'csv': {
      const told = headerBytesOf(entry) ?? (hasHeader === false ? 0 : undefined);
      if (told === 0) return { key: '', headerBytes: 0 };
      if (told === undefined && hasHeader === undefined) throw refused('COMPACT_CSV_HEADER');
      const header = await headerOf(files, path, told);
      if (header) return { key: header.toString('latin1'), headerBytes: header.length };
      throw refused('COMPACT_CSV_HEADER');
    }
    default:
      return { key: '' };
  }
}

/**
 * The header of a CSV file; an empty file has none.
 *
 * @param length if it is known; else it is the first line
 * @returns undefined where the first line cannot be told for sure
 */
async function headerOf(files: Files, path: string, length: number | undefined): Promise<Buffer | undefined> {
  let head: Buffer = Buffer.alloc(0);
  let last = LINE_END;
  for await (const chunk of contentsOf(await inputOf(files, path))) {
    if (head.length < MOST_HEADER_BYTES) head = Buffer.concat([head, chunk]);
    last = chunk[chunk.length - 1];
  }
  if (length !== undefined) return head.subarray(0, length);
  if (head.length === 0) return head;
  const header = head.subarray(0, head.indexOf(LINE_END) + 1);
  // A name that goes on in the next line is in quotes, which end there; and lines may end in something else.
  const isLine = header.length > 0 && last === LINE_END && header.toString('latin1').split('"').length % 2 === 1;
  return isLine ? header : undefined;
}

/**
 * Rows of text are copied as they are, each ends with what ends it; those of Parquet are read and written.
 *
 * @param sources of one kind
 */
export async function writeMerged(
  files: Files,
  sources: readonly string[],
  { headerBytes = 0 }: Kind,
  sink: ByteSink,
): Promise<void> {
  const { name, codec } = formatOf(sources[0]);
  const options = optionsWith(codec);
  if (name === 'parquet') return writeParquet(files, sources, options, sink);
  const output = new Output(options, sink);
  for (const [i, path] of sources.entries()) {
    let left = i === 0 ? 0 : headerBytes;
    for await (const chunk of contentsOf(await inputOf(files, path))) {
      const skipped = Math.min(left, chunk.length);
      left -= skipped;
      // The chunk is good until the next is asked for, and the output may keep it for longer.
      if (skipped < chunk.length) await output.write(Buffer.from(chunk.subarray(skipped)));
    }
  }
  await output.finish();
}

/**
 * Writes what is to stay of a Parquet file.
 *
 * @param keep what is left of some rows
 */
export const writeKept = (files: Files, path: string, keep: (rows: Batch) => Batch, sink: ByteSink): Promise<void> =>
  writeParquet(files, [path], optionsWith(formatOf(path).codec), sink, keep);

async function writeParquet(
  files: Files,
  sources: readonly string[],
  options: FormatOptions,
  sink: ByteSink,
  keep = (rows: Batch): Batch => rows,
): Promise<void> {
  const inputs = await Promise.all(sources.map(path => inputOf(files, path)));
  const schema = await parquetFormat.infer(inputs, options);
  const reader = parquetFormat.reader(schema, options);
  const writer = parquetFormat.writer(schema, options, sink);
  for (const input of inputs) for await (const rows of reader.read(input)) await writer.write(keep(rows));
  await writer.finish();
}
