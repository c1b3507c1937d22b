/*
 * A machine that runs one query from a checkpoint, again and again, whatever happens to it; and what must hold then.
 *
 * The input outlives the machine, as a broker would. The output is a folder with a file for each batch: whoever finds
 * the file of a batch leaves it alone. So a batch that is run again must give the same rows again, and it is checked
 * that it does.
 */
import { expect } from 'vitest';
import { type DataFrame, ManualClock, Session, XptoError } from 'xpto';
import { commitIn, logsOf, readQueryId } from '../../../src/lib/checkpoint/checkpoint.ts';
import { parseSchema } from '../../../src/lib/columns/ddl.ts';
import { batchFromRows } from '../../../src/lib/columns/from-user.ts';
import type { Disk } from '../../../src/lib/files/disk.ts';
import type { Files } from '../../../src/lib/files/files.ts';
import { LocalFiles } from '../../../src/lib/files/local-files.ts';
import { openFiles } from '../../../src/lib/files/open-files.ts';
import { MemoryStream } from '../../../src/lib/sources/memory.ts';
import { durableStateStores } from '../../../src/lib/state/durable-state-store.ts';
import { inMemory } from '../../../src/lib/state/entry-table.ts';
import { rowsOf } from '../../support/script.ts';
import {
  type MachineOptions,
  type Plan,
  SimulatedMachine,
  type SimulatedProcess,
} from '../../support/simulated-disk.ts';
import type { Script } from './scripts.ts';

export const CHECKPOINT = '/machine/checkpoint';
export const TABLE = '/machine/table';

/** What a test changes of the way from the query to the disk. */
export interface Changes {
  readonly disk?: (disk: Disk) => Disk;
  readonly checkpoint?: (files: Files) => Files;
  readonly table?: (files: Files) => Files;
}

