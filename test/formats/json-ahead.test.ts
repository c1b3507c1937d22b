import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { HelperThread } from '../../src/lib/base/helper-thread.ts';
import { Batch } from '../../src/lib/columns/batch.ts';
import { parseSchema } from '../../src/lib/columns/ddl.ts';
import { moveIn, moveOut } from '../../src/lib/columns/moved-batch.ts';
import { BytesVector, type Value } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';
import { BlocksAhead, jsonThread } from '../../src/lib/formats/json/ahead.ts';
import { JsonRecords } from '../../src/lib/formats/json/records.ts';
import { randomFrom } from '../support/random.ts';

let thread: HelperThread;
beforeAll(async () => {
  thread = jsonThread();
  expect(await thread.started).toBe(availableParallelism() > 1);
});
afterAll(() => thread.end());
/** As where none can start. */
const none = { isReady: false } as HelperThread;

const BLOCK_BYTES = 1 << 20;
const SCHEMA = parseSchema(
  'id string, text string, n bigint, i int, s smallint, t tinyint, d double, f float, b boolean, e decimal(20,3), ' +
    'day date, at timestamp, local timestamp_ntz, raw binary, took interval day to second, ' +
    'place struct<x: int, name: string>, tags array<string>, ways array<array<bigint>>, ' +
    'counts map<string, double>, _corrupt_record string',
);

/** Lines with values of all types, and what is unusual: no value, escapes, numbers that no double holds, no JSON. */
function lines(sizeBytes: number, seed = 1): string[] {
  const random = randomFrom(seed);
  const some = (...values: readonly unknown[]): unknown => values[Math.floor(random() * values.length)];
  const made: string[] = [];
  for (let bytes = 0; bytes < sizeBytes; bytes += made.at(-1)!.length + 1) {
    const id = made.length;
    const row = {
      id: `${id}`,
      text: some(undefined, '', 'açaí \\ "é" 😀'.repeat(Math.floor(random() * 40)), 'x'.repeat(800)),
      n: some(id, -id, null),
      i: id % 101 === 9 ? 'no number' : some(id, null),
      s: id % 1000,
      t: id % 100,
      d: random(),
      f: 0.5,
      b: some(true, false, null),
      e: some('1.25', 12.125),
      day: '2026-01-31',
      at: some('2026-01-31T10:00:00.123Z', '2026-01-31 10:00:00', '9999-12-31 00:00:00'),
      local: '2026-01-31T10:00:00',
      raw: 'AQID',
      took: some("INTERVAL '1 02:03:04' DAY TO SECOND", null),
      place: some({ x: id, name: 'a\tb' }, {}, null, { name: null }),
      tags: some([], ['a', null, 'ç'], null),
      ways: [[id], [], null],
      counts: some({ a: 1.5, b: null }, {}),
      unread: 'y'.repeat(3000),
    };
    const text = JSON.stringify(row);
    made.push(id % 211 === 7 ? text.slice(0, -5) : id % 97 === 3 ? text.replace(/"n":\d+/, `"n":${2n ** 62n}`) : text);
  }
  return made;
}

interface Outcome {
  readonly rows: Value[][];
  readonly error?: Error;
}

async function read(
  chunks: AsyncIterable<Uint8Array>,
  options: Record<string, string>,
  by: HelperThread,
): Promise<Outcome> {
  const records = new JsonRecords(SCHEMA, { timeZone: 'UTC', text: name => options[name] });
  const here = records.blockReader('a.json');
  const rows: Value[][] = [];
  try {
    const batches = new BlocksAhead(records.setup, () => by).read(chunks, 'a.json', block => here.read(block));
    for await (const batch of batches) rows.push(...batch.rows());
    return { rows };
  } catch (error) {
    return { rows, error: error as Error };
  }
}

const CHUNK_BYTES = 1 << 19;
async function* chunksOf(bytes: Buffer, failAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    if (from >= failAt) throw new Error('The disk is gone.');
    // One that is written over by the next, as those of files are.
    yield chunk.subarray(0, bytes.copy(chunk, 0, from, from + CHUNK_BYTES));
  }
}

