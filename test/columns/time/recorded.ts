import { readFileSync } from 'node:fs';
import type { Micros } from '../../../src/lib/columns/time/micros.ts';

/** Rows of one group of `time.recorded.json`: arguments, and last what real Spark made of them. */
export function recorded<Row extends readonly unknown[]>(group: string): Row[] {
  return JSON.parse(readFileSync(new URL('./time.recorded.json', import.meta.url), 'utf8'))[group];
}

/** JSON has no 64-bit integers, so microseconds are text there: a number where it is exact, as in the engine. */
export function micros(text: string): Micros {
  const us = BigInt(text);
  return Number.isSafeInteger(Number(us)) ? Number(us) : us;
}
