/**
 * A day of a query, second by second on a clock of its own: killed every ten minutes, with late rows and idle hours.
 * Nothing is lost or told twice, and neither memory nor the checkpoint grows.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { functions, ManualClock, Session } from 'xpto';
import { parseSchema } from '../../src/lib/columns/ddl.ts';
import { batchFromRows } from '../../src/lib/columns/from-user.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import type { StreamDefinition } from '../../src/lib/sources/source.ts';
import { CRASH, SimulatedMachine } from '../support/simulated-disk.ts';
import { isDeep, patient } from './support/deep.ts';
import { rowTexts } from './support/world.ts';

const HOURS = isDeep ? 24 : 1;
const SECONDS = HOURS * 3600;
const KILL_EVERY_S = 600;
/** In the last quarter of every half hour nothing comes. */
const isIdle = (second: number) => second % 1800 >= 1350;

const schema = parseSchema('at timestamp, word string');
const START_S = 1_000_000;

/** The rows of a second; some come an hour late, when their window is long over. */
function rowsOf(second: number): (readonly [atS: number, word: string])[] {
  if (isIdle(second)) return [];
  const rows = [0, 1, 2].map(i => [START_S + second, `w${(second * 7 + i * 3) % 50}`] as const);
  return second > 3600 && second % 100 === 0 ? [...rows, [START_S + second - 3600, 'late']] : rows;
}

/** Offsets are seconds. */
function seconds(clock: ManualClock): StreamDefinition {
  const now = () => Math.floor(clock.nowMs() / 1000);
  return {
    schema,
    description: 'seconds',
    hasEnd: false,
    replays: true,
    open: () => ({
      ended: false,
      latestOffset: async () => {
        let last = now();
        while (last > 0 && isIdle(last)) last--;
        return String(last);
      },
      *read(start, end) {
        const rows: unknown[][] = [];
        for (let second = Number(start ?? -1) + 1; second <= Number(end); second++) {
          for (const [atS, word] of rowsOf(second)) rows.push([BigInt(atS) * 1_000_000n, word]);
        }
        yield batchFromRows(rows, schema, 'UTC');
      },
      stop: async () => {},
    }),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

describe('a long run', patient, () => {
  test(`of ${HOURS} hours, killed every ten minutes`, async () => {
    const clock = new ManualClock(0);
    const machine = new SimulatedMachine();
    // The output: so many of each window, and the batch that came last, which may come again.
    const counts = new Map<number, number>();
    let last = { id: -1, rows: '' };
    let again = 0;

    let deathAt: number | undefined;
    const begin = () => {
      deathAt = undefined;
      const disk = machine.start(({ change }) =>
        change !== undefined && change === deathAt ? { fails: CRASH } : undefined,
      );
      const session = new Session({ clock, openFiles: location => openFiles(location, { disk }) });
      session.conf.set('spark.sql.session.timeZone', 'UTC');
      const query = session
        .streamFrame('seconds', seconds(clock))
        .withWatermark('at', '1 minute')
        .groupBy(functions.window('at', '1 minute'), functions.col('word'))
        .count()
        .writeStream.option('checkpointLocation', '/checkpoint')
        .foreachBatch(async (frame, id) => {
          const rows = await rowTexts(frame);
          const text = rows.join();
          if (id === last.id) {
            again++;
            expect(text).toBe(last.rows);
            return;
          }
          expect(id).toBe(last.id + 1);
          last = { id, rows: text };
          for (const row of rows) {
            const [[startS], , count] = JSON.parse(row);
            counts.set(startS, (counts.get(startS) ?? 0) + count);
          }
        })
        .start();
      return { disk, query };
    };

    const expected = new Map<number, number>();
    let running = begin();
    let early = 0;
    for (let second = 0; second < SECONDS; second++) {
      clock.set(second * 1000);
      for (const [atS, word] of rowsOf(second)) {
        const startS = atS - (atS % 60);
        if (word !== 'late') expected.set(startS, (expected.get(startS) ?? 0) + 1);
      }
      if (second % KILL_EVERY_S === KILL_EVERY_S - 1) {
        // In the middle of a batch, at another place each time.
        deathAt = running.disk.changes + 4 + ((Math.floor(second / KILL_EVERY_S) * 7) % 18);
        await running.query.processAllAvailable().catch(() => {});
        running.disk.kill();
        await running.query.stop();
        running = begin();
      }
      await running.query.processAllAvailable();
      if (second === SECONDS / 4) early = heapBytes();
    }
    await running.query.stop();
    const late = heapBytes();

    // What is not over yet is still to come.
    const over = [...expected].filter(([startS]) => counts.has(startS));
    expect(over.length).toBeGreaterThan((SECONDS / 60) * 0.7);
    expect([...counts].sort()).toEqual(over.sort());
    expect(over.length).toBeGreaterThan(expected.size - 5);
    expect(again).toBeGreaterThan(0);
    expect(late).toBeLessThan(1.1 * early + 4_000_000);
    const files = [...machine.files().keys()];
    const countIn = (part: string) => files.filter(path => path.includes(part)).length;
    // Of a hundred batches, and of those since older ones were last removed.
    expect(countIn('/offsets/')).toBeLessThanOrEqual(110);
    expect(countIn('/commits/')).toBeLessThanOrEqual(110);
    expect(countIn('/xpto-state/')).toBeLessThanOrEqual(130);
    expect(countIn('unfinished')).toBe(0);
    expect(files.length).toBeLessThanOrEqual(360);
  });
});
