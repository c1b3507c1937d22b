/** The hidden column `_metadata`: which file a row is of. @see Spark FileFormat.BASE_METADATA_FIELDS */
import { type Field, structType } from '../../columns/types.ts';
import type { Vector } from '../../columns/vector.ts';
import { repeatValue } from '../../columns/vector-builder.ts';
import type { FoundFile } from './seen-files.ts';

const type = structType([
  { name: 'file_path', type: 'string', nullable: false },
  { name: 'file_name', type: 'string', nullable: false },
  { name: 'file_size', type: 'bigint', nullable: false },
  { name: 'file_block_start', type: 'bigint', nullable: false },
  { name: 'file_block_length', type: 'bigint', nullable: false },
  { name: 'file_modification_time', type: 'timestamp', nullable: false },
]);

export const metadataField = { name: '_metadata', type, nullable: false } as const satisfies Field;

/** The column for so many rows of a file; a file is always one block. */
export function metadataColumn({ address, modifiedMs }: FoundFile, sizeBytes: number): (rows: number) => Vector {
  const path = address.replace(/^file:\/\/(?=\/)/, 'file:'); // as Spark tells it
  const name = path.slice(path.lastIndexOf('/') + 1);
  const size = BigInt(sizeBytes);
  const value = [path, name, size, 0n, size, BigInt(modifiedMs) * 1000n];
  return rows => repeatValue(type, value, rows);
}
