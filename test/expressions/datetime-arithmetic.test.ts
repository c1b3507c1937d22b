import { expect, test } from 'vitest';
import { Session, XptoError } from 'xpto';

const frame = new Session().createDataFrame(
  [],
  'ts timestamp, s struct<at:timestamp>, a array<int>, m map<int,int>, b boolean, t string, i int, d decimal(5,2), f double',
);

/** The type of the result, or the condition of the refusal. */
function typeOf(expression: string): string | null {
  try {
    return frame.selectExpr(expression).dtypes[0][1];
  } catch (error) {
    if (error instanceof XptoError) return error.condition;
    throw error;
  }
}

const UNEXPECTED = 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE';
const DIFFERENT = 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES';

// As Spark 4.3.0 has it.
test.for<[expression: string, result: string]>([
  ["ts + INTERVAL '1' MINUTE", 'timestamp'],
  ["ts - INTERVAL '1' MONTH", 'timestamp'],
  ["t + INTERVAL '1' MINUTE", 'string'],
  ["t + INTERVAL '1' YEAR", DIFFERENT],
  ...['s', 'a', 'm', 'b', 'i', 'd', 'f'].flatMap((other): [string, string][] => [
    [`${other} + INTERVAL '1' DAY`, UNEXPECTED],
    [`INTERVAL '1' MINUTE + ${other}`, UNEXPECTED],
    [`${other} - INTERVAL '1' MINUTE`, UNEXPECTED],
    [`INTERVAL '1' MINUTE - ${other}`, DIFFERENT],
    [`${other} + INTERVAL '1' MONTH`, DIFFERENT],
    [`${other} - INTERVAL '1' YEAR`, DIFFERENT],
  ]),
])('%s is %s', ([expression, result]) => expect(typeOf(expression)).toBe(result));
