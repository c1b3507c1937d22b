/**
 * Rows, late rows, time, restarts, kills and failures in any order, against a model of what Spark's windowed count
 * gives: it knows of rows and watermarks, and of nothing that can fail. Where batches ended, the log of offsets says.
 */
import { describe, expect, test } from 'vitest';
import { functions, ManualClock, Session } from 'xpto';
import { type BatchPlan, logsOf, planIn, readQueryId } from '../../src/lib/checkpoint/checkpoint.ts';
import { parseSchema } from '../../src/lib/columns/ddl.ts';
import { batchFromRows } from '../../src/lib/columns/from-user.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { MemoryStream } from '../../src/lib/sources/memory.ts';
import { randomFrom } from '../support/random.ts';
import { CRASH, type Fault, SimulatedMachine, type SimulatedProcess } from '../support/simulated-disk.ts';
import { isDeep, patient } from './support/deep.ts';
import { batchesIn, CHECKPOINT, keep, rowTexts, stateIn, TABLE } from './support/world.ts';

const [SCRIPTS, COMMANDS] = isDeep ? [50_000, 100] : [1000, 50];
const CODES = ['ENOSPC', 'EIO', 'EMFILE', 'EROFS'];
const { expr } = functions;

/** An event: seconds since 1970 UTC, and a word. */
type Event = readonly [at: number, word: string];

const WINDOW_S = 10;
const DELAY_S = 10;
const windowOf = (at: number) => at - (at % WINDOW_S);

/** What the batches give, and the groups that are left. */
function model(added: readonly (readonly Event[])[], begun: readonly BatchPlan[]) {
  const groups = new Map<string, { start: number; word: string; count: number }>();
  const outputs: string[][] = [];
  const watermarks: number[] = [];
  let [watermarkS, lateS, taken] = [0, 0, 0];
  for (const { offsets } of begun) {
    const end = offsets[0] === undefined ? 0 : Number(offsets[0]) + 1;
    const rows = added.slice(taken, end).flat();
    taken = end;
    watermarks.push(watermarkS * 1000);
    for (const [at, word] of rows) {
      const start = windowOf(at);
      if (start + WINDOW_S <= lateS) continue;
      const key = `${start} ${word}`;
      const group = groups.get(key) ?? { start, word, count: 0 };
      groups.set(key, { ...group, count: group.count + 1 });
    }
    const over = [...groups].filter(([, { start }]) => start + WINDOW_S <= watermarkS);
    for (const [key] of over) groups.delete(key);
    outputs.push(
      over.map(([, { start, word, count }]) => JSON.stringify([[start, start + WINDOW_S], word, count])).sort(),
    );
    lateS = watermarkS;
    watermarkS = Math.max(watermarkS, ...rows.map(([at]) => at - DELAY_S));
  }
  return { outputs, watermarks, groups: groups.size, taken };
}

class Player {
  readonly added: Event[][] = [];
  readonly machine = new SimulatedMachine();
  readonly clock = new ManualClock(1_000_000);
  readonly #stream = new MemoryStream(parseSchema('at timestamp, word string'));
  #disk!: SimulatedProcess;
  #query!: ReturnType<Player['start']>;
  /** What is to happen at which change of the disk. */
  #armed: { change: number; fault: Fault } | undefined;
  deaths = 0;

  add(events: Event[]): void {
    this.added.push(events);
    const cells = events.map(([at, word]) => [BigInt(at) * 1_000_000n, word]);
    this.#stream.add(batchFromRows(cells, this.#stream.schema, 'UTC'));
  }

  arm(changes: number, fault: Fault): void {
    this.#armed = { change: this.#disk.changes + changes, fault };
  }

  begin(): void {
    this.#armed = undefined;
    this.#disk = this.machine.start(({ change }) => (change === this.#armed?.change ? this.#armed?.fault : undefined));
    this.#query = this.start();
  }

  start() {
    const disk = this.#disk;
    const { clock } = this;
    const session = new Session({ clock, openFiles: location => openFiles(location, { disk }) });
    session.conf.set('spark.sql.session.timeZone', 'UTC');
    const table = new LocalFiles(TABLE, disk);
    return session
      .streamFrame('memory', this.#stream)
      .withWatermark('at', `${DELAY_S} seconds`)
      .groupBy(expr(`window(at, '${WINDOW_S} seconds')`), expr('word'))
      .count()
      .writeStream.option('checkpointLocation', CHECKPOINT)
      .foreachBatch(async (frame, id) => keep(table, id, await rowTexts(frame)))
      .start();
  }

  async end(): Promise<void> {
    await this.#query.stop();
    if (this.#query.exception()) this.deaths++;
    this.#disk.kill();
  }

  /** Until nothing is left to do; who died is started again. */
  async settle(): Promise<void> {
    for (;;) {
      const died = await this.#query.processAllAvailable().then(
        () => false,
        () => true,
      );
      if (!died) return;
      await this.end();
      this.begin();
    }
  }
}

async function play(seed: number): Promise<number> {
  const random = randomFrom(seed);
  const upTo = (n: number) => Math.floor(random() * n);
  const player = new Player();
  let now = 1000;
  const events = (from: number, to: number) =>
    Array.from({ length: 1 + upTo(3) }, (): Event => [from + upTo(to - from), 'abc'[upTo(3)]]);
  player.begin();
  for (let command = 0; command < COMMANDS; command++) {
    const choice = random();
    if (choice < 0.4) player.add(events(now - 5, (now += upTo(20)) + 10));
    else if (choice < 0.5) player.add(events(now - 200, now));
    else if (choice < 0.6) player.clock.advance(upTo(60_000));
    else if (choice < 0.75) {
      await player.end();
      player.begin();
    } else if (choice < 0.9) player.arm(1 + upTo(40), { fails: CRASH, when: random() < 0.5 ? 'before' : 'after' });
    else player.arm(1 + upTo(40), { fails: CODES[upTo(4)], when: random() < 0.5 ? 'before' : 'after' });
    // Sometimes more comes before anything is done.
    if (random() < 0.8) await player.settle();
  }
  await player.settle();
  await player.end();
  await check(player);
  return player.deaths;
}

async function check({ machine, added }: Player): Promise<void> {
  const disk = machine.start();
  const files = new LocalFiles(CHECKPOINT, disk);
  const queryId = await readQueryId(files);
  const { offsets } = logsOf(files, queryId!);
  const begun: BatchPlan[] = [];
  for (const id of await offsets.ids()) begun.push(planIn(id, (await offsets.read(id))!));
  const expected = model(added, begun);
  expect(expected.taken, 'additions that were taken').toBe(added.length);
  expect(begun.map(({ watermarkMs }) => watermarkMs)).toEqual(expected.watermarks);
  expect([...(await batchesIn(new LocalFiles(TABLE, disk))).values()]).toEqual(expected.outputs);
  const [groups] = Object.values(await stateIn(files));
  expect(groups?.length ?? 0, 'groups in the state').toBe(expected.groups);
}

describe('a query and its model', patient, () => {
  test(`agree after ${SCRIPTS} scripts of ${COMMANDS} commands`, async () => {
    let deaths = 0;
    for (let seed = 1; seed <= SCRIPTS; seed++) {
      deaths += await play(seed).catch(cause => {
        throw new Error(`Script ${seed} finds a difference`, { cause });
      });
    }
    expect(deaths).toBeGreaterThan(SCRIPTS);
  });
});
