import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/lib/base/clock.ts';
import { paced, repeated, unixLines } from '../../src/lib/net/outgoing-lines.ts';

/** Gives pieces of text as a reader of files does: each is written over when the next one is asked for. */
async function* pieces(...texts: readonly string[]): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(Math.max(1, ...texts.map(text => Buffer.byteLength(text))));
  for (const text of texts) {
    yield memory.subarray(0, memory.write(text));
    memory.fill('?');
  }
}

async function all(lines: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const bytes of lines) text += bytes.toString();
  return text;
}

test.for<[given: string[], expected: string]>([
  [[], ''],
  [[''], ''],
  [['a\nb\n'], 'a\nb\n'],
  [['a\nb'], 'a\nb\n'],
  [['a\r\nb\r\n'], 'a\nb\n'],
  [['a\r', '\nb\r', '', '\n'], 'a\nb\n'],
  [['a\r', 'b\rc\n'], 'a\rb\rc\n'],
  [['a\r\r\nb'], 'a\r\nb\n'],
  [['a\r'], 'a\n'],
  [['\r', '\r', '\n', '\n', 'ação\r\n'], '\r\n\nação\n'],
])('lines end in LF: %j', async ([given, expected]) => {
  expect(await all(unixLines(pieces(...given)))).toBe(expected);
});

test('it does not matter where a text is split', async () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n') }));
  await fc.assert(
    fc.asyncProperty(texts, async given => {
      const text = given.join('');
      const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      expect(await all(unixLines(pieces(...given)))).toBe(ended.replaceAll('\r\n', '\n'));
    }),
  );
});

test('a file comes again and again; an empty one does not', async () => {
  const lines = repeated(() => unixLines(pieces('a\nb')));
  let text = '';
  for await (const bytes of lines) if ((text += bytes.toString()).length >= 12) break;
  expect(text).toBe('a\nb\na\nb\na\nb\n');
  expect(await all(repeated(() => pieces()))).toBe('');
});

/** Lets everything happen that does not wait for the clock. */
const settled = () => new Promise(resolve => setImmediate(resolve));

/** What had been sent when: text by milliseconds on the clock, which goes by steps. */
async function play(lines: AsyncIterable<Buffer>, clock: ManualClock, stepsMs: readonly number[]) {
  const sent: [number, string][] = [];
  const over = (async () => {
    for await (const bytes of lines) sent.push([clock.nowMs(), bytes.toString()]);
    sent.push([clock.nowMs(), 'END']);
  })();
  await settled();
  for (const stepMs of stepsMs) {
    clock.advance(stepMs);
    await settled();
  }
  return { sent, over };
}

test('a rate: one line each interval, wherever pieces end', async () => {
  const clock = new ManualClock();
  const lines = paced(pieces('a\nb\nc', 'c', 'c\nd\n'), 100, clock, new AbortController().signal);
  const { sent } = await play(lines, clock, [99, 1, 100, 50, 50, 50]);
  expect(sent).toEqual([
    [0, 'a\n'],
    [100, 'b\n'],
    [200, 'c'],
    [200, 'c'],
    [200, 'c\n'],
    [300, 'd\n'],
    [300, 'END'],
  ]);
});

test('a rate above what timers can do: lines go together, as many as are due', async () => {
  const clock = new ManualClock();
  const text = Array.from({ length: 40 }, (_, i) => `${i}\n`).join('');
  const { sent } = await play(paced(pieces(text), 0.5, clock, new AbortController().signal), clock, [2, 8, 10]);
  const counts = new Map<number, number>();
  for (const [atMs, lines] of sent) counts.set(atMs, (counts.get(atMs) ?? 0) + lines.split('\n').length - 1);
  expect([...counts]).toEqual([
    [0, 1],
    [2, 4],
    [10, 16],
    [20, 19],
  ]);
});

test('a rate: what was missed for long is not caught up with', async () => {
  const clock = new ManualClock(1_000_000);
  const lines = paced(pieces('a\nb\nc\nd\n'), 10, clock, new AbortController().signal);
  const { sent } = await play(lines, clock, [5_000, 9, 1, 10]);
  expect(sent.map(([atMs, text]) => `${atMs - 1_000_000} ${text.trim()}`)).toEqual([
    '0 a',
    '5000 b',
    '5010 c',
    '5020 d',
    '5020 END',
  ]);
});

test('a rate: nobody waits for the next line once it is stopped', async () => {
  const stop = new AbortController();
  const clock = new ManualClock();
  const { sent, over } = await play(paced(pieces('a\nb\n'), 3_600_000, clock, stop.signal), clock, []);
  stop.abort();
  await over;
  expect(sent).toEqual([
    [0, 'a\n'],
    [0, 'END'],
  ]);
});

test('a rate: a clock that is set back does not hold the lines up', async () => {
  const clock = new ManualClock(3_600_000);
  const lines = paced(pieces('a\nb\n'), 10, clock, new AbortController().signal);
  await lines.next();
  clock.set(0);
  const { sent } = await play(lines, clock, [10]);
  expect(sent).toEqual([
    [10, 'b\n'],
    [10, 'END'],
  ]);
});
