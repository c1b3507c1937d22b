import { expect, test } from 'vitest';
import type { Column } from '../../src/lib/dataframe/column.ts';
import * as F from '../../src/lib/dataframe/functions/index.ts';
import { Session } from '../../src/lib/dataframe/session.ts';

const frame = new Session().range(1).selectExpr("'São Paulo' AS s", "'a' AS p", '5 AS n');

/** Calls as in PySpark, and as in SQL. */
const same: readonly (readonly [column: Column, sql: string])[] = [
  [F.btrim('s', 'p'), 'btrim(s, p)'],
  [F.concat_ws('-', 's', 'p'), "concat_ws('-', s, p)"],
  [F.elt(F.lit(2), 's', 'p'), 'elt(2, s, p)'],
  [F.format_number('n', 2), 'format_number(n, 2)'],
  [F.format_string('%s %d', 's', 'n'), "format_string('%s %d', s, n)"],
  [F.instr('s', 'P'), "instr(s, 'P')"],
  [F.left('s', 3), 'left(s, 3)'],
  [F.right('s', 'n'), 'right(s, n)'],
  [F.levenshtein('s', 'p', 3), 'levenshtein(s, p, 3)'],
  [F.locate('o', 's'), "locate('o', s, 1)"],
  [F.lpad('s', 12, '*'), "lpad(s, 12, '*')"],
  [F.mask('s'), 'mask(s)'],
  [F.overlay('s', 'p', 2, 1), 'overlay(s, p, 2, 1)'],
  [F.position('p', 's'), 'position(p, s)'],
  [F.repeat('p', 3), 'repeat(p, 3)'],
  [F.replace('s', 'p'), 'replace(s, p)'],
  [F.split_part('s', 'p', F.lit(2)), 'split_part(s, p, 2)'],
  [F.substring_index('s', ' ', -1), "substring_index(s, ' ', -1)"],
  [F.translate('s', 'ão', 'ao'), "translate(s, 'ão', 'ao')"],
  [F.regexp_extract_all('s', F.lit('(a)'), 1), "regexp_extract_all(s, '(a)', 1)"],
  [F.regexp_count('s', 'p'), 'regexp_count(s, p)'],
  [F.to_char('n', F.lit('S$9.0')), "to_char(n, 'S$9.0')"],
  [F.try_to_number(F.lit('<1,2>'), F.lit('9G9PR')), "try_to_number('<1,2>', '9G9PR')"],
  [F.shuffle(F.array('s', 'p', 's'), 3), 'shuffle(array(s, p, s), 3)'],
  [F.uuid(3), 'uuid(3)'],
  [F.encode('s', 'UTF-8'), "encode(s, 'UTF-8')"],
  [F.sha2('s', 256), 'sha2(s, 256)'],
  [F.hash('s', 'n'), 'hash(s, n)'],
  [F.bitwise_not('n'), '~n'],
  [F.col('n').bitwiseAND(3).bitwiseOR(8).bitwiseXOR(1), '((n & 3) | 8) ^ 1'],
  [F.shiftleft('n', 2), 'shiftleft(n, 2)'],
  [F.nvl2('s', 'n', 'n'), 'nvl2(s, n, n)'],
  [F.greatest('s', 'p'), 'greatest(s, p)'],
  [F.assert_true(F.col('n').gt(1)), 'assert_true(n > 1)'],
  [F.typeof('n'), 'typeof(n)'],
  [
    F.from_json(F.lit('{"a":1}'), 'a INT', { mode: 'FAILFAST' }),
    `from_json('{"a":1}', 'a INT', map('mode', 'FAILFAST'))`,
  ],
  [F.to_json(F.struct('s', 'n'), { pretty: 'true' }), "to_json(struct(s, n), map('pretty', 'true'))"],
  [F.get_json_object(F.lit('{"x":[1]}'), '$.x'), `get_json_object('{"x":[1]}', '$.x')`],
  [F.parse_url(F.lit('http://h/?k=v'), F.lit('QUERY'), F.lit('k')), "parse_url('http://h/?k=v', 'QUERY', 'k')"],
];

test.each(same.map(([column, sql]) => [sql, column] as const))('%s', async (sql, column) => {
  const [called, written] = [frame.select(column), frame.selectExpr(sql)];
  expect(called.schema).toEqual(written.schema);
  expect(await called.collect()).toEqual(await written.collect());
});

test('product, which SQL does not have', async () => {
  const numbers = new Session().createDataFrame(
    [
      { key: 'a', n: 3 },
      { key: 'a', n: null },
      { key: 'a', n: -2.5 },
      { key: 'b', n: null },
      { key: 'c', n: 0 },
    ],
    'key string, n double',
  );
  const products = numbers.groupBy('key').agg(F.product('n')).orderBy('key');
  expect(products.columns).toEqual(['key', 'product(n)']);
  expect((await products.collect()).map(row => row['product(n)'])).toEqual([-7.5, null, 0]);
  expect(() => numbers.selectExpr('product(n)')).toThrow(/product/);
});

test('the mode of more values than a call has arguments', async () => {
  const values = new Session().range(200_000).selectExpr('id', 'id % 199999 AS n');
  expect(await values.selectExpr('mode(n) AS often').collect()).toEqual([{ often: 0n }]);
});
