import type { Command } from 'commander';
import { checkOutputMode } from '../lib/analysis/output-modes.ts';
import { RuntimeError, UsageError, XptoError } from '../lib/base/errors.ts';
import { zone } from '../lib/columns/time/zone.ts';
import type { DataFrame } from '../lib/dataframe/dataframe.ts';
import { Session } from '../lib/dataframe/session.ts';
import type { StreamingQuery } from '../lib/engine/streaming-query.ts';
import { linesStream } from '../lib/sources/lines.ts';
import { socketStream } from '../lib/sources/socket.ts';
import type { Io } from './io.ts';
import { LateRowsFile } from './late-rows-file.ts';
import { narrate } from './narrate.ts';
import type { QueryOptions } from './query-options.ts';
import { needsArrivalTime, type WordQuery, type WordQueryOptions } from './word-queries.ts';

/** Runs a query over lines of text until its input ends, or somebody stops it. */
export async function runWordQuery(
  io: Io,
  command: Command,
  query: WordQuery,
  input: string | undefined,
  options: QueryOptions,
): Promise<void> {
  const fromStdin = readsStdin(io, command, input);
  if (options.json && command.getOptionValueSource('sink') === 'cli' && options.sink !== 'noop') {
    throw new UsageError('JSON_AND_SINK', { sink: options.sink });
  }
  if (options.watermark !== undefined && options.window === undefined) io.note(io.text('WATERMARK_WITHOUT_WINDOW'));
  const session = openSession(io, options);
  const story = narrate(io, session, options);
  const source = fromStdin ? stdinLines(session, io, options) : socketLines(session, options, options, story.waiting);
  const frame = query.frame(source, options);
  checkOutputMode(frame.plan, options.mode); // before a file is made
  const late = await openLateRows(io, session, options);
  const running = startQuery(io, frame, options, { name: options.name ?? query.name, late });
  const address = `${options.host}:${options.port}`;
  story.started(running, fromStdin ? io.text('READING_STDIN') : io.text('READING_SOCKET', { address }));
  try {
    await untilDone(running, io, options, late);
  } catch (error) {
    throw options.eventTime ? aboutLine(error) : error;
  } finally {
    await late?.close();
    story.summary([running]);
  }
}

function startQuery(
  io: Io,
  frame: DataFrame,
  { mode, trigger, sink, json, numRows, truncate, raw }: QueryOptions,
  { name, late }: { name: string; late: LateRowsFile | undefined },
): StreamingQuery {
  const writer = frame.writeStream.outputMode(mode).queryName(name);
  if (trigger) writer.trigger(trigger);
  if (json) writer.format('noop');
  else
    writer
      .format(sink === 'json' ? 'jsonLines' : sink)
      .options({ numRows, truncate, escapeControls: io.stdout.isTerminal && !raw });
  if (late) writer.onLateRows(rows => late.add(rows));
  return writer.start();
}

/** A file that cannot be written to is told before the query starts. */
async function openLateRows(io: Io, session: Session, options: QueryOptions): Promise<LateRowsFile | undefined> {
  const { lateRows, watermark, mode } = options;
  if (lateRows === undefined) return undefined;
  if (watermark === undefined) io.note(io.text('LATE_NEVER_WITHOUT_WATERMARK'));
  else if (mode === 'complete') io.note(io.text('LATE_NEVER_IN_COMPLETE'));
  return LateRowsFile.open(lateRows, zone(session.settings().timeZone));
}

/** What Spark says of a line without a time, in words of lines. */
function aboutLine(error: unknown): unknown {
  const cause = error instanceof XptoError && error.key === 'STREAM_FAILED' ? error.cause : error;
  if (!(cause instanceof RuntimeError)) return error;
  const { key, params } = cause as XptoError;
  if (key === 'CAST_INVALID_INPUT')
    return new RuntimeError('LINE_WITHOUT_TIME', { value: cut(params['value']) }, { cause });
  return key === 'INVALID_ARRAY_INDEX' ? new RuntimeError('LINE_WITHOUT_TAB', {}, { cause }) : error;
}

const SHOWN_LENGTH = 60;

function cut(value: unknown): string {
  const text = String(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}...`;
}

export function openSession(io: Io, { name, timeZone }: Pick<QueryOptions, 'name' | 'timeZone'>): Session {
  const session = new Session({ output: io.stdout, ...(name !== undefined && { appName: name }) });
  if (timeZone !== undefined) session.conf.set('spark.sql.session.timeZone', timeZone);
  return session;
}

/** Asked for with `-`, or there is a pipe or a file, and no host or port was asked for. */
function readsStdin(io: Io, command: Command, input: string | undefined): boolean {
  if (input !== undefined && input !== '-') {
    throw new UsageError('UNKNOWN_INPUT', { command: command.name(), input });
  }
  const asked = ['host', 'port'].find(option => command.getOptionValueSource(option) === 'cli');
  if (input === '-' && asked !== undefined) throw new UsageError('STDIN_AND_SOCKET', { option: `--${asked}` });
  return input === '-' || (asked === undefined && io.stdinHasData);
}

function stdinLines(session: Session, io: Io, options: QueryOptions): DataFrame {
  const { maxLineBytes } = options;
  return session.streamFrame(
    'stdin',
    linesStream(io.openStdin(), 'stdin', { includeTimestamp: needsArrivalTime(options), maxLineBytes }),
  );
}

/**
 * The lines of a socket, with the time of their arrival where the query needs it.
 *
 * @param onUnreachable called when nobody listens, where that is to be waited for
 */
export function socketLines(
  session: Session,
  { host, port, maxLineBytes, retry = false }: SocketLinesOptions,
  options: WordQueryOptions,
  onUnreachable?: () => void,
): DataFrame {
  const includeTimestamp = needsArrivalTime(options);
  const lines = { host, port, includeTimestamp, maxLineBytes };
  return session.streamFrame('socket', socketStream({ ...lines, ...(retry && onUnreachable && { onUnreachable }) }));
}

type SocketLinesOptions = Pick<QueryOptions, 'host' | 'port' | 'maxLineBytes'> & Partial<Pick<QueryOptions, 'retry'>>;

/** A query whose input has ended is done, unless it is to be kept as Spark keeps it. */
export async function untilDone(
  query: StreamingQuery,
  io: Io,
  { keep = false }: { readonly keep?: boolean },
  late?: LateRowsFile,
): Promise<void> {
  const interrupted = new Promise<void>(resolve => {
    if (io.interrupted.aborted) resolve();
    io.interrupted.addEventListener('abort', () => {
      io.note(io.text('STOPPING'));
      resolve();
    });
  });
  const ended = keep ? new Promise<void>(() => {}) : query.awaitInputEnd();
  try {
    await Promise.race([query.awaitTermination(), interrupted, ended, ...(late ? [late.failed] : [])]);
  } finally {
    await query.stop();
  }
  const failure = query.exception();
  if (failure) throw failure;
}
