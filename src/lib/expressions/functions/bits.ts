/** Operators and functions on the bits of integers. @see Spark bitwiseExpressions.scala, mathExpressions.scala */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { integralBits, isIntegral, typeSql } from '../../columns/types.ts';
import { castTo } from '../cast.ts';
import { coerce, onlyIntegral, type Parameter, unifyPair } from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import type { Settings, TypedExpression } from '../typed.ts';

const integer: Parameter = { ...onlyIntegral, fromNull: 'int' };

export const bitFunctions: readonly FunctionDefinition[] = [
  combination('&', (a, b) => a & b),
  combination('|', (a, b) => a | b),
  combination('^', (a, b) => a ^ b),
  {
    name: '~',
    resolve(args, { settings }) {
      requireCount('~', args.length, 1);
      const value = coerce(args[0], integer, '~', 0, settings);
      return typedCall({
        name: '~',
        args: [value],
        type: value.type,
        sql: ([text]) => `~${text}`,
        evaluate: byRow(value.type, (bits: number | bigint) => ~bits),
      });
    },
  },
  ...shifts('<<', 'shiftleft', (value, count) => value << count),
  ...shifts('>>', 'shiftright', (value, count) => value >> count),
  ...shifts('>>>', 'shiftrightunsigned', (value, count, bits) => BigInt.asUintN(bits, value) >> count),
  rowFunction({
    name: 'bit_count',
    takes: [{ ...integer, accepts: type => isIntegral(type) || type === 'boolean' }],
    gives: 'int',
    // Smaller integers are widened before they are counted: -1 has 64 bits.
    compute: () => (value: number | bigint | boolean) =>
      BigInt.asUintN(64, BigInt(value)).toString(2).replaceAll('0', '').length,
  }),
  rowFunction({
    name: 'bit_get',
    aliases: ['getbit'],
    takes: [integer, 'int'],
    gives: 'tinyint',
    canFail: true,
    compute: (_, [type]) => {
      const bits = integralBits(type)!;
      return (value: number | bigint, position: number) => {
        if (position < 0 || position >= bits) throw new RuntimeError('INVALID_BIT_POSITION', { position, bits });
        return Number((BigInt(value) >> BigInt(position)) & 1n);
      };
    },
  }),
];

function combination(name: string, compute: (a: bigint, b: bigint) => bigint): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2);
      const [left, right, type] = integers(name, given, settings);
      const combine = type === 'bigint' ? compute : (a: number, b: number) => Number(compute(BigInt(a), BigInt(b)));
      return typedCall({
        name,
        args: [left, right],
        type,
        sql: ([a, b]) => `(${a} ${name} ${b})`,
        evaluate: byRow(type, combine),
      });
    },
  };
}

function integers(name: string, [a, b]: readonly TypedExpression[], settings: Settings) {
  if (a.type === 'void' && b.type === 'void') {
    return [castTo(a, 'int', settings), castTo(b, 'int', settings), 'int'] as const;
  }
  // Without ANSI mode text is no number here.
  const unified =
    settings.ansi || (a.type === 'string') === (b.type === 'string') ? unifyPair(a, b, settings) : undefined;
  if (unified && isIntegral(unified[2])) return unified;
  const sameKind = unified && typeSql(a.type) === typeSql(b.type);
  throw new AnalysisError(
    sameKind ? 'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE' : 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES',
    { operator: name, left: typeSql(a.type), right: typeSql(b.type) },
  );
}

/** A shift of an int or a bigint, as an operator and by its name; as in Java only the low bits of the count matter. */
function shifts(
  symbol: string,
  name: string,
  compute: (value: bigint, count: bigint, bits: number) => bigint,
): readonly FunctionDefinition[] {
  const definition = (called: string, sql: (args: readonly string[]) => string): FunctionDefinition => ({
    name: called,
    resolve(given, { settings }) {
      requireCount(called, given.length, 2);
      const value = given[0].type === 'bigint' ? given[0] : coerce(given[0], 'int', called, 0, settings);
      const count = coerce(given[1], 'int', called, 1, settings);
      const { type } = value;
      const bits = integralBits(type)!;
      return typedCall({
        name: symbol,
        args: [value, count],
        type,
        sql,
        evaluate: byRow(type, (number: number | bigint, places: number) => {
          const shifted = BigInt.asIntN(bits, compute(BigInt(number), BigInt(places & (bits - 1)), bits));
          return type === 'bigint' ? shifted : Number(shifted);
        }),
      });
    },
  });
  return [
    definition(symbol, ([a, b]) => `(${a} ${symbol} ${b})`),
    definition(name, args => `${name}(${args.join(', ')})`),
  ];
}
