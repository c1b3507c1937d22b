import { say } from '../lib/base/messages/index.ts';
import { formatTimestamp } from '../lib/columns/time/timestamp-text.ts';
import { zone } from '../lib/columns/time/zone.ts';
import type { Session } from '../lib/dataframe/session.ts';
import type { QueryProgress } from '../lib/engine/progress.ts';
import type { StreamingQuery } from '../lib/engine/streaming-query.ts';
import type { OutputMode } from '../lib/plan/operator.ts';
import type { Io } from './io.ts';

/** What a query that runs in front of somebody says of itself, on standard error. */
interface Story {
  /** Nobody listens yet. */
  waiting(): void;
  /** What the query promises, and where its rows come from. */
  started(query: StreamingQuery, input?: string): void;
  /** The end: how much there was. */
  summary(queries: readonly StreamingQuery[]): void;
}

export function narrate(io: Io, session: Session, { mode, json }: { mode?: OutputMode; json: boolean }): Story {
  const totals = { batches: 0, rows: 0, late: 0 };
  let newestMs: number | undefined;
  session.streams.addListener({
    onQueryProgress({ progress }) {
      totals.batches++;
      totals.rows += progress.numInputRows;
      const late = sumOf(progress, state => state.numRowsDroppedByWatermark);
      totals.late += late;
      const { eventTime } = progress;
      if (eventTime?.['max']) newestMs = Math.max(newestMs ?? 0, Date.parse(eventTime['max']));
      if (late > 0) io.note(io.style.dim(io.text('LATE_DROPPED', { batch: progress.batchId, count: late })));
      const reason = mode && whyEmpty(io, session, progress, mode, newestMs);
      if (reason) io.note(io.style.dim(io.text('BATCH_EMPTY', { batch: progress.batchId, reason })));
      return json ? io.stdout.write(`${JSON.stringify(progress)}\n`) : undefined;
    },
  });
  return {
    waiting: () => io.note(io.text('WAITING_FOR_PORT')),
    started: (query, input) => {
      io.note(io.style.dim(say(io.language, query.guarantee.text)));
      if (input !== undefined) io.note(io.style.dim(input));
    },
    summary: queries => {
      if (queries.some(query => query.exception())) return;
      io.note(io.style.dim(io.text('SUMMARY', totals)));
      const { requests } = session;
      if (requests === undefined) return;
      const each = totals.batches === 0 ? '-' : String(Math.round(requests / totals.batches));
      io.note(io.style.dim(io.text('SUMMARY_REQUESTS', { requests, each })));
    },
  };
}

const sumOf = (progress: QueryProgress, count: (state: QueryProgress['stateOperators'][number]) => number): number =>
  progress.stateOperators.reduce((sum, state) => sum + count(state), 0);

/** Why a batch gave no rows, which is what people ask first; undefined when it gave some. */
function whyEmpty(
  io: Io,
  session: Session,
  progress: QueryProgress,
  mode: OutputMode,
  newestMs: number | undefined,
): string | undefined {
  if (progress.sink.numOutputRows !== 0) return undefined;
  const shown = (timeMs: number) => formatTimestamp(timeMs * 1000, zone(session.settings().timeZone));
  const [closesMs] = progress.stateOperators.flatMap(state => state.customMetrics['nextEventTimeMs'] ?? []);
  if (mode === 'append' && closesMs !== undefined) {
    if (newestMs !== undefined && newestMs >= closesMs) return io.text('EMPTY_APPEND_CLOSING');
    const newest = newestMs === undefined ? io.text('NONE_YET') : shown(newestMs);
    return io.text('EMPTY_APPEND_WAITING', { after: shown(closesMs), newest });
  }
  if (progress.numInputRows === 0) return io.text(progress.batchId === 0 ? 'EMPTY_NO_LINES_YET' : 'EMPTY_NO_LINES');
  return io.text('EMPTY_NO_CHANGE', { mode });
}
