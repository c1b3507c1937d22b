/** When a file of a program that writes it in its place counts as whole. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock, Session } from 'xpto';
import { LocalFiles } from '../../../src/lib/files/local-files.ts';
import { nodeDisk } from '../../../src/lib/files/node-disk.ts';
import { Settling } from '../../../src/lib/sources/files/settling.ts';
import { WatchedClock } from '../../support/watched-clock.ts';

const file = (modifiedMs: number, sizeBytes = 1, address = 'file:///in/a.json') => ({ address, modifiedMs, sizeBytes });
const options = { settleMs: 1000, isWhole: (name: string) => name.startsWith('whole') };

describe('a file', () => {
  let clock: ManualClock;
  let settling: Settling;
  beforeEach(() => {
    clock = new ManualClock(100_000);
    settling = new Settling(clock, options);
  });

  test('is whole once it has not changed for the time', () => {
    expect(settling.waitMs(file(99_700))).toBe(700);
    clock.advance(699);
    expect(settling.waitMs(file(99_700))).toBe(1);
    expect(settling.waitMs(file(100_500, 2))).toBe(801); // it has grown
    clock.advance(801);
    expect(settling.waitMs(file(100_500, 2))).toBe(0);
    expect(settling.waitMs(file(1))).toBe(0);
  });

  test('of a disk whose clock is ahead is whole once it was seen unchanged for the time', () => {
    expect(settling.waitMs(file(900_000))).toBe(1000);
    clock.advance(600);
    expect(settling.waitMs(file(900_000))).toBe(400);
    expect(settling.waitMs(file(900_001))).toBe(1000);
    clock.advance(1000);
    expect(settling.waitMs(file(900_001))).toBe(0);
  });

  test('is whole at once by its name, in a bucket, and where nobody asks', () => {
    expect(settling.waitMs(file(100_000, 1, 'file:///in/whole.json'))).toBe(0);
    expect(settling.waitMs(file(100_000, 1, 's3://bucket/a.json'))).toBe(0);
    expect(new Settling(clock, { ...options, settleMs: 0 }).waitMs(file(100_000))).toBe(0);
  });
});

describe('a stream', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xpto-'));
    mkdirSync(join(folder, 'in'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const lines = (session: Session) =>
    session.readStream.option('settle', '400ms').option('settleExcept', 'whole*').text(join(folder, 'in'));

  test('that takes what is there waits for what is being written, and reads all of it', async () => {
    const clock = new WatchedClock(1e12);
    const path = join(folder, 'in', 'a.txt');
    const append = (line: string) => {
      appendFileSync(path, line);
      utimesSync(path, clock.nowMs() / 1000, clock.nowMs() / 1000);
    };
    append('1\n');
    const session = new Session({ clock });
    const query = lines(session).writeStream.format('memory').queryName('t').trigger({ availableNow: true }).start();
    for (const line of ['2\n', '3\n', '4\n', '']) {
      await clock.untilAwaited(clock.nowMs() + 400);
      clock.advance(300);
      if (line !== '') append(line);
      clock.advance(100);
    }
    await query.awaitTermination();
    expect((await session.table('t').collect()).map(({ value }) => value)).toEqual(['1', '2', '3', '4']);
  });

  test('reads what is whole at once, and the rest when it is', async () => {
    const clock = new WatchedClock(1e12);
    // A watch that tells of nothing: it is the time alone that wakes the query.
    const deaf = { watch: () => () => {} };
    const session = new Session({
      clock,
      openFiles: async place => Object.assign(new LocalFiles(place, nodeDisk), deaf),
    });
    const query = lines(session).writeStream.format('memory').queryName('t').start();
    await query.processAllAvailable();
    const values = async () => (await session.table('t').collect()).map(({ value }) => value).sort();
    for (const [name, seconds] of [
      ['other', 1e9],
      ['whole', 1e9],
      ['old', 1000],
    ] as const) {
      const path = join(folder, 'in', `${name}.txt`);
      writeFileSync(path, `${name}\n`);
      utimesSync(path, seconds, seconds);
    }
    await query.processAllAvailable();
    expect(await values()).toEqual(['old', 'whole']);
    const came = new Promise<void>(resolve => {
      session.streams.addListener({ onQueryProgress: ({ progress }) => void (progress.numInputRows > 0 && resolve()) });
    });
    await clock.untilAwaited(clock.nowMs() + 400);
    clock.advance(400);
    await came;
    expect(await values()).toEqual(['old', 'other', 'whole']);
    await query.stop();
  });

  test('refuses what is no time', () => {
    const session = new Session();
    const query = session.readStream
      .option('settle', 'soon')
      .text(join(folder, 'in'))
      .writeStream.format('noop')
      .start();
    return expect(query.awaitTermination()).rejects.toThrow(/settle/);
  });
});
