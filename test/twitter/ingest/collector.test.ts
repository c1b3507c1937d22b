import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/lib/base/clock.ts';
import { zone } from '../../../src/lib/columns/time/zone.ts';
import { openFiles } from '../../../src/lib/files/open-files.ts';
import { Budget } from '../../../src/lib/twitter/ingest/budget.ts';
import { Collector, type CollectorOptions } from '../../../src/lib/twitter/ingest/collector.ts';
import type { IngestEvent } from '../../../src/lib/twitter/ingest/events.ts';
import { RawNames } from '../../../src/lib/twitter/ingest/raw-names.ts';
import { type Row, readPost } from '../../../src/lib/twitter/ingest/row.ts';
import { Spool } from '../../../src/lib/twitter/ingest/spool.ts';
import { postAt } from '../../support/replay.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-ingest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rowAt = (minute: number, text?: string): Row => readPost(postAt(minute, text))!;
const rows = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, i) => rowAt(from + i));

async function opened(options: Partial<CollectorOptions> & { zoneId?: string } = {}) {
  const clock = new ManualClock(Date.parse('2026-03-02T15:00:00Z'));
  const raw = await openFiles(join(folder, 'raw'));
  const spool = await Spool.open(await openFiles(join(folder, 'spool')), clock);
  const names = new RawNames(zone(options.zoneId ?? 'UTC'));
  await names.learn(raw);
  const events: IngestEvent[] = [];
  const budget = new Budget({});
  const common = { spool, raw, names, clock, budget, tell: (event: IngestEvent) => void events.push(event) };
  const collector = await Collector.open({ ...common, format: 'lines', perFile: 3, flushMs: 60_000, ...options });
  return { ...common, collector, events };
}

const files = (): string[] => readdirSync(join(folder, 'raw')).sort();
const linesOf = (name: string): string[] =>
  readFileSync(join(folder, 'raw', name), 'utf8')
    .trim()
    .split('\n');
const idsIn = (): string[] => files().flatMap(name => linesOf(name).map(line => JSON.parse(line).data.id));
const idsOf = (of: readonly Row[]): string[] => of.map(({ id }) => String(id));

describe('RAW', () => {
  test('names a file after its oldest post, whatever the order, and numbers those of one minute', async () => {
    const { collector } = await opened();
    await collector.accept([rowAt(5), rowAt(3), rowAt(4)]);
    await collector.accept([rowAt(3, 'again another')].map(row => ({ ...row, id: row.id + 1n })));
    await collector.accept([rowAt(9), rowAt(8)]);
    await collector.close();
    expect(files()).toEqual(['tweets_2026-03-02_12-03.json', 'tweets_2026-03-02_12-03_2.json']);
    expect(linesOf('tweets_2026-03-02_12-03.json')).toEqual([rowAt(5), rowAt(3), rowAt(4)].map(({ json }) => json));
  });

  test('gives no name that is there, whoever gave it', async () => {
    const minute = 'tweets_2026-03-02_12-03';
    const theirs = [`${minute}_4.json`, `${minute}_99999999999999999999.json`, `${minute}_x.json`, '__proto__'];
    mkdirSync(join(folder, 'raw'));
    for (const name of theirs) writeFileSync(join(folder, 'raw', name), 'theirs');
    const { collector } = await opened();
    writeFileSync(join(folder, 'raw', `${minute}_5.json`), 'of another run, which began just now');
    await collector.accept([rowAt(3)]);
    await collector.close();
    expect(files().filter(name => readFileSync(join(folder, 'raw', name), 'utf8').includes('data'))).toEqual([
      `${minute}_6.json`,
    ]);
    expect(files()).toHaveLength(theirs.length + 2);
  });

  test('goes by the zone that is asked for, and writes arrays', async () => {
    const { collector } = await opened({ zoneId: 'America/Sao_Paulo', format: 'array' });
    await collector.accept(rows(0, 2));
    await collector.close();
    expect(files()).toEqual(['tweets_2026-03-02_09-00.json']);
    const array = JSON.parse(readFileSync(join(folder, 'raw/tweets_2026-03-02_09-00.json'), 'utf8'));
    expect(array).toEqual([{ data: postAt(0) }, { data: postAt(1) }]);
  });

  test('gets what waits for a full file after a while', async () => {
    let tell = (_event: IngestEvent) => {};
    const told = new Promise<IngestEvent>(resolve => {
      tell = resolve;
    });
    const { collector, clock, spool } = await opened({ tell });
    await collector.accept(rows(0, 2));
    expect(spool.rows).toHaveLength(2);
    clock.advance(60_000);
    expect(await told).toEqual({ event: 'file', name: 'tweets_2026-03-02_12-00.json', posts: 2 });
    await collector.close();
    expect(files()).toEqual(['tweets_2026-03-02_12-00.json']);
  });

  test('keeps a post once, also across runs, and pays it once a day', async () => {
    const first = await opened();
    expect(await first.collector.accept([...rows(0, 4), rowAt(1)])).toBe(4);
    expect(first.budget.posts).toBe(4);
    await first.collector.close();
    const second = await opened();
    expect(await Promise.all([second.collector.accept(rows(2, 6)), second.collector.accept(rows(3, 7))])).toEqual([
      2, 1,
    ]);
    expect(second.budget.posts).toBe(3);
    await second.collector.close();
    expect(idsIn().sort()).toEqual(idsOf(rows(0, 7)));
    second.clock.advance(86_400_000);
    const third = await opened({ clock: second.clock });
    expect(await third.collector.accept(rows(0, 1))).toBe(0);
    await third.collector.close();
  });
});

