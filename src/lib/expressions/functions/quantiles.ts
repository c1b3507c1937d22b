/** Aggregates that keep all values of a group and look at them together: medians, percentiles, modes, lists of text. */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { greatest } from '../../base/extremes.ts';
import { comparatorFor, compareDoubles } from '../../columns/compare.ts';
import {
  arrayType,
  type DataType,
  dayTimeType,
  isAnsiInterval,
  isDatetime,
  isKind,
  isNumeric,
  structType,
  yearMonthType,
} from '../../columns/types.ts';
import { StructVector, type Value, type Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { CollectAccumulator } from '../accumulators/collect.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce, type Parameter } from '../coercion.ts';
import { constantOf, type FunctionDefinition, foldConstant, requireOrderable, typedCall } from '../function.ts';
import { type Settings, sqlOf, type TypedExpression, typedLiteral } from '../typed.ts';
import { aggregate, type Resolution } from './aggregate-call.ts';
import { identityOf } from './array-elements.ts';

export const quantileFunctions: readonly FunctionDefinition[] = [
  aggregate('median', ([arg], { settings }) => percentile('median', arg, [0.5], undefined, undefined, settings)),
  aggregate(
    'percentile',
    (given, { settings }) => {
      const { fractions, isList } = fractionsOf('percentile', given[1], settings);
      const frequency = given[2] && coerce(given[2], 'bigint', 'percentile', 2, settings);
      const resolution = percentile('percentile', given[0], fractions, isList, frequency, settings);
      const shown = [given[0], given[1], given[2] ?? typedLiteral('int', 1)].map(sqlOf);
      return {
        ...resolution,
        sql: ([text]) => `percentile(${[markDistinct(text, shown[0]), shown[1], shown[2]].join(', ')})`,
      };
    },
    2,
    3,
  ),
  approximate('percentile_approx'),
  approximate('approx_percentile'),
  aggregate(
    'mode',
    ([arg, deterministic]) => {
      const lowest = deterministic !== undefined && constantOf(deterministic, 'mode', 1) === true;
      if (lowest) requireOrderable('mode', arg.type);
      return {
        ...collected(arg, arg.type, `${lowest}`, values => mode(arg.type, values, lowest)),
        ...(lowest && { sql: ([text]: readonly string[]) => `mode() WITHIN GROUP (ORDER BY ${text} DESC)` }),
      };
    },
    1,
    2,
  ),
  listOfTexts('listagg'),
  listOfTexts('string_agg'),
];

/** `count(DISTINCT x)` is shown with the word before its first argument. */
const markDistinct = (text: string, plain: string): string => (text.startsWith('DISTINCT ') ? text : plain);

function collected(
  arg: TypedExpression,
  type: DataType,
  variant: string,
  compute: (values: Value[]) => Value,
): Resolution {
  return {
    args: [arg],
    type,
    bufferTypes: [arrayType(arg.type, false)],
    accumulator: () => new CollectAccumulator(arg.type, false, { type, compute }),
    variant,
  };
}

function fractionsOf(
  name: string,
  given: TypedExpression,
  settings: Settings,
): { fractions: number[]; isList: boolean } {
  const constant = foldConstant(given);
  if (!constant) throw new AnalysisError('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { name, position: 2 });
  if (constant.value === null) throw new AnalysisError('FRACTION_IS_NULL', { name });
  const isList = isKind(given.type, 'array');
  const doubles = castTo(given, isList ? arrayType('double') : 'double', settings);
  const value = foldConstant(doubles)!.value;
  const fractions = (isList ? value : [value]) as number[];
  const wrong = fractions.find(fraction => !(fraction >= 0 && fraction <= 1));
  if (wrong !== undefined) {
    throw new AnalysisError('FRACTION_OUT_OF_RANGE', { name, what: 'fraction', range: 'from 0 to 1', value: wrong });
  }
  return { fractions, isList };
}

const numberOrSpan: Parameter = {
  requires: '"NUMERIC" or "ANSI INTERVAL"',
  accepts: type => isNumeric(type) || isAnsiInterval(type),
  fromString: 'double',
  fromNull: 'double',
};

/** Between the two nearest values in proportion; of intervals cut to a whole number of their units. */
function percentile(
  name: string,
  given: TypedExpression,
  fractions: readonly number[],
  isList: boolean | undefined,
  frequency: TypedExpression | undefined,
  settings: Settings,
): Resolution {
  const plain = coerce(given, numberOrSpan, name, 0, settings);
  const [isSpan, isMonths] = [isKind(plain.type, 'dayTime'), isKind(plain.type, 'yearMonth')];
  const arg = isSpan || isMonths ? plain : castTo(plain, 'double', settings);
  const type: DataType = isSpan ? dayTimeType() : isMonths ? yearMonthType() : 'double';
  const restore = (value: number): Value => (isSpan ? BigInt(Math.trunc(value)) : isMonths ? Math.trunc(value) : value);
  const answer = (sorted: readonly [value: number, count: number][]): Value => {
    if (sorted.length === 0) return null;
    const found = fractions.map(fraction => restore(between(sorted, fraction)));
    return isList ? found : found[0];
  };
  const result = isList ? arrayType(type, false) : type;
  const variant = `${fractions.join()} ${frequency ? 'weighed' : ''}`;
  if (!frequency) {
    return collected(arg, result, variant, values =>
      answer(inOrder(values.map((value): [number, number] => [Number(value), 1]))),
    );
  }
  return collected(pairOf(arg, frequency), result, variant, values => {
    const counted = (values as [Value, Value][])
      .filter(([value, count]) => value !== null && count !== null)
      .map(([value, count]): [number, number] => [Number(value), Number(count)]);
    const negative = counted.find(([, count]) => count < 0);
    if (negative) throw new RuntimeError('NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION', { name, value: negative[1] });
    return answer(inOrder(counted.filter(([, count]) => count > 0)));
  });
}

const inOrder = (values: [value: number, count: number][]) => values.sort((a, b) => compareDoubles(a[0], b[0]));

function between(sorted: readonly [value: number, count: number][], fraction: number): number {
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const place = fraction * (total - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  const [below, above] = [valueAt(sorted, low), valueAt(sorted, high)];
  return low === high || below === above ? below : (high - place) * below + (place - low) * above;
}

function valueAt(sorted: readonly [value: number, count: number][], place: number): number {
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (place < seen) return value;
  }
  return sorted[sorted.length - 1][0];
}

function pairOf(first: TypedExpression, second: TypedExpression): TypedExpression {
  const type = structType([first, second].map((arg, i) => ({ name: `_${i + 1}`, type: arg.type })));
  const evaluate = (columns: readonly Vector[], length: number) => new StructVector(type, columns, length);
  return typedCall({ name: 'struct', args: [first, second], type, nullable: false, evaluate });
}

/**
 * `percentile_approx`: here never approximate. All values are kept, and the one is taken that at least that part of
 * them does not exceed.
 */
function approximate(name: string): FunctionDefinition {
  return aggregate(
    name,
    (given, { settings }) => {
      const isMoment = isDatetime(given[0].type) || isAnsiInterval(given[0].type);
      // An untyped null stays one; other values keep their type.
      const arg = isMoment ? given[0] : coerce(given[0], anyNumeric, name, 0, settings);
      const { fractions, isList } = fractionsOf(name, given[1], settings);
      const accuracy = given[2] ?? typedLiteral('int', 10_000);
      const value = constantOf(castTo(accuracy, 'bigint', settings), name, 2) as bigint | null;
      if (value === null || value <= 0n) {
        const range = 'above 0';
        throw new AnalysisError('FRACTION_OUT_OF_RANGE', { name, what: 'accuracy', range, value: String(value) });
      }
      const order = orderOf(arg.type);
      const compute = (values: Value[]): Value => {
        if (values.length === 0) return null;
        const sorted = values.sort((a, b) => order(a, b));
        const found = fractions.map(fraction => sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]);
        return isList ? found : found[0];
      };
      const shown = [given[1], accuracy].map(sqlOf).join(', ');
      return {
        ...collected(arg, isList ? arrayType(arg.type, false) : arg.type, fractions.join(), compute),
        sql: ([text]) => `${name}(${text}, ${shown})`,
      };
    },
    2,
    3,
  );
}

function orderOf(type: DataType): (a: Value, b: Value) => number {
  if (type === 'double' || type === 'float') return (a, b) => compareDoubles(a as number, b as number);
  return (a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0);
}

/** The value that occurs most often; of several the lowest, or the one that came first. */
function mode(type: DataType, values: readonly Value[], lowest: boolean): Value {
  const identity = identityOf(type);
  const counts = new Map<unknown, { value: Value; count: number }>();
  for (const value of values) {
    const entry = counts.get(identity(value));
    if (entry) entry.count++;
    else counts.set(identity(value), { value, count: 1 });
  }
  const found = [...counts.values()];
  const most = greatest(found.map(({ count }) => count));
  const candidates = found.filter(({ count }) => count === most).map(({ value }) => value);
  if (candidates.length === 0) return null;
  if (!lowest) return candidates[0];
  const vector = vectorOf(type, candidates);
  const compare = comparatorFor(type);
  let best = 0;
  for (let i = 1; i < candidates.length; i++) if (compare(vector, i, vector, best) < 0) best = i;
  return candidates[best];
}

function listOfTexts(name: string): FunctionDefinition {
  return aggregate(
    name,
    (given, { settings }) => {
      const arg = castTo(given[0], given[0].type === 'binary' ? 'binary' : 'string', settings);
      const delimiter = given[1] ?? typedLiteral('void', null);
      const constant = foldConstant(delimiter);
      if (!constant) throw new AnalysisError('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { name, position: 2 });
      const text = constant.value === null ? '' : String(constant.value);
      const texts = castTo(arg, 'string', settings);
      return {
        ...collected(texts, 'string', text, values => (values.length === 0 ? null : values.join(text))),
        sql: ([shown]) => `${name}(${shown}, ${sqlOf(delimiter)})`,
      };
    },
    1,
    2,
  );
}