/** Files of which one call is not as it should be. */
export const creating = (files: Files, createNew: Files['createNew']): Files =>
  new Proxy(files, {
    get(target, name) {
      const value = name === 'createNew' ? createNew : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** What a run left. */
export interface Outcome {
  /** The rows of each batch. */
  readonly batches: ReadonlyMap<number, readonly string[]>;
  /** Of each store: its entries. */
  readonly state: Readonly<Record<string, readonly string[]>>;
}

export class World {
  machine: SimulatedMachine;
  readonly script: Script;
  readonly #changes: Changes;
  readonly #clock: ManualClock;
  readonly #streams: readonly MemoryStream[];
  #added = 0;
  /** Batches of which the query has said that they are done. */
  acknowledged = -1;

  constructor(script: Script, changes: Changes = {}, options: MachineOptions = {}) {
    this.script = script;
    this.#changes = changes;
    this.#clock = new ManualClock(1_000_000);
    this.machine = new SimulatedMachine({ nowMs: () => this.#clock.nowMs(), ...options });
    this.#streams = script.inputs.map(ddl => new MemoryStream(parseSchema(ddl)));
  }

  /** The same, on another machine. */
  copy(machine = this.machine.copy()): World {
    const world = new World(this.script, this.#changes);
    world.machine = machine;
    world.acknowledged = this.acknowledged;
    while (world.#added < this.#added) world.add();
    return world;
  }

  /** Adds what the script has next. @returns false when there is no more */
  add(rows = this.script.batches[this.#added]): boolean {
    if (!rows) return false;
    this.#added++;
    rows.forEach((added, i) => {
      const { schema } = this.#streams[i];
      const cells = added.map(row =>
        row.map((cell, column) => (schema[column].type === 'timestamp' ? BigInt(cell as number) * 1_000_000n : cell)),
      );
      this.#streams[i].add(batchFromRows(cells as never, schema, 'UTC'));
    });
    return true;
  }

  /**
   * Runs the query in a new process until the whole script is done.
   *
   * @param plan what is to go wrong
   * @param batches no more than so many of them
   * @returns the process; if it runs no more, it crashed
   * @throws what the query failed of, when the process did not crash
   */
  async run(plan?: Plan, { isLast = false, batches = Number.POSITIVE_INFINITY } = {}): Promise<SimulatedProcess> {
    const disk = this.machine.start(plan);
    try {
      await this.runOn(disk, isLast, batches);
    } catch (error) {
      if (disk.isRunning || error instanceof WrongRows) throw error;
    }
    return disk;
  }

  async runOn(disk: Disk, isLast = false, batches = Number.POSITIVE_INFINITY): Promise<void> {
    this.#clock.advance(1000);
    const changed = this.#changes.disk?.(disk) ?? disk;
    const session = utc(this.#clock, async location => {
      const files = await openFiles(location, { disk: changed });
      return this.#changes.checkpoint?.(files) ?? files;
    });
    const frames = this.#streams.map(stream => session.streamFrame('memory', stream));
    const files = new LocalFiles(TABLE, changed);
    const table = this.#changes.table?.(files) ?? files;
    let wrong: unknown;
    session.streams.addListener({
      onQueryProgress: ({ progress: { batchId, numInputRows } }) => {
        if (numInputRows > 0) this.acknowledged = Math.max(this.acknowledged, batchId);
      },
    });
    const query = this.script
      .query(...frames)
      .writeStream.outputMode(this.script.mode)
      .option('checkpointLocation', CHECKPOINT)
      .foreachBatch(async (frame, id) => {
        await keep(table, id, await rowTexts(frame)).catch(error => {
          if (error instanceof WrongRows) wrong = error;
          throw error;
        });
      })
      .start();
    try {
      await query.processAllAvailable();
      while (this.#added < batches && this.add()) await query.processAllAvailable();
      if (isLast) {
        this.add(this.script.flush);
        await query.processAllAvailable();
      }
      await query.stop();
      if (query.exception()) throw query.exception();
    } catch (error) {
      throw wrong ?? error;
    } finally {
      await query.stop();
    }
  }

  /** Runs it to its end, without faults, and tells what there is then. */
  async finish(): Promise<Outcome> {
    const process = await this.run(undefined, { isLast: true });
    if (!process.isRunning) throw new Error('It crashed, without a fault');
    return this.outcome();
  }

  async outcome(): Promise<Outcome> {
    const disk = this.machine.start();
    return {
      batches: await batchesIn(new LocalFiles(TABLE, disk)),
      state: await stateIn(new LocalFiles(CHECKPOINT, disk), this.script.hasNumberedKeys),
    };
  }
}

export class WrongRows extends Error {}

export const rowTexts = async (frame: DataFrame): Promise<string[]> =>
  (await rowsOf(frame)).map(row => JSON.stringify(row)).sort();

/** Keeps the rows of a batch, once. */
export async function keep(table: Files, id: number, rows: readonly string[]): Promise<void> {
  const path = String(id);
  const text = JSON.stringify(rows);
  if (await table.stat(path)) {
    await table.recover(''); // it may not outlive a loss of power yet
    const before = Buffer.from(await table.read(path)).toString();
    if (before !== text) throw new WrongRows(`Batch ${id} gave ${before}, and when it was run again ${text}`);
  } else await table.createNew(path, Buffer.from(text));
}

export async function batchesIn(table: Files): Promise<Map<number, string[]>> {
  const batches = new Map<number, string[]>();
  for await (const { path } of table.list('')) {
    batches.set(Number(path), JSON.parse(Buffer.from(await table.read(path)).toString()));
  }
  return new Map([...batches].sort(([a], [b]) => a - b));
}

/** The entries of all stores, as the last commit left them. */
export async function stateIn(files: Files, isNumbered = false): Promise<Record<string, string[]>> {
  const queryId = await readQueryId(files);
  if (queryId === undefined) return {};
  const { commits } = logsOf(files, queryId);
  const last = (await commits.ids()).pop();
  if (last === undefined) return {};
  const { stateRun } = commitIn(await commits.read(last))!;
  const names = new Set<string>();
  for await (const { path } of files.list('xpto-state')) names.add(path.split('/').slice(1, -1).join('/'));
  const state: Record<string, string[]> = {};
  for (const name of names) {
    const stores = durableStateStores({ files, owner: queryId, run: 'none', retained: 0, openEntries: inMemory });
    const store = stores.open(name);
    await stores.restore(last + 1, stateRun!);
    state[name] = [];
    for (const { keys, values } of store.entries()) {
      const [key, value] = [keys, values].map(
        vector => (row: number) => hex(vector.bytes, vector.starts[row], vector.ends[row]),
      );
      for (let row = 0; row < keys.length; row++) {
        state[name].push(`${key(row).slice(0, isNumbered ? -16 : undefined)}=${value(row)}`);
      }
    }
    state[name].sort();
  }
  return state;
}

const hex = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('hex');

/** Every row is there once, and the state is as if nothing had happened. */
export function expectSame(outcome: Outcome, reference: Outcome, script: Script): void {
  expect(visible(outcome, script)).toEqual(visible(reference, script));
  expect(outcome.state).toEqual(reference.state);
}

/** What a reader of the output sees: batches without data may come, or come with later ones. */
function visible({ batches }: Outcome, { mode }: Script): readonly string[] | readonly (readonly string[])[] {
  if (mode === 'append') return [...batches.values()].flat().sort();
  return [...batches.values()].filter(rows => rows.length > 0);
}

/** A disk with some calls that are not as they should be. */
export const changed = (disk: Disk, calls: Partial<Disk>): Disk =>
  new Proxy(disk, {
    get(target, name) {
      if (name in calls) return calls[name as keyof Disk];
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** The innermost of our own errors. */
export function causeOf(error: unknown): XptoError {
  let found: XptoError | undefined;
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof XptoError) found = cause;
  if (!found) throw error;
  return found;
}

function utc(clock = new ManualClock(), open?: (location: string) => Promise<Files>): Session {
  const session = new Session({ clock, ...(open && { openFiles: open }) });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  return session;
}