describe('after a kill', () => {
  test('what waited goes into files, and state goes on', async () => {
    const { collector } = await opened();
    await collector.accept(rows(0, 2), state => ({ ...state, newestId: '7' }));
    // no close: the process is gone
    const second = await opened();
    expect(second.spool.state).toMatchObject({ newestId: '7', posts: 2 });
    expect(second.events).toContainEqual({ event: 'resumed', waiting: 2, files: 0, posts: 2 });
    await second.collector.accept(rows(2, 3));
    await second.collector.close();
    expect(idsIn()).toEqual(idsOf(rows(0, 3)));
  });

  test.each([
    ['before its file is made', false, false],
    ['when its file is made', true, false],
    ['when somebody else has made a file of that name', false, true],
  ])('a file that was begun is made once: killed %s', async (_, isMade, isForeign) => {
    const { spool, names, raw } = await opened();
    await spool.add(rows(0, 2), []);
    const intent = await spool.begin(names.next('tweets', rowAt(0).timeMs), 'tweets', 'lines', 2);
    if (isMade) await raw.createNew(intent.name, Buffer.from(`${intent.rows.join('\n')}\n`));
    if (isForeign) await raw.createNew(intent.name, Buffer.from(`${rowAt(50).json}\n`));
    for (let restarts = 0; restarts < 2; restarts++) await (await opened()).collector.close();
    expect(idsIn().sort()).toEqual(idsOf([...rows(0, 2), ...(isForeign ? [rowAt(50)] : [])]));
  });

  test('a half line at the end is as if it had not come; damage before it is refused', async () => {
    const { spool } = await opened();
    await spool.add(rows(0, 2), []);
    const journal = () => join(folder, 'spool', readdirSync(join(folder, 'spool')).find(name => name.startsWith('j'))!);
    const whole = readFileSync(journal());
    for (let cut = 1; cut < rowAt(1).json.length; cut += 7) {
      rmSync(join(folder, 'spool'), { recursive: true });
      await opened(); // a folder again
      writeFileSync(journal(), whole);
      truncateSync(journal(), whole.length - cut);
      const again = await opened();
      expect(idsOf(again.spool.rows)).toEqual(idsOf(rows(0, 1)));
    }
    const damaged = Buffer.from(whole);
    damaged[whole.length - rowAt(1).json.length - 40] ^= 1;
    writeFileSync(journal(), damaged);
    await expect(opened()).rejects.toMatchObject({ name: 'DamageError', key: 'SPOOL_DAMAGED' });
  });

  test('ids are known for as long as search may bring them again', async () => {
    const { spool, clock } = await opened();
    await spool.add(rows(0, 1), []);
    clock.advance(8 * 86_400_000);
    await spool.add(rows(1, 2), []); // a new day, a new journal
    const again = await Spool.open(await openFiles(join(folder, 'spool')), clock);
    expect([again.known.has(rowAt(0).id), again.known.has(rowAt(1).id)]).toEqual([true, true]);
    clock.advance(2 * 86_400_000);
    await again.add(rows(2, 3), []);
    expect([again.known.has(rowAt(0).id), again.known.has(rowAt(1).id)]).toEqual([false, true]);
  });
});

test('deletions go into files of their own, each once', async () => {
  const { collector } = await opened();
  const news = (id: string) => ({ id, json: JSON.stringify({ delete: { tweet: { id } } }) });
  await collector.acceptDeletes([news('12'), news('13')]);
  await collector.acceptDeletes([news('12')]);
  await collector.close();
  await (await opened()).collector.close();
  expect(files()).toEqual(['deletes_2026-03-02_15-00.json']);
  expect(linesOf(files()[0]).map(line => JSON.parse(line))).toEqual([
    { delete: { tweet: { id: '12' } } },
    { delete: { tweet: { id: '13' } } },
  ]);
});
