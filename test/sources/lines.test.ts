/** Bytes into lines, whatever packets they come in: as Java's reader cuts them, recorded by `record_lines.py`. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functions as F, ManualClock, type XptoError } from 'xpto';
import type { ByteInput, ByteReader } from '../../src/lib/sources/byte-input.ts';
import { linesStream } from '../../src/lib/sources/lines.ts';
import type { Source } from '../../src/lib/sources/source.ts';
import { rowsOf, session } from '../support/script.ts';

const recorded: [hex: string, lines: string[]][] = JSON.parse(
  readFileSync(new URL('lines.recorded.json', import.meta.url), 'utf8'),
);

/**
 * An input whose packets a test gives by hand: as sockets do in the room that the reader had after the packet before,
 * or as other streams do in a buffer of their own.
 */
class Packets implements ByteInput {
  reader!: ByteReader;
  paused = false;
  readonly #inRoom: boolean;
  #room!: Uint8Array;

  constructor(inRoom: boolean) {
    this.#inRoom = inRoom;
  }

  start = (reader: ByteReader) => {
    this.reader = reader;
    this.#room = reader.room();
  };
  pause = () => void (this.paused = true);
  resume = () => void (this.paused = false);
  stop = () => {};
  give = (bytes: Uint8Array | string) => {
    const packet = Buffer.from(bytes as string);
    if (this.#inRoom && packet.length <= this.#room.length) {
      this.#room.set(packet);
      this.reader.data(this.#room.subarray(0, packet.length));
    } else {
      this.reader.data(packet);
      packet.fill(0);
    }
    this.#room = this.reader.room();
  };
}

const clock = new ManualClock(5_000);

function open({ includeTimestamp = false, maxLineBytes = 1 << 20, inRoom = true } = {}) {
  const packets = new Packets(inRoom);
  const failures: Error[] = [];
  const source = linesStream(packets, 'test', { includeTimestamp, maxLineBytes }).open({
    clock,
    onChange: () => {},
    onFailure: error => failures.push(error),
  });
  let start: string | undefined;
  /** The lines of a batch of what has come. */
  const batch = async (): Promise<string[]> => {
    const end = (await source.latestOffset(start, 'available'))!;
    const lines = await read(source, start, end);
    expect(Number(end) - Number(start ?? -1)).toBe(lines.length);
    start = end;
    source.commit!(end);
    return lines.map(([line]) => line as string);
  };
  return { packets, source, batch, failures };
}

async function read(source: Source, start: string | undefined, end: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const piece of source.read(start, end)) rows.push(...piece.rows());
  return rows;
}

/** The lines of packets; with `batchEach` a batch is run after every one of them. */
async function linesOf(packets: readonly Uint8Array[], batchEach: boolean, inRoom = true): Promise<string[]> {
  const { packets: input, batch } = open({ inRoom });
  const lines: string[] = [];
  for (const packet of packets) {
    input.give(packet);
    if (batchEach) lines.push(...(await batch()));
  }
  input.reader.end();
  return [...lines, ...(await batch())];
}

describe('framing, as recorded', () => {
  test.for([
    [false, false],
    [true, false],
    [true, true],
  ])('whole and byte by byte, batches in between: %s, in the room: %s', async ([batchEach, inRoom]) => {
    for (const [hex, lines] of recorded) {
      const bytes = Buffer.from(hex, 'hex');
      expect(await linesOf([bytes], batchEach, inRoom), hex).toEqual(lines);
      expect(
        await linesOf(
          Array.from(bytes, byte => Uint8Array.of(byte)),
          batchEach,
          inRoom,
        ),
        `${hex}, by byte`,
      ).toEqual(lines);
    }
  });

  test('the split of bytes into packets and batches never changes the lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...recorded), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 8 }),
        fc.boolean(),
        async (cases, cuts, batchEach) => {
          // A line end between two recordings keeps them apart.
          const bytes = Buffer.from(cases.map(([hex]) => `${hex}61`).join('0a'), 'hex');
          const places = [...new Set([0, ...cuts.map(cut => Math.min(cut, bytes.length)), bytes.length])].sort(
            (a, b) => a - b,
          );
          const packets = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
          const lines = await linesOf([bytes], false);
          for (const inRoom of [false, true]) expect(await linesOf(packets, batchEach, inRoom)).toEqual(lines);
        },
      ),
      { numRuns: 200, seed: 2026 },
    );
  });

  test('a byte order mark is kept, and a NUL; an empty input has no line', async () => {
    expect(await linesOf([Buffer.from('\u{feff}a\0b\n')], false)).toEqual(['\u{feff}a\0b']);
    expect(await linesOf([], false)).toEqual([]);
  });
});

test('a line waits for its end, and the last one for the end of the input', async () => {
  const { packets, source, batch } = open();
  packets.give('one\ntw');
  expect(await batch()).toEqual(['one']);
  packets.give('o\r');
  expect(await batch()).toEqual(['two']);
  packets.give('\nlast');
  expect(await batch()).toEqual([]);
  expect(source.ended).toBe(false);
  packets.reader.end();
  expect(await batch()).toEqual(['last']);
  expect(source.ended).toBe(true);
});

