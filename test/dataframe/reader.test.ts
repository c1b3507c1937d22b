import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rowsOf, session, thrownBy } from '../support/script.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const linesIn = async (path: string | string[]) => (await rowsOf(session.read.text(path))).map(([line]) => line);

describe('read.text', () => {
  test.for<[name: string, bytes: string | Buffer, lines: string[]]>([
    ['every end of line', 'one\r\ntwo\rthree\n\nfour', ['one', 'two', 'three', '', 'four']],
    ['an empty file', '', []],
    ['a last CR', 'a\r', ['a']],
    ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3]), ['a\ufffdb', '\ufffd']],
  ])('%s', async ([name, bytes, lines]) => expect(await linesIn(file(name, bytes))).toEqual(lines));

  test('a file larger than what is read at once, no line lost or cut', async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `linha ${i} ção`);
    expect(await linesIn(file('large', lines.join('\r\n')))).toEqual(lines);
  });

  test('several files, and a folder without what is no data', async () => {
    const [a, b] = [file('a', '1\n'), file('b', '2\n')];
    expect(await linesIn([b, a])).toEqual(['2', '1']);
    const data = join(folder, 'data');
    mkdirSync(join(data, 'deeper'), { recursive: true });
    for (const name of ['y', 'x', '_SUCCESS', '.hidden']) writeFileSync(join(data, name), name);
    expect(await linesIn(data)).toEqual(['x', 'y']);
  });

  test('a query of the course, on a table as on a stream', async () => {
    const lines = session.read.text(file('words', 'a b\na\n'));
    const words = lines.selectExpr("explode(split(value, ' ')) AS palavra").groupBy('palavra').count();
    expect((await rowsOf(words)).sort()).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('nothing there', async () => {
    expect(await thrownBy(() => session.read.text(join(folder, 'nowhere')))).toBe('PATH_NOT_FOUND');
  });
});
