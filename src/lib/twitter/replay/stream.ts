/**
 * One connection to the filtered stream. It keeps a place in the list of what was sent, and no copy: a client that reads
 * slowly costs no memory.
 */
import type { Clock } from '../../base/clock.ts';
import type { Bill } from './bill.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Fields } from './fields.ts';
import { operationalDisconnect, usageCapExceeded } from './problems.ts';
import type { Rules } from './rules.ts';
import type { World } from './world.ts';

/** X sends an empty line at least as often. */
const KEEP_ALIVE_MS = 20_000;
/** A client may not get every post at its own moment, but many at once. */
const LEAST_WAIT_MS = 5;
/** What is written at once, in characters, and the rest of a row. */
const PIECE_LENGTH = 1 << 16;

export interface StreamOptions {
  readonly world: World;
  readonly rules: Rules;
  readonly fields: Fields;
  readonly bill: Bill;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  /** Milliseconds since the start of the replay. */
  readonly elapsedMs: () => number;
  /** When the client asked for it. */
  readonly beginMs: number;
  /** For how long before that posts are sent, too. */
  readonly backfillMs: number;
}

/** Where a stream writes to. */
export interface StreamOutput {
  /** Resolves when more may be written; at once where the client has left. */
  write(bytes: Buffer): Promise<void>;
  /** Aborted when the client has left, or the server stops. */
  readonly gone: AbortSignal;
  /** Everything there is has been sent, and nothing will come. Called once. */
  over(): void;
}

/** How a stream ended. */
export type StreamEnd = 'left' | 'dropped' | 'disconnected' | 'capped';

/** Sends until the client leaves or a fault ends it. What has to be done to the connection then is the caller's. */
export const sendStream = (options: StreamOptions, output: StreamOutput): Promise<StreamEnd> =>
  new Sending(options, output).run();

class Sending {
  readonly #options: StreamOptions;
  readonly #output: StreamOutput;
  /** The place of the next delivery. */
  #next: number;
  /** Faults up to here have been looked at. */
  #seenMs: number;
  #writtenMs: number;
  /** The client has not taken what was written last. */
  #isBlocked = false;
  #isOver = false;

  constructor(options: StreamOptions, output: StreamOutput) {
    this.#options = options;
    this.#output = output;
    this.#next = firstOf(options);
    this.#seenMs = options.beginMs;
    this.#writtenMs = this.#seenMs;
  }

  async run(): Promise<StreamEnd> {
    const { world, bill, faults, elapsedMs } = this.#options;
    while (!this.#output.gone.aborted) {
      const nowMs = elapsedMs();
      world.advance(nowMs);
      const ending = faults.ending(this.#seenMs, nowMs);
      // What came before the end is sent before it, unless there is no room for it.
      const untilMs = ending?.atMs ?? nowMs;
      const isSilent = faults.until('silence', nowMs) !== undefined;
      if (this.#hasNext(untilMs) && !isSilent && !(ending && this.#isBlocked)) {
        await this.#sendPiece(untilMs);
        if (!bill.isCapped) continue;
        await this.#write(line({ errors: [usageCapExceeded()] }));
        return 'capped';
      }
      this.#tellOver();
      if (ending?.kind === 'drop') return 'dropped';
      if (ending) {
        await this.#write(line({ errors: [operationalDisconnect()] }));
        return 'disconnected';
      }
      this.#seenMs = nowMs;
      if (!isSilent && elapsedMs() - this.#writtenMs >= KEEP_ALIVE_MS) await this.#write('\r\n');
      await this.#wait(nowMs);
    }
    return 'left';
  }

  #hasNext(untilMs: number): boolean {
    const { deliveries } = this.#options.world;
    return this.#next < deliveries.length && deliveries[this.#next].atMs <= untilMs;
  }

  /** As many rows as are written at once. */
  async #sendPiece(untilMs: number): Promise<void> {
    const { world, rules, fields, bill } = this.#options;
    let piece = '';
    while (this.#hasNext(untilMs) && piece.length < PIECE_LENGTH && !bill.isCapped) {
      const { searchable } = world.deliveries[this.#next++];
      const matching_rules = rules.matching(searchable);
      if (matching_rules.length === 0) continue;
      const { data, ...more } = fields.render([searchable.post], world);
      bill.read(searchable.post.id, world.nowMs);
      piece += line({ data: data[0], ...more, matching_rules });
    }
    if (piece !== '') await this.#write(piece);
  }

  async #write(text: string): Promise<void> {
    const { faults, elapsedMs } = this.#options;
    this.#writtenMs = elapsedMs();
    const bytes = Buffer.from(text);
    const isSplit = faults.until('split', this.#writtenMs) !== undefined;
    for (const piece of isSplit ? awkwardPieces(bytes) : [bytes]) await this.#takenOrFault(this.#output.write(piece));
  }

  /** A fault comes to a client that does not read, too. */
  async #takenOrFault(taken: Promise<void>): Promise<void> {
    const { faults, elapsedMs, clock } = this.#options;
    const faultMs = faults.nextMs(elapsedMs());
    this.#isBlocked = true;
    const free = taken.then(() => {
      this.#isBlocked = false;
    });
    if (faultMs === Number.POSITIVE_INFINITY) return free;
    const over = new AbortController();
    await Promise.race([free, clock.waitUntil(clock.nowMs() + faultMs - elapsedMs(), over.signal)]);
    over.abort();
  }

  #tellOver(): void {
    if (this.#isOver || !this.#options.world.isOver || this.#hasNext(Number.POSITIVE_INFINITY)) return;
    this.#isOver = true;
    this.#output.over();
  }

  /** Until the next post, sign of life or fault. */
  async #wait(nowMs: number): Promise<void> {
    const { world, faults, clock, elapsedMs } = this.#options;
    const rowMs = faults.until('silence', nowMs) ?? Math.min(world.nextMs, this.#writtenMs + KEEP_ALIVE_MS);
    const wakeMs = Math.min(rowMs, faults.nextMs(nowMs), nowMs + KEEP_ALIVE_MS);
    const waitMs = Math.max(LEAST_WAIT_MS, wakeMs - elapsedMs());
    await clock.waitUntil(clock.nowMs() + Math.ceil(waitMs), this.#output.gone);
  }
}

/** The place of the first delivery after the client asked, or after some minutes before, whether it was sent then or not. */
function firstOf({ world, beginMs, backfillMs }: StreamOptions): number {
  world.advance(beginMs);
  const { deliveries } = world;
  let first = deliveries.length;
  while (first > 0 && deliveries[first - 1].atMs > beginMs - backfillMs) first--;
  return first;
}

const line = (row: unknown): string => `${JSON.stringify(row)}\r\n`;

/** Ends in the middle of characters, and just before the ends of lines. */
function* awkwardPieces(bytes: Buffer): Generator<Buffer> {
  let from = 0;
  for (let i = 1; i < bytes.length; i++) {
    const isWithinCharacter = (bytes[i] & 0xc0) === 0x80 && i - from > 40;
    const isLineEnd = bytes[i] === 13;
    if (!isWithinCharacter && !isLineEnd && bytes[i - 1] !== 10) continue;
    yield bytes.subarray(from, i);
    from = i;
  }
  yield bytes.subarray(from);
}
