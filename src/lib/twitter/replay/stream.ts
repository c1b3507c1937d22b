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
export const KEEP_ALIVE_MS = 20_000;
/** A client may not get every post at its own moment, but many at once. */
const LEAST_WAIT_MS = 5;
/** What is written at once. */
const PIECE_BYTES = 1 << 16;

export interface StreamOptions {
  readonly world: World;
  readonly rules: Rules;
  readonly fields: Fields;
  readonly bill: Bill;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  /** Milliseconds since the start of the replay. */
  readonly elapsedMs: () => number;
  /** For how long before it began posts are sent, too. */
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
export async function sendStream(options: StreamOptions, output: StreamOutput): Promise<StreamEnd> {
  const { world, rules, fields, bill, faults, clock, elapsedMs } = options;
  let next = firstOf(options);
  let checkedMs = elapsedMs();
  let writtenMs = elapsedMs();
  let isOver = false;
  const write = async (text: string) => {
    writtenMs = elapsedMs();
    const bytes = Buffer.from(text);
    if (faults.until('split', writtenMs) === undefined) return output.write(bytes);
    for (const piece of awkwardPieces(bytes)) await output.write(piece);
  };
  while (!output.gone.aborted) {
    const nowMs = elapsedMs();
    world.advance(nowMs);
    const ending = faults.ending(checkedMs, nowMs);
    const untilMs = ending?.atMs ?? nowMs;
    checkedMs = nowMs;
    const isNext = () => next < world.deliveries.length && world.deliveries[next].atMs <= untilMs;
    const silentUntilMs = faults.until('silence', nowMs);
    while (silentUntilMs === undefined && isNext() && !output.gone.aborted) {
      let piece = '';
      while (isNext() && piece.length < PIECE_BYTES && !bill.isCapped) {
        const { searchable } = world.deliveries[next++];
        const matching_rules = rules.matching(searchable);
        if (matching_rules.length === 0) continue;
        const { data, ...more } = fields.render([searchable.post], world);
        bill.read(searchable.post.id, world.nowMs);
        piece += line({ data: data[0], ...more, matching_rules });
      }
      if (piece !== '') await write(piece);
      if (!bill.isCapped) continue;
      await write(line({ errors: [usageCapExceeded()] }));
      return 'capped';
    }
    if (world.isOver && !isNext() && !isOver) {
      isOver = true;
      output.over();
    }
    if (ending?.kind === 'drop') return 'dropped';
    if (ending) {
      await write(line({ errors: [operationalDisconnect()] }));
      return 'disconnected';
    }
    if (silentUntilMs === undefined && elapsedMs() - writtenMs >= KEEP_ALIVE_MS) await write('\r\n');
    const wakeMs = Math.min(
      silentUntilMs ?? Math.min(world.nextMs, writtenMs + KEEP_ALIVE_MS),
      faults.nextMs(nowMs),
      nowMs + KEEP_ALIVE_MS,
    );
    const waitMs = Math.max(LEAST_WAIT_MS, wakeMs - elapsedMs());
    await clock.waitUntil(clock.nowMs() + Math.ceil(waitMs), output.gone);
  }
  return 'left';
}

/** The place of the first delivery to send: the next one, or that of some minutes ago, whether it was sent then or not. */
function firstOf({ world, elapsedMs, backfillMs }: StreamOptions): number {
  world.advance(elapsedMs());
  const { deliveries } = world;
  const sinceMs = elapsedMs() - backfillMs;
  let first = deliveries.length;
  while (backfillMs > 0 && first > 0 && deliveries[first - 1].atMs > sinceMs) first--;
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
