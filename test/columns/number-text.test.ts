import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  doubleText,
  floatText,
  parseBoolean,
  parseDouble,
  parseFloat32,
  parseLong,
} from '../../src/lib/columns/number-text.ts';

/** Doubles and floats by their bits, in hexadecimal; of each text, what Spark casts it to, null where it does not. */
interface Recording {
  readonly doubles: readonly [bits: string, text: string][];
  readonly floats: readonly [bits: string, text: string][];
  readonly columns: readonly string[];
  readonly texts: readonly (string | null)[][];
}
const recorded: Recording = JSON.parse(readFileSync(new URL('numbers.recorded.json', import.meta.url), 'utf8'));

const bits = new DataView(new ArrayBuffer(8));

function doubleOf(hex: string): number {
  bits.setBigUint64(0, BigInt(`0x${hex}`));
  return bits.getFloat64(0);
}

function floatOf(hex: string): number {
  bits.setUint32(0, Number.parseInt(hex, 16));
  return bits.getFloat32(0);
}

test('doubles are written as Java 17 writes them, and read back', () => {
  for (const [hex, text] of recorded.doubles) {
    expect(doubleText(doubleOf(hex))).toBe(text);
    expect(parseDouble(text)).toBe(doubleOf(hex));
  }
});

test('floats are written as Java 17 writes them, and read back', () => {
  for (const [hex, text] of recorded.floats) {
    expect(floatText(floatOf(hex))).toBe(text);
    expect(parseFloat32(text)).toBe(floatOf(hex));
  }
});

/** What Spark's column holds for a text, from what ours gives. */
const casts: Record<string, (text: string, expected: string | null) => [ours: unknown, sparks: unknown]> = {
  double: (text, expected) => [parseDouble(text), expected === null ? undefined : doubleOf(expected)],
  float: (text, expected) => [parseFloat32(text), expected === null ? undefined : floatOf(expected)],
  bigint: (text, expected) => [parseLong(text), expected === null ? undefined : BigInt(expected)],
  'bigint without ANSI': (text, expected) => [parseLong(text, true), expected === null ? undefined : BigInt(expected)],
  boolean: (text, expected) => [parseBoolean(text), expected === null ? undefined : expected === 'true'],
};

describe('texts are read as Spark casts them', () => {
  test.each(Object.keys(casts))('to %s', type => {
    const column = recorded.columns.indexOf(type) + 1;
    for (const row of recorded.texts) {
      const text = row[0]!;
      const [ours, sparks] = casts[type](text, row[column]);
      expect(ours, JSON.stringify(text)).toBe(sparks);
    }
  });
});
