import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ShowOptions, showTable } from '../../src/lib/formats/show.ts';

interface Case {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly options: ShowOptions;
  readonly text: string;
}
const cases: Case[] = JSON.parse(readFileSync(new URL('show.recorded.json', import.meta.url), 'utf8')).cases;

test('tables are printed as by Spark', () => {
  for (const { header, rows, options, text } of cases) expect(showTable(header, rows, options)).toBe(text);
});

test('a table to read', () => {
  const rows = [
    ['2026-01-01', 'ação', '12'],
    ['2026-01-02', '日本', 'NULL'],
  ];
  expect(`\n${showTable(['dia', 'palavra', 'n'], rows, { truncate: 20 })}`).toBe(`
+----------+-------+----+
|       dia|palavra|   n|
+----------+-------+----+
|2026-01-01|   ação|  12|
|2026-01-02|   日本|NULL|
+----------+-------+----+

`);
  expect(
    `\n${showTable(['dia', 'palavra', 'n'], rows.slice(0, 1), { truncate: 0, vertical: true, moreRows: true })}`,
  ).toBe(`
-RECORD 0-------------
 dia     | 2026-01-01 
 palavra | ação       
 n       | 12         
only showing top 1 row
`);
});
