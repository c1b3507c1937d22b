import { BATCH_ROWS, Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import { LongVector } from '../columns/vector.ts';
import type { Offset, Source, SourceContext, StreamDefinition } from './source.ts';

export interface RateOptions {
  /** A whole number above 0. */
  readonly rowsPerSecond: number;
  /** Seconds in which the rate grows to the full one. */
  readonly rampUpSeconds: number;
}

const SCHEMA: Schema = [
  { name: 'timestamp', type: 'timestamp' },
  { name: 'value', type: 'bigint' },
];

/**
 * Counts 0, 1, 2, … at a steady rate. Offsets are whole seconds since the query started; the rows of a batch spread
 * evenly over its seconds.
 *
 * @see Spark RateStreamProvider
 */
export function rateStream({ rowsPerSecond, rampUpSeconds }: RateOptions): StreamDefinition {
  return {
    schema: SCHEMA,
    hasEnd: false,
    replays: true,
    description: `RateStreamV2[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpSeconds}]`,
    open: context => openRate(rowsPerSecond, rampUpSeconds, context),
  };
}

function openRate(rowsPerSecond: number, rampUpSeconds: number, { clock, onChange, log }: SourceContext): Source {
  let startMs = clock.nowMs();
  const started = firstStart();
  const stopped = new AbortController();
  const tick = async () => {
    await started;
    for (let second = 1; !stopped.signal.aborted; second++) {
      await clock.waitUntil(startMs + second * 1000, stopped.signal);
      onChange();
    }
  };
  void tick();
  return {
    ended: false,
    async latestOffset() {
      await started;
      return String(Math.max(0, Math.floor((clock.nowMs() - startMs) / 1000)));
    },
    async *read(start: Offset | undefined, end: Offset) {
      await started;
      const [from, to] = [Number(start ?? 0), Number(end)];
      const first = valueAtSecond(from, rowsPerSecond, rampUpSeconds);
      const count = valueAtSecond(to, rowsPerSecond, rampUpSeconds) - first;
      const msPerRow = ((to - from) * 1000) / count;
      for (let row = 0; row < count; row += BATCH_ROWS) {
        const length = Math.min(BATCH_ROWS, count - row);
        const values = Float64Array.from({ length }, (_, i) => first + row + i);
        const times = Float64Array.from({ length }, (_, i) => {
          const ms = startMs + from * 1000 + Math.round((row + i) * msPerRow);
          return ms * 1000;
        });
        yield new Batch([new LongVector('timestamp', times, length), new LongVector('bigint', values, length)], length);
      }
    },
    stop: async () => stopped.abort(),
  };

  /** Later runs of the query count from the start of the first. */
  async function firstStart(): Promise<void> {
    if (!log) return;
    if ((await log.open()) === undefined) await log.add(0, [{ startMs }]);
    else startMs = log.entries[0]['startMs'] as number;
  }
}

/** The value that the count has reached after some seconds; while ramping up, the rate grows from second to second. */
function valueAtSecond(seconds: number, rowsPerSecond: number, rampUpSeconds: number): number {
  const step = rowsPerSecond / (rampUpSeconds + 1);
  if (seconds <= rampUpSeconds) return Math.trunc(Math.floor((seconds * (seconds + 1)) / 2) * Math.trunc(step));
  const ramp = valueAtSecond(rampUpSeconds, rowsPerSecond, rampUpSeconds);
  return ramp + (seconds - rampUpSeconds) * rowsPerSecond;
}
