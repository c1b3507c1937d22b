import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
// The collector loads these when it needs them, which vitest asks another process for: no clock of ours waits for that.
import 'twitter-api-v2';
import 'ws';
import type { ManualClock } from '../../src/lib/base/clock.ts';
import { zone } from '../../src/lib/columns/time/zone.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import type { IngestEvent } from '../../src/lib/twitter/ingest/events.ts';
import { type IngestOptions, ingest } from '../../src/lib/twitter/ingest/ingest.ts';
import { SecretText } from '../../src/lib/twitter/ingest/secret-text.ts';

import { settle } from './settle.ts';

/** A disk may take seconds where the machine is busy, in which the clock of a test would go on by hours. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let folder = '';

/** For a test file to call: each of its tests has a RAW and a spool of its own. Files share what this module holds. */
export function withFolders(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(MEMORY, 'xpto-ingest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

type Name = IngestEvent['event'];
type Event<N extends Name> = Extract<IngestEvent, { event: N }>;

/** What a run collects from. */
interface X {
  readonly port: number;
  readonly clock: ManualClock;
  /** As of `replayOf`. */
  readonly unheard?: () => Promise<void>;
}

/** A run of the collector against a replay, on the replay's clock. */
export class Run {
  readonly events: IngestEvent[] = [];
  /** Rejects with what ended it. */
  readonly done: Promise<void>;
  readonly #clock: ManualClock;
  readonly #unheard: () => Promise<void>;
  readonly #stopped = new AbortController();
  #isOver = false;
  #wake = () => {};

  static async start(replay: X, options: Partial<IngestOptions> = {}): Promise<Run> {
    const [raw, spool] = await Promise.all(['raw', 'spool'].map(name => openFiles(join(folder, name))));
    return new Run(replay, { raw, spool, ...options });
  }

  private constructor(
    { port, clock, unheard = async () => {} }: X,
    options: Pick<IngestOptions, 'raw' | 'spool'> & Partial<IngestOptions>,
  ) {
    this.#clock = clock;
    this.#unheard = unheard;
    this.done = ingest({
      source: 'stream',
      query: 'gato',
      token: new SecretText('any'),
      port,
      limits: {},
      perFile: 10,
      flushMs: 60_000,
      format: 'lines',
      zone: zone('UTC'),
      clock,
      progressMs: 10_000,
      stopped: this.#stopped.signal,
      tell: event => {
        this.events.push(event);
        this.#wake();
      },
      ...options,
    }).finally(() => {
      this.#isOver = true;
      this.#wake();
    });
    this.done.catch(() => {}); // whoever wants to know asks
  }

  all<N extends Name>(name: N): Event<N>[] {
    return this.events.filter((event): event is Event<N> => event.event === name);
  }

  /** The so-manieth event of a name, awaited while the clock stands. */
  async event<N extends Name>(name: N, number = 1): Promise<Event<N>> {
    for (;;) {
      const found = this.all(name)[number - 1];
      if (found) return found;
      if (this.#isOver)
        await this.done.then(
          () => this.#missing(name),
          error => this.#missing(name, error),
        );
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** The first event of some names. */
  async some(...names: readonly Name[]): Promise<void> {
    while (!this.#isOver && !this.events.some(({ event }) => names.includes(event))) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** As `event`, while time passes: so much of it at a time, with room for what it sets off. */
  async eventInTime<N extends Name>(name: N, number = 1, stepMs = 5_000): Promise<Event<N>> {
    for (let steps = 0; !this.all(name)[number - 1]; steps++) {
      if (this.#isOver || steps > 2000) await this.done.catch(error => this.#missing(name, error));
      if (this.#isOver || steps > 2000) this.#missing(name);
      this.#clock.advance(stepMs);
      await settle();
    }
    return this.all(name)[number - 1];
  }

  /** As many posts as are wanted are in RAW, or wait for a file. */
  async posts(count: number): Promise<void> {
    for (let steps = 0; idsInRaw().length < count; steps++) {
      if (this.#isOver || steps > 2000) this.#missing(`${count} posts in RAW (there are ${idsInRaw().length})`);
      this.#clock.advance(5_000);
      await settle();
    }
  }

  /** As `done`, while time passes. */
  async overInTime(): Promise<void> {
    for (let steps = 0; !this.#isOver; steps++) {
      if (steps > 2000) this.#missing('the end');
      this.#clock.advance(5_000);
      await settle();
    }
    return this.done;
  }

  #missing(what: string, error?: unknown): never {
    throw new Error(
      `${what} did not come: ${JSON.stringify(this.events.filter(({ event }) => event !== 'progress'))}`,
      { cause: error },
    );
  }

  /** Time passes. */
  tick(ms: number): void {
    this.#clock.advance(ms);
  }

  /** X has noticed it then, too: it takes the next run, and sends nothing more to this one. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.done;
    await this.#unheard();
  }
}

/** Of the test that runs. */
export const rawFolder = (): string => join(folder, 'raw');

/** The names of RAW's files. */
export const rawFiles = (): string[] =>
  readdirSync(folder).includes('raw') ? readdirSync(join(folder, 'raw')).filter(name => name.endsWith('.json')) : [];

export const rowsInRaw = (kind = 'tweets'): string[] =>
  rawFiles()
    .filter(name => name.startsWith(kind))
    .flatMap(name =>
      readFileSync(join(folder, 'raw', name), 'utf8')
        .trimEnd()
        .split('\n'),
    );

/** The ids of the posts in RAW, in their order, with those that are there twice. */
export const idsInRaw = (): string[] =>
  rowsInRaw()
    .map(row => JSON.parse(row).data.id as string)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
