import { describe, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, input, play, rowsOf, table } from '../support/script.ts';

/** What every aggregate keeps between batches has to be enough: the answer over a stream is that over all its rows. */
describe('an aggregate in update mode over three batches gives what it gives over the rows so far', () => {
  const ddl = 'k string, n int, d double, m decimal(10,2), s string, b boolean';
  const batches = [
    [
      ['a', 3, 0.5, '1.25', 'x', true],
      ['b', null, null, null, null, null],
      ['a', -1, 2.25, '-0.75', 'y', false],
    ],
    [
      ['b', 7, 1.5, '10.00', 'z', true],
      ['a', 3, -4, null, 'x', true],
    ],
    [
      ['a', 12, 8.125, '3.10', null, null],
      ['b', 2, 0.25, '0.40', 'z', false],
      ['b', 7, 3.5, '2.00', 'w', true],
    ],
  ];
  test.each([
    'sum(n)',
    'sum(n) FILTER (WHERE b)',
    'first(s) FILTER (WHERE n > 2)',
    'avg(m)',
    'try_sum(n)',
    'try_sum(CAST(n AS BIGINT) * 700000000000000000)',
    'try_avg(n)',
    'min(s)',
    'max_by(s, n)',
    'last(s, true)',
    'any_value(n)',
    'count_if(b)',
    'bool_and(b)',
    'bit_xor(n)',
    'bit_and(n)',
    'collect_list(n)',
    'sort_array(collect_set(s))',
    'approx_count_distinct(s)',
    'median(d)',
    'percentile(d, array(0.1, 0.9))',
    'percentile(d, 0.5, abs(n))',
    'percentile_approx(n, 0.5)',
    'mode(s, true)',
    "listagg(s, '-')",
    'round(stddev(d), 9)',
    'round(var_pop(d), 6)',
    'round(skewness(d), 9)',
    'round(kurtosis(d), 9)',
    'round(corr(n, d), 9)',
    'round(covar_samp(n, d), 9)',
    'round(regr_slope(d, n), 9)',
    'round(regr_intercept(d, n), 9)',
    'round(regr_r2(d, n), 9)',
    'regr_count(d, n)',
  ])('%s', async sql => {
    const aggregate = F.expr(sql).alias('answer');
    const rows = input(ddl);
    const soFar = (upTo: number) =>
      rowsOf(
        table(ddl, ...batches.slice(0, upTo).flat())
          .groupBy('k')
          .agg(aggregate),
      );
    await play(rows.frame.groupBy('k').agg(aggregate), 'update', [
      add(rows, ...batches[0]),
      batch(...(await soFar(1))),
      add(rows, ...batches[1]),
      batch(...(await soFar(2))),
      add(rows, ...batches[2]),
      batch(...(await soFar(3))),
    ]);
  });
});
