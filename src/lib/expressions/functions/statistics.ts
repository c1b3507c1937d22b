/** Aggregates over two columns of numbers, and moments of one. */
import { NumbersAccumulator, type NumbersKept } from '../accumulators/numbers-kept.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce } from '../coercion.ts';
import type { FunctionDefinition } from '../function.ts';
import { aggregate } from './aggregate-call.ts';

/** Of two columns: how many rows, both means, the sum of the products of the distances from them, and of their squares. */
type Pair = readonly [
  count: number,
  xMean: number,
  yMean: number,
  products: number,
  xSquares: number,
  ySquares: number,
];

export const statisticFunctions: readonly FunctionDefinition[] = [
  ofPairs('corr', ([count, , , products, xs, ys]) => (count < 2 ? null : ratio(products, Math.sqrt(xs * ys)))),
  ofPairs('covar_pop', ([count, , , products]) => (count === 0 ? null : products / count)),
  ofPairs('covar_samp', ([count, , , products]) => (count < 2 ? null : products / (count - 1))),
  ofPairs('regr_r2', ([count, , , products, ys, xs]) => {
    if (count < 2 || xs === 0) return null;
    return ys === 0 ? 1 : (products / Math.sqrt(ys * xs)) ** 2;
  }),
  regression('regr_count', ([count]) => BigInt(count), 'bigint'),
  regression('regr_avgx', ([count, , , , , , xSum]) => (count === 0 ? null : xSum / count)),
  regression('regr_avgy', ([count, , , , , , , ySum]) => (count === 0 ? null : ySum / count)),
  regression('regr_sxx', ([count, , , , xs]) => (count === 0 ? null : xs)),
  regression('regr_syy', ([count, , , , , ys]) => (count === 0 ? null : ys)),
  ofPairs('regr_sxy', ([count, , , products]) => (count === 0 ? null : products)),
  regression('regr_slope', ([count, , , products, xs]) => (count < 2 ? null : ratio(products, xs))),
  regression('regr_intercept', ([count, xMean, yMean, products, xs]) => {
    const slope = count < 2 ? null : ratio(products, xs);
    return slope === null ? null : yMean - slope * xMean;
  }),
  moments('skewness', ([count, , m2, m3]) =>
    count === 0 || m2 === 0 ? null : (Math.sqrt(count) * m3) / Math.sqrt(m2 * m2 * m2),
  ),
  moments('kurtosis', ([count, , m2, , m4]) => (count === 0 || m2 === 0 ? null : (count * m4) / (m2 * m2) - 3)),
];

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

function ofPairs(name: string, finish: (pair: Pair) => number | null): FunctionDefinition {
  return ofDoubles(name, 2, {
    size: 6,
    add: addPair,
    join: joinPairs,
    finish: kept => finish([...kept] as unknown as Pair),
  });
}

/** An aggregate of columns of doubles. */
function ofDoubles(
  name: string,
  columns: number,
  kind: NumbersKept,
  type: 'double' | 'bigint' = 'double',
): FunctionDefinition {
  return aggregate(
    name,
    (given, { settings }) => ({
      args: given.map((arg, i) => castTo(coerce(arg, anyNumeric, name, i, settings), 'double', settings)),
      type,
      nullable: type === 'double',
      bufferTypes: new Array<'double'>(kind.size).fill('double'),
      accumulator: () => new NumbersAccumulator(kind, type),
    }),
    columns,
  );
}

/** As a pair, with the sums of x and y; y, the dependent one, is the first argument. */
type Regression = readonly [...Pair, xSum: number, ySum: number];

function regression(
  name: string,
  finish: (kept: Regression) => number | bigint | null,
  type: 'double' | 'bigint' = 'double',
): FunctionDefinition {
  const kind: NumbersKept = {
    size: 8,
    add(kept, [y, x]) {
      const [dx, dy] = [x - kept[1], y - kept[2]];
      // Squares as Spark's variance has them, which may differ from those of its correlation in the last digit.
      const [xs, ys] = [kept[4] + dx * (dx - dx / (kept[0] + 1)), kept[5] + dy * (dy - dy / (kept[0] + 1))];
      addPair(kept, [x, y]);
      kept.set([xs, ys, kept[6] + x, kept[7] + y], 4);
    },
    join(kept, other) {
      joinPairs(kept, other);
      kept[6] += other[6];
      kept[7] += other[7];
    },
    finish: kept => finish([...kept] as unknown as Regression),
  };
  return ofDoubles(name, 2, kind, type);
}

function addPair(kept: Float64Array, [x, y]: readonly number[]): void {
  const count = kept[0] + 1;
  const [dx, dy] = [x - kept[1], y - kept[2]];
  const [xMean, yMean] = [kept[1] + dx / count, kept[2] + dy / count];
  kept.set([count, xMean, yMean, kept[3] + dx * (y - yMean), kept[4] + dx * (x - xMean), kept[5] + dy * (y - yMean)]);
}

/** @see Schubert, Gertz: Numerically Stable Parallel Computation of (Co-)Variance, SSDBM 2018 */
function joinPairs(kept: Float64Array, other: Float64Array): void {
  const [n1, n2] = [kept[0], other[0]];
  const count = n1 + n2;
  if (n2 === 0) return;
  const [dx, dy] = [other[1] - kept[1], other[2] - kept[2]];
  const [xStep, yStep] = [dx / count, dy / count];
  kept.set([
    count,
    kept[1] + xStep * n2,
    kept[2] + yStep * n2,
    kept[3] + other[3] + dx * yStep * n1 * n2,
    kept[4] + other[4] + dx * xStep * n1 * n2,
    kept[5] + other[5] + dy * yStep * n1 * n2,
  ]);
}

type Moments = readonly [count: number, mean: number, m2: number, m3: number, m4: number];

function moments(name: string, finish: (moments: Moments) => number | null): FunctionDefinition {
  return ofDoubles(name, 1, {
    size: 5,
    add: addMoments,
    join: joinMoments,
    finish: kept => finish([...kept] as unknown as Moments),
  });
}

function addMoments(kept: Float64Array, [x]: readonly number[]): void {
  const [before, mean, m2, m3, m4] = kept;
  const count = before + 1;
  const delta = x - mean;
  const step = delta / count;
  const [delta2, step2] = [delta * delta, step * step];
  const newM2 = m2 + delta * (delta - step);
  const newM3 = m3 - 3 * step * newM2 + delta * (delta2 - step2);
  const newM4 = m4 - 4 * step * newM3 - 6 * step2 * newM2 + delta * (delta * delta2 - step * step2);
  kept.set([count, mean + step, newM2, newM3, newM4]);
}

/** @see Pébay: Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Moments, 2008 */
function joinMoments(kept: Float64Array, other: Float64Array): void {
  const [n1, mean1, a2, a3, a4] = kept;
  const [n2, mean2, b2, b3, b4] = other;
  if (n2 === 0) return;
  const count = n1 + n2;
  const delta = mean2 - mean1;
  const step = delta / count;
  kept.set([
    count,
    mean1 + step * n2,
    a2 + b2 + delta * step * n1 * n2,
    a3 + b3 + step * step * delta * n1 * n2 * (n1 - n2) + 3 * step * (n1 * b2 - n2 * a2),
    a4 +
      b4 +
      step * step * step * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2) +
      6 * step * step * (n1 * n1 * b2 + n2 * n2 * a2) +
      4 * step * (n1 * b3 - n2 * a3),
  ]);
}
