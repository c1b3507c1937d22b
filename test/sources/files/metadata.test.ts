/** The hidden column of files. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataFrame, functions as F, type Row, Session } from 'xpto';

const NAME = 'x y ç.txt';
const QUOTED = 'x%20y%20ç.txt';
let folder: string;
let session: Session;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  session = new Session();
  mkdirSync(join(folder, 'in/d=1'), { recursive: true });
  writeFileSync(join(folder, 'in/d=1', NAME), 'a\nb\n');
  utimesSync(join(folder, 'in/d=1', NAME), 1_700_000_000, 1_700_000_000.25);
  path = join(folder, 'in');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function rowsOf(frame: DataFrame): Promise<Row[]> {
  if (!frame.isStreaming) return frame.collect();
  const rows: Row[] = [];
  const write = async (batch: DataFrame) => void rows.push(...(await batch.collect()));
  await frame.writeStream.foreachBatch(write).trigger({ availableNow: true }).start().awaitTermination();
  return rows;
}

const file = {
  file_path: expect.stringMatching(/^file:\/[^/].*\/in\/d=1\/x%20y%20ç\.txt$/),
  file_name: QUOTED,
  file_size: 4n,
  file_block_start: 0n,
  file_block_length: 4n,
};

test.each(['read', 'readStream'] as const)('%s: tells of the file only who asks', async kind => {
  const lines = session[kind].format('text').load(path);
  expect(lines.columns).toEqual(['value', 'd']);
  expect(lines.select('*').columns).toEqual(['value', 'd']);
  const told = await rowsOf(lines.select('value', '_metadata'));
  expect(told).toMatchObject(['a', 'b'].map(value => ({ value, _metadata: file })));
  const fields = lines.select(
    F.col('_METADATA.file_name').alias('name'),
    F.unix_millis('_metadata.file_modification_time').alias('at'),
    'd',
  );
  expect(await rowsOf(fields.where("name like 'x%'"))).toEqual(
    Array(2).fill({ name: QUOTED, at: 1_700_000_000_250n, d: 1 }),
  );
});

test('is there behind a filter, and in one', async () => {
  const lines = session.read.text(path);
  expect(await lines.where("value = 'a'").selectExpr('sum(_metadata.file_size) s').collect()).toEqual([{ s: 4n }]);
  const some = lines.where('_metadata.file_size > 3');
  expect(some.columns).toEqual(['value', 'd']);
  expect(await some.where('_metadata.file_size < 4').count()).toBe(0);
  expect(await some.count()).toBe(2);
});

test('is not there behind a column of that name, nor of other frames', () => {
  const own = session.read.format('json').schema('_metadata string').load(path);
  expect(own.select('_metadata').dtypes).toEqual([['_metadata', 'string']]);
  expect(() => session.range(3).select('_metadata')).toThrow(/UNRESOLVED_COLUMN|_metadata/);
});

test('files that are small are one batch, in their order', async () => {
  const many = join(folder, 'many');
  mkdirSync(many);
  for (let i = 0; i < 300; i++) {
    writeFileSync(join(many, `${i}.txt`), i === 150 ? 'x'.repeat(300_000) : `${i}\n${i}`);
    utimesSync(join(many, `${i}.txt`), i + 1, i + 1);
  }
  const rows = await rowsOf(
    session.readStream.text(many).selectExpr('length(value) n', 'value', '_metadata.file_name f'),
  );
  expect(rows).toHaveLength(599);
  expect(rows.filter(({ n }) => n !== 300_000).every(({ value, f }) => `${value}.txt` === f)).toBe(true);
  expect(rows.findIndex(({ n }) => n === 300_000)).toBe(300);
});

test.each([['modifiedAfter'], ['pathGlobFilter']])(
  'a file that is gone is told of, or passed over (%s)',
  async option => {
    const inner = join(folder, `gone-${option}`);
    const options = { [option]: option === 'modifiedAfter' ? '2001-01-01T00:00:00' : '*', wholetext: true };
    mkdirSync(inner);
    for (const name of ['a', 'b']) writeFileSync(join(inner, name), name);
    const read = (ignores: boolean) =>
      session.read
        .format('text')
        .options({ ...options, ignoreMissingFiles: ignores })
        .load(inner)
        .select('_metadata.file_name', 'value');
    const [told, passed] = [read(false), read(true)];
    rmSync(join(inner, 'a'));
    await expect(told.collect()).rejects.toMatchObject({ key: 'FAILED_READ_FILE.FILE_NOT_EXIST' });
    expect(await passed.collect()).toEqual([{ file_name: 'b', value: 'b' }]);
  },
);
