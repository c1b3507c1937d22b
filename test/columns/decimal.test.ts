import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseType } from '../../src/lib/columns/ddl.ts';
import {
  averageType,
  beyondAllDecimals,
  type DecimalOperator,
  decimalForIntegral,
  decimalForLiteral,
  decimalFromDouble,
  decimalFromText,
  decimalOperation,
  decimalResultType,
  decimalScientificText,
  decimalText,
  decimalToDouble,
  decimalToFloat,
  fitsPrecision,
  parseDecimal,
  rescale,
  roundDouble,
  roundFloat,
  roundType,
  sumType,
  wholeType,
  widerDecimal,
} from '../../src/lib/columns/decimal.ts';
import { type DecimalType, decimalType, typeName } from '../../src/lib/columns/types.ts';

type Pair = [precision: number, scale: number];

interface Recording {
  /** A rule, its arguments and the type that Spark gives. */
  readonly types: readonly (string | number | Pair)[][];
  /** An operation with its arguments in one line, and its result. */
  readonly values: readonly [call: string, result: string][];
}
const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const recorded: Recording = readJson('decimals.recorded.json');

const rules: Record<string, (a: DecimalType, b: DecimalType) => DecimalType> = {
  wider: widerDecimal,
  sum: sumType,
  avg: averageType,
  whole: wholeType,
};

function typeBy([rule, a, b]: readonly (string | number | Pair)[]): DecimalType {
  if (rule === 'literal') {
    return decimalResultType('+', decimalType(1, 1), decimalForLiteral(BigInt(a as number)));
  }
  const left = decimalType(...(a as Pair));
  if (rule === 'round') return roundType(left, b as number);
  const right = decimalType(...((Array.isArray(b) ? b : a) as Pair));
  return rules[rule as string]?.(left, right) ?? decimalResultType(rule as DecimalOperator, left, right);
}

test('types of results are those of Spark', () => {
  for (const rule of recorded.types) expect(typeName(typeBy(rule)), JSON.stringify(rule)).toBe(rule.at(-1));
});

const bits = new DataView(new ArrayBuffer(8));

function doubleOf(hex: string): number {
  bits.setBigUint64(0, BigInt(`0x${hex}`));
  return bits.getFloat64(0);
}

function doubleBits(x: number): string {
  bits.setFloat64(0, x);
  return bits.getBigUint64(0).toString(16).padStart(16, '0');
}

function floatOf(hex: string): number {
  bits.setUint32(0, Number.parseInt(hex, 16));
  return bits.getFloat32(0);
}

function floatBits(x: number): string {
  bits.setFloat32(0, x);
  return bits.getUint32(0).toString(16).padStart(8, '0');
}

const fitted = (unscaled: bigint | undefined, { precision, scale }: DecimalType): string =>
  unscaled !== undefined && fitsPrecision(unscaled, precision) ? decimalText(unscaled, scale) : 'null';

/** Does what a recorded line says, and writes the result as the recording does. */
function answer(call: string): string {
  const [name, ...args] = call.split(' ');
  const rounding = name.startsWith('b') ? 'halfEven' : 'halfUp';
  const type = () => decimalType(Number(args[0]), Number(args[1]));
  switch (name) {
    case 'round':
    case 'bround':
      return doubleBits(roundDouble(doubleOf(args[0]), Number(args[1]), rounding));
    case 'roundf':
    case 'broundf':
      return floatBits(roundFloat(floatOf(args[0]), Number(args[1]), rounding));
    case 'rounddec':
    case 'brounddec': {
      const [from, places] = [type(), Number(args[3])];
      const to = roundType(from, places);
      const scale = Math.min(from.scale, places);
      const rounded = rescale(rescale(BigInt(args[2]), from.scale, scale, rounding), scale, to.scale);
      return `${typeName(to).toUpperCase()} ${fitted(rounded, to)}`;
    }
    case 'dbl': {
      const [unscaled, { scale }] = [BigInt(args[2]), type()];
      const [double, float] = [decimalToDouble(unscaled, scale), decimalToFloat(unscaled, scale)];
      return `${doubleBits(double)} ${floatBits(float)} ${decimalScientificText(unscaled, scale)}`;
    }
    case 'fromdbl': {
      const to = decimalType(Number(args[1]), Number(args[2]));
      return fitted(decimalFromDouble(doubleOf(args[0]), to.scale), to);
    }
    default: {
      const right = decimalType(Number(args[3]), Number(args[4]));
      const operator = name as DecimalOperator;
      const [a, b] = [BigInt(args[2]), BigInt(args[5])];
      const result = decimalResultType(operator, type(), right);
      const dividesByZero = b === 0n && !['+', '-', '*'].includes(operator);
      const value = dividesByZero ? undefined : decimalOperation(operator, type(), right)(a, b);
      // Spark's `div` keeps the low 64 bits of its quotient.
      if (operator === 'div') return `BIGINT ${value === undefined ? 'null' : BigInt.asIntN(64, value)}`;
      return `${typeName(result).toUpperCase()} ${fitted(value, result)}`;
    }
  }
}

test('values of results are those of Spark', () => {
  // Where Java cannot divide, Spark fails with Java's error; here the result does not fit.
  const given = recorded.values.filter(([, result]) => !result.includes('Division impossible'));
  for (const [call, result] of given) expect(answer(call), call).toBe(result);
});

describe('texts are read as Spark casts them', () => {
  const numbers: { columns: string[]; texts: (string | null)[][] } = readJson('numbers.recorded.json');

  test.each(['decimal(10,2)', 'decimal(38,18)', 'decimal(38,0)'])('to %s', name => {
    const type = parseType(name) as DecimalType;
    const column = numbers.columns.indexOf(name) + 1;
    const cast = (text: string): string | null => {
      const parsed = parseDecimal(text);
      if (!parsed) return null;
      if (beyondAllDecimals(parsed)) return 'NUMERIC_OUT_OF_SUPPORTED_RANGE';
      const unscaled = decimalFromText(text, type.scale)!;
      const fits = fitsPrecision(unscaled, type.precision);
      return fits ? decimalText(unscaled, type.scale) : 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION';
    };
    for (const row of numbers.texts) expect(cast(row[0]!), JSON.stringify(row[0])).toBe(row[column]);
  });
});

test('rounding modes', () => {
  const modes = ['halfUp', 'halfEven', 'down', 'floor', 'ceiling'] as const;
  const rounded = (value: bigint) => modes.map(mode => Number(rescale(value, 1, 0, mode)));
  expect(rounded(25n)).toEqual([3, 2, 2, 2, 3]);
  expect(rounded(35n)).toEqual([4, 4, 3, 3, 4]);
  expect(rounded(-25n)).toEqual([-3, -2, -2, -3, -2]);
  expect(rounded(-21n)).toEqual([-2, -2, -2, -3, -2]);
  expect(rescale(-1n, 2_000_000_000, 0)).toBe(0n);
  expect(rescale(-1n, 2_000_000_000, 0, 'floor')).toBe(-1n);
  expect(rescale(rescale(1250n, 0, -2), -2, 0)).toBe(1300n);
});

test('whole-number types as decimals', () => {
  const types = ['tinyint', 'smallint', 'int', 'bigint'] as const;
  expect(types.map(type => typeName(decimalForIntegral(type)))).toEqual([
    'decimal(3,0)',
    'decimal(5,0)',
    'decimal(10,0)',
    'decimal(20,0)',
  ]);
  expect(() => decimalForIntegral('double')).toThrow();
});