describe.skipIf(availableParallelism() < 2)('a thread that reads ahead gives the same', () => {
  const bytes = Buffer.from(lines(12 * BLOCK_BYTES).join('\n'));
  const good = Array.from({ length: 12_000 }, (_, id) => JSON.stringify({ id: `${id}`, text: 'x'.repeat(1000) }));
  const oneBad = Buffer.from(good.with(10_000, '{"id": 1').join('\n'));

  test.each<[what: string, input: Buffer, options: Record<string, string>]>([
    ['rows', bytes, {}],
    ['rows, without those that are malformed', bytes, { mode: 'DROPMALFORMED' }],
    [
      'rows, of another zone and by a pattern',
      bytes,
      { timeZone: 'Asia/Tokyo', timestampFormat: 'yyyy-MM-dd HH:mm:ss' },
    ],
    ['rows, by a dialect', bytes, { allowSingleQuotes: 'false', dateFormat: 'dd/MM/yyyy' }],
    ['error, behind the same rows', oneBad, { mode: 'FAILFAST' }],
  ])('%s', async (_, input, options) => {
    const asked = vi.spyOn(thread, 'ask');
    const ahead = await read(chunksOf(input), options, thread);
    const alone = await read(chunksOf(input), options, none);
    expectSame(ahead, alone);
    expect(alone.rows.length).toBeGreaterThan(2000);
    expect(alone.error).toEqual(input === oneBad ? expect.objectContaining({ sqlState: '22023' }) : undefined);
    expect(asked.mock.calls.length).toBeGreaterThan(8);
    asked.mockRestore();
  });

  test('failure of the file, behind the rows before it', async () => {
    const ahead = await read(chunksOf(bytes, 10 * BLOCK_BYTES), {}, thread);
    const alone = await read(chunksOf(bytes, 10 * BLOCK_BYTES), {}, none);
    expectSame(ahead, alone);
    expect(alone.rows.length).toBeGreaterThan(2000);
    expect(String(alone.error)).toBe('Error: The disk is gone.');
  });
});

function expectSame(ahead: Outcome, alone: Outcome): void {
  const different = ahead.rows.findIndex((row, i) => !isDeepStrictEqual(row, alone.rows[i]));
  expect([ahead.rows[different], ahead.rows.length]).toEqual([alone.rows[different], alone.rows.length]);
  expect(ahead.error).toEqual(alone.error);
  expect(ahead.error?.constructor).toBe(alone.error?.constructor);
}

test('no more is read ahead than some blocks, however slow the rows are taken', async () => {
  const bytes = Buffer.alloc(40 * BLOCK_BYTES, `${JSON.stringify({ id: 'x'.repeat(1000) })}\n`);
  let readBytes = 0;
  const counted = async function* () {
    for await (const chunk of chunksOf(bytes)) {
      readBytes += chunk.length;
      yield chunk;
    }
  };
  const records = new JsonRecords(SCHEMA, { timeZone: 'UTC', text: () => undefined });
  const here = records.blockReader('a.json');
  const batches = new BlocksAhead(records.setup, () => thread).read(counted(), 'a.json', block => here.read(block));
  let takenBytes = 0;
  for await (const batch of batches) {
    takenBytes += batch.length * 1010;
    expect(readBytes - takenBytes).toBeLessThan(11 * BLOCK_BYTES);
  }
  expect(readBytes).toBe(bytes.length);
});

test('a file of some blocks needs no thread', async () => {
  const nobody = () => {
    throw new Error('A thread was asked for.');
  };
  const records = new JsonRecords(SCHEMA, { timeZone: 'UTC', text: () => undefined });
  const here = records.blockReader('a.json');
  const bytes = Buffer.from(lines(6 * BLOCK_BYTES).join('\n'));
  const batches = new BlocksAhead(records.setup, nobody).read(chunksOf(bytes), 'a.json', block => here.read(block));
  let rows = 0;
  for await (const batch of batches) rows += batch.length;
  expect(rows).toBeGreaterThan(1000);
});

test.skipIf(availableParallelism() < 2)(
  'an error of a thread is an error of one question; the end of the thread is one of all that are open',
  async () => {
    const own = jsonThread();
    expect(await own.started).toBe(true);
    const { setup } = new JsonRecords(SCHEMA, { timeZone: 'UTC', text: () => undefined });
    const ask = (block: Uint8Array<ArrayBuffer>) =>
      own.ask({ setup: JSON.stringify(setup), name: 'a.json', block }, [block.buffer]);
    const line = () => Uint8Array.from(Buffer.from('{"id": "1"}\n'));
    await expect(own.ask({ setup: 'no JSON' }, [])).rejects.toThrow(SyntaxError);
    expect(await ask(line())).toMatchObject({ batch: { length: 1 } });
    const open = [ask(new Uint8Array(Buffer.alloc(64 << 20, '{"id": "1"}\n'))), ask(line())];
    own.end();
    for (const answer of open) await expect(answer).rejects.toThrow('has ended');
    expect(own.isReady).toBe(false);
  },
);

test('texts and other values of any vector arrive as they were', () => {
  const texts = vectorOf('string', ['a', null, 'çé😀', '', 'b']) as BytesVector;
  const some = new BytesVector('string', texts.bytes, texts.starts.slice(2), texts.ends.slice(2), 3);
  for (const vector of [
    texts,
    texts.take(Int32Array.of(4, -1, 2)),
    some,
    texts.slice(5, 5),
    vectorOf('void', [null]),
  ]) {
    const values = [...vector];
    const { answer, moved } = moveOut(new Batch([vector], vector.length));
    const [arrived] = moveIn(structuredClone(answer, { transfer: [...moved] })).columns;
    expect([...arrived]).toEqual(values);
    expect(texts.text(2)).toBe('çé😀'); // the bytes have stayed
  }
});
