import { parseSchema } from '../../src/lib/columns/ddl.ts';
import type { Value } from '../../src/lib/columns/vector.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { entryOf } from '../../src/lib/sinks/files/entries.ts';
import { batchOf, writtenParquet } from './parquet.ts';

/** A file of Parquet: its columns, as DDL, and its rows. */
export type Content = readonly [schema: string, ...rows: (readonly Value[])[]];

let places = 0;

export async function putParquet(files: Files, path: string, [ddl, ...rows]: Content): Promise<void> {
  const schema = parseSchema(ddl);
  await files.createNew(path, await writtenParquet(schema, [batchOf(schema, rows)]));
}

/** A folder of Parquet in memory. */
export async function lakeOf(contents: Readonly<Record<string, Content>>): Promise<MemoryFiles> {
  const files = new MemoryFiles(`memory:///lake${++places}`);
  for (const [path, content] of Object.entries(contents)) await putParquet(files, path, content);
  return files;
}

/** A batch in the log of a folder: the files that it has, and those that it takes away. */
export async function logBatch(files: Files, id: number, added: readonly string[], deleted: readonly string[] = []) {
  const entries = await Promise.all(
    [...added, ...deleted].map(async path => {
      const { sizeBytes = 0 } = (await files.stat(path)) ?? {};
      const entry = entryOf({ sizeBytes }, files.address(path), 0);
      return JSON.stringify(deleted.includes(path) ? { ...entry, action: 'delete' } : entry);
    }),
  );
  await files.createNew(`_spark_metadata/${id}`, Buffer.from(['v1', ...entries].join('\n')));
}

/** What `raw-to-ref` writes, of few columns. */
export const TWEETS = 'id string, created_at timestamp, Sentimento string, Símbolo string';
export const tweet = (id: string, at: string, mood: string, symbol: string | null): Value[] => [
  id,
  BigInt(Date.parse(at)) * 1000n,
  mood,
  symbol,
];
