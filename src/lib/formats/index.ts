import { csvFormat } from './csv/index.ts';
import type { FileFormat } from './format.ts';
import { jsonFormat } from './json/index.ts';
import { parquetFormat } from './parquet.ts';
import { textFormat } from './text.ts';

/** The formats of files, by Spark's names. */
export const formats: ReadonlyMap<string, FileFormat> = new Map(
  [textFormat, jsonFormat, csvFormat, parquetFormat].map(format => [format.name, format]),
);

/** The format of that name without regard to case; undefined when there is none. */
export const findFormat = (name: string): FileFormat | undefined => formats.get(name.toLowerCase());
