import { expect, test } from 'vitest';
import { type Column, functions as F, Session } from 'xpto';

const session = new Session();
const frame = session.range(1).select(F.expr('array(3, 1, 2)').alias('xs'), F.expr("map('a', 1, 'b', 2)").alias('m'));

test.each<[string, Column, unknown]>([
  ['transform', F.transform('xs', x => x.multiply(2)), [6, 2, 4]],
  ['the place of an element', F.transform('xs', (x, place) => x.plus(place)), [3, 2, 4]],
  [
    'a lambda in a lambda',
    F.transform('xs', x => F.aggregate('xs', F.lit(0), (sum, y) => sum.plus(x.multiply(y)))),
    [18, 6, 12],
  ],
  ['filter', F.filter('xs', x => x.gt(1)), [3, 2]],
  ['exists', F.exists('xs', x => x.eq(2)), true],
  ['forall', F.forall('xs', x => x.gt(1)), false],
  [
    'aggregate',
    F.aggregate(
      'xs',
      0,
      (sum, x) => sum.plus(x),
      sum => sum.multiply(10),
    ),
    60,
  ],
  ['zip_with', F.zip_with('xs', F.array_sort('xs'), (x, y) => x.minus(y)), [2, -1, -1]],
  ['array_sort', F.array_sort('xs', (x, y) => y.minus(x)), [3, 2, 1]],
  ['map_filter', F.map_filter('m', (_, v) => v.gt(1)), new Map([['b', 2]])],
  ['transform_values', F.transform_values('m', (_, v) => v.plus(1)), new Map(Object.entries({ a: 2, b: 3 }))],
  ['transform_keys', F.transform_keys('m', k => F.upper(k)), undefined],
])('%s takes a function of columns', async (_, column, expected) => {
  if (expected === undefined) {
    expect(() => frame.select(column)).toThrow('2'); // as in Spark, both parameters have to be there
    return;
  }
  const [{ answer }] = await frame.select(column.alias('answer')).collect();
  expect(answer).toEqual(expected);
});

test('the parameters of a lambda show as in Spark', () => {
  const { columns } = frame.select(F.transform('xs', x => x.plus(1)));
  expect(columns).toEqual(['transform(xs, lambdafunction((namedlambdavariable() + 1), namedlambdavariable()))']);
});

test('a lambda where none is taken is refused', () => {
  expect(() => frame.selectExpr('size(x -> x)')).toThrow();
  expect(() => frame.selectExpr('map_filter(m, k -> true)')).toThrow();
});
