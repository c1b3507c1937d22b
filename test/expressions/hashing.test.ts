import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseType } from '../../src/lib/columns/ddl.ts';
import type { DataType } from '../../src/lib/columns/types.ts';
import type { Value } from '../../src/lib/columns/vector.ts';
import { crc32, foldLong, murmur3, XxHash64, xxhash64 } from '../../src/lib/expressions/hashing.ts';

/** A value as JSON: 64-bit integers and decimals (unscaled) as text, floats and binary as hexadecimal. */
type Json = null | boolean | number | string | Json[];
type Case = [type: string, value: Json, seed: string, murmur3: number, xxhash64: string];
const file = new URL('hashes.recorded.json', import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8')).cases;

const bits = new DataView(new ArrayBuffer(8));

function decode(type: DataType, json: Json): Value {
  if (json === null) return null;
  switch (typeof type === 'string' ? type : type.kind) {
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'dayTime':
    case 'decimal':
      return BigInt(json as string);
    case 'float':
      bits.setUint32(0, Number.parseInt(json as string, 16));
      return bits.getFloat32(0);
    case 'double':
      bits.setBigUint64(0, BigInt(`0x${json}`));
      return bits.getFloat64(0);
    case 'binary':
      return Uint8Array.from(Buffer.from(json as string, 'hex'));
    default:
      return typeof json === 'object' ? decodeNested(type, json) : json;
  }
}

function decodeNested(type: DataType, json: Json[]): Value {
  if (typeof type === 'string') throw new Error(`${type} is not nested`);
  switch (type.kind) {
    case 'array':
      return json.map(element => decode(type.element, element));
    case 'struct':
      return json.map((field, i) => decode(type.fields[i].type, field));
    case 'map':
      return (json as [Json, Json][]).map(([key, value]) => [decode(type.key, key), decode(type.value, value)]);
    default:
      return { months: json[0] as number, days: json[1] as number, micros: BigInt(json[2] as string) };
  }
}

test('hash and xxhash64 of every type are those of Spark', () => {
  for (const [name, json, seed, murmur, xx] of cases) {
    const type = parseType(name);
    const value = decode(type, json);
    const about = JSON.stringify([name, json]);
    expect(murmur3(type, value, Number(BigInt.asIntN(32, BigInt(seed)))), about).toBe(murmur);
    expect(xxhash64(type, value, BigInt(seed)), about).toBe(BigInt(xx));
  }
});

test('a number that is exact hashes as the bigint', () => {
  for (const value of [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1]) {
    const hash = new XxHash64();
    foldLong(hash, value);
    expect(hash.value()).toBe(xxhash64('bigint', BigInt(value), 42n));
  }
});

test('several values are folded one after the other', () => {
  const struct = parseType('struct<a:int,b:string>');
  expect(murmur3(struct, [1, 'a'], 42)).toBe(murmur3('string', 'a', murmur3('int', 1, 42)));
  expect(xxhash64(struct, [1, null], 42n)).toBe(xxhash64('int', 1, 42n));
});

test('crc32', () => {
  expect(crc32(Buffer.from('Spark'))).toBe(1_557_323_817);
  expect(crc32(new Uint8Array())).toBe(0);
});