test('offsets number the lines; a range reads the same until it is committed', async () => {
  const { packets, source } = open();
  expect(await source.latestOffset(undefined, 'available')).toBe('-1');
  packets.give('a\nb\n');
  expect(await source.latestOffset('-1', 'available')).toBe('1');
  packets.give('c\nd\n');
  expect(await source.latestOffset('1', 'available')).toBe('3');
  for (let time = 0; time < 2; time++) {
    expect(await read(source, '0', '2')).toEqual([['b'], ['c']]);
    expect(await read(source, undefined, '3')).toEqual([['a'], ['b'], ['c'], ['d']]);
  }
  source.commit!('1');
  expect(await read(source, '1', '3')).toEqual([['c'], ['d']]);
});

test('each line has the time at which it was complete', async () => {
  const { packets, source } = open({ includeTimestamp: true });
  packets.give('a\nb');
  clock.set(7_000);
  packets.give('b\nc\r');
  clock.set(9_000);
  packets.give('\nd');
  packets.reader.end();
  const end = (await source.latestOffset(undefined, 'available'))!;
  expect((await read(source, undefined, end)).map(([line, time]) => [line, Number(time) / 1e6])).toEqual([
    ['a', 5],
    ['bb', 7],
    ['c', 7],
    ['d', 9],
  ]);
});

describe('a line that is too long', () => {
  const failureOf = ({ failures }: ReturnType<typeof open>) =>
    (failures as XptoError[]).map(({ key, params: { line, lengthBytes, maxLineBytes } }) => [
      key,
      line,
      lengthBytes,
      maxLineBytes,
    ]);

  test('is an error that counts lines and bytes, once the lines before it are taken', async () => {
    const whole = open({ maxLineBytes: 4 });
    whole.packets.give('1234\nok\r\n12345\nx\n');
    expect(await whole.batch()).toEqual(['1234', 'ok']);
    expect(failureOf(whole)).toEqual([['LINE_TOO_LONG', 3, 5, 4]]);
  });

  test('at once where no line stands before it', async () => {
    const first = open({ maxLineBytes: 4 });
    first.packets.give('12345\nx\n');
    first.packets.reader.end();
    expect(await first.source.latestOffset(undefined, 'available')).toBe('-1');
    expect(failureOf(first)).toEqual([['LINE_TOO_LONG', 1, 5, 4]]); // no batch follows that could tell it
  });

  test('also before its end has come', async () => {
    const input = open({ maxLineBytes: 4 });
    input.packets.give('ok\n123');
    expect(await input.batch()).toEqual(['ok']);
    expect(input.failures).toEqual([]);
    input.packets.give('456');
    expect(failureOf(input)).toEqual([['LINE_TOO_LONG', 2, 6, 4]]);
    input.packets.give('7\nok\n');
    expect(await input.batch()).toEqual([]);
  });

  test('but not a last one within it that has no end', async () => {
    const input = open({ maxLineBytes: 4 });
    input.packets.give('1234');
    input.packets.reader.end();
    expect(await input.batch()).toEqual(['1234']);
    expect(input.failures).toEqual([]);
  });
});

test('a full batch that nobody takes stops the reading; when it is taken, reading goes on', async () => {
  const { packets, batch } = open();
  const piece = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024));
  let given = 0;
  for (; !packets.paused && given < 100; given++) packets.give(piece);
  expect(given).toBeLessThanOrEqual(24);
  expect(await batch()).toHaveLength(given * 1024);
  expect(packets.paused).toBe(false);
});

test('a line of 16 MiB in small packets', async () => {
  const { packets, batch } = open({ maxLineBytes: 16 << 20 });
  const packet = 'x'.repeat(1 << 16);
  for (let i = 0; i < 256; i++) packets.give(packet);
  packets.give('\n');
  expect((await batch()).map(line => line.length)).toEqual([16 << 20]);
});

const inputOf = (stream: Readable): ByteInput => ({
  start(reader) {
    stream.on('data', bytes => reader.data(bytes));
    stream.once('end', () => reader.end());
  },
  pause: () => void stream.pause(),
  resume: () => void stream.resume(),
  stop: () => void stream.destroy(),
});

test('a pipe of another process, to its end, in available-now', async () => {
  const program =
    'for (let i = 0; i < 200000; i++) process.stdout.write("w" + i % 7 + "\\n"); process.stdout.write("end")';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const options = { includeTimestamp: false, maxLineBytes: 100 };
  const frame = session.streamFrame('lines', linesStream(inputOf(child.stdout), 'pipe', options));
  const counts = frame.groupBy('value').agg(F.count('*').alias('n')).orderBy('value');
  const query = counts.writeStream
    .outputMode('complete')
    .format('memory')
    .queryName('piped')
    .trigger({ availableNow: true })
    .start();
  expect(await query.awaitTermination()).toBe(true);
  const words = [0, 1, 2, 3, 4, 5, 6].map(i => [`w${i}`, 28572 - Number(i > 2)]);
  expect(await rowsOf(session.table('piped'))).toEqual([['end', 1], ...words]);
  expect(query.recentProgress.reduce((sum, { numInputRows }) => sum + numInputRows, 0)).toBe(200_001);
});
