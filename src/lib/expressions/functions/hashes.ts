/** Digests and hashes. @see Spark hash.scala, misc.scala */
import { createHash } from 'node:crypto';
import { AnalysisError } from '../../base/errors.ts';
import { containsMap, type DataType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { oneOf } from '../coercion.ts';
import { type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import { crc32, HASH_SEED, murmur3, xxhash64 } from '../hashing.ts';

const bytes = oneOf('binary');

export const hashFunctions: readonly FunctionDefinition[] = [
  rowFunction({ name: 'md5', takes: [bytes], gives: 'string', compute: () => digest('md5') }),
  rowFunction({ name: 'sha1', aliases: ['sha'], takes: [bytes], gives: 'string', compute: () => digest('sha1') }),
  rowFunction({
    name: 'sha2',
    takes: [bytes, 'int'],
    gives: 'string',
    nullable: true,
    compute: () => (value: Uint8Array, bits: number) =>
      [0, 224, 256, 384, 512].includes(bits) ? digest(`sha${bits || 256}`)(value) : null,
  }),
  rowFunction({
    name: 'crc32',
    takes: [bytes],
    gives: 'bigint',
    compute: () => (value: Uint8Array) => BigInt(crc32(value)),
  }),
  overAll<number>('hash', 'int', HASH_SEED, murmur3),
  overAll<bigint>('xxhash64', 'bigint', BigInt(HASH_SEED), xxhash64),
];

const digest =
  (algorithm: string) =>
  (value: Uint8Array): string =>
    createHash(algorithm).update(value).digest('hex');

/** A hash of all arguments: that of one is the seed of the next, and a null leaves it as it is. */
function overAll<S extends number | bigint>(
  name: string,
  type: DataType,
  seed: S,
  hash: (type: DataType, value: Value, seed: S) => S,
): FunctionDefinition {
  return {
    name,
    resolve(args) {
      requireCount(name, args.length, 1, Number.POSITIVE_INFINITY);
      if (args.some(arg => containsMap(arg.type))) throw new AnalysisError('DATATYPE_MISMATCH.HASH_MAP_TYPE', { name });
      return typedCall({
        name,
        args,
        type,
        nullable: false,
        evaluate: (columns, length) => {
          const hashes = new Array<Value>(length);
          for (let row = 0; row < length; row++) {
            let value = seed;
            for (const column of columns) if (!column.isNull(row)) value = hash(column.type, column.get(row), value);
            hashes[row] = value;
          }
          return vectorOf(type, hashes);
        },
      });
    },
  };
}
