import { UsageError } from '../lib/base/errors.ts';
import { zone } from '../lib/columns/time/zone.ts';
import type { DataFrame } from '../lib/dataframe/dataframe.ts';
import { Session } from '../lib/dataframe/session.ts';
import type { StreamingQuery } from '../lib/engine/streaming-query.ts';
import { waitForPort } from '../lib/net/wait-for-port.ts';
import { linesStream } from '../lib/sources/lines.ts';
import type { Io } from './io.ts';
import { LateRowsFile } from './late-rows-file.ts';
import { narrate } from './narrate.ts';
import type { QueryOptions } from './query-options.ts';
import { needsTime, socketLines, type WordQueryOptions } from './word-queries.ts';

interface RunOptions extends QueryOptions {
  /** `-` for standard input. */
  readonly input: string | undefined;
  /** A host or a port was named. */
  readonly explicit: boolean;
}

/** Runs a query over lines of text until its input ends, or somebody stops it. */
export async function runWordQuery(
  io: Io,
  query: (lines: DataFrame, options: WordQueryOptions) => DataFrame,
  options: RunOptions,
): Promise<void> {
  const { input, trigger, sink, json } = options;
  if (input !== undefined && input !== '-') throw new UsageError('UNKNOWN_INPUT', { input });
  const session = openSession(io, options);
  const wanted: WordQueryOptions = { ...asWordQuery(options) };
  const fromStdin = input === '-' || (!options.explicit && io.stdinHasData);
  const frame = query(
    fromStdin ? stdinLines(session, io, options, wanted) : netLines(session, options, wanted),
    wanted,
  );
  const writer = frame.writeStream.outputMode(options.mode).queryName(options.name ?? 'wordcount');
  if (trigger) writer.trigger(trigger);
  if (json) writer.format('noop');
  else
    writer
      .format(sink)
      .options({ numRows: options.numRows, truncate: options.truncate, escapeControls: escapes(io, options) });
  const late =
    options.lateRows === undefined ? undefined : new LateRowsFile(options.lateRows, zone(session.settings().timeZone));
  if (late) writer.onLateRows(rows => late.add(rows));
  const story = narrate(io, session, options);
  if (!fromStdin && options.retry) await waitForPort(options.host, options.port, io.interrupted, () => story.waiting());
  if (io.interrupted.aborted) return;
  const running = writer.start();
  story.started(fromStdin ? undefined : `${options.host}:${options.port}`);
  try {
    await untilDone(running, io, options);
  } finally {
    await late?.close();
    story.summary(running);
  }
}

const asWordQuery = ({ mode, eventTime, window, slide, watermark }: RunOptions): WordQueryOptions => ({
  mode,
  eventTime,
  window,
  slide,
  watermark,
});

const escapes = (io: Io, { raw }: RunOptions): boolean => io.stdout.isTerminal && !raw;

export function openSession(io: Io, { name, timeZone }: Pick<QueryOptions, 'name' | 'timeZone'>): Session {
  const session = new Session({ output: io.stdout, ...(name !== undefined && { appName: name }) });
  if (timeZone !== undefined) session.conf.set('spark.sql.session.timeZone', timeZone);
  return session;
}

const stdinLines = (session: Session, io: Io, { maxLineBytes }: RunOptions, wanted: WordQueryOptions): DataFrame =>
  session.streamFrame(
    'stdin',
    linesStream(io.openStdin(), 'stdin', { includeTimestamp: needsTime(wanted) && !wanted.eventTime, maxLineBytes }),
  );

const netLines = (session: Session, { host, port, maxLineBytes }: RunOptions, wanted: WordQueryOptions): DataFrame =>
  socketLines(session, { host, port, includeTimestamp: needsTime(wanted) && !wanted.eventTime, maxLineBytes });

/** A query whose input has ended is done, unless it is to be kept as Spark keeps it. */
async function untilDone(query: StreamingQuery, io: Io, { keep }: RunOptions): Promise<void> {
  const interrupted = new Promise<void>(resolve => {
    if (io.interrupted.aborted) resolve();
    io.interrupted.addEventListener('abort', () => resolve());
  });
  const ended = keep ? new Promise<void>(() => {}) : query.awaitInputEnd();
  await Promise.race([query.awaitTermination(), interrupted, ended]);
  await query.stop();
  const failure = query.exception();
  if (failure) throw failure;
}
