import type { Command } from 'commander';
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
import { needsArrivalTime, type WordQuery, type WordQueryOptions } from './word-queries.ts';

/** Runs a query over lines of text until its input ends, or somebody stops it. */
export async function runWordQuery(
  io: Io,
  command: Command,
  query: WordQuery,
  input: string | undefined,
  options: QueryOptions,
): Promise<void> {
  const { trigger, sink, json } = options;
  const session = openSession(io, options);
  const fromStdin = readsStdin(io, command, input);
  const frame = query.frame(
    fromStdin ? stdinLines(session, io, options) : socketLines(session, options, options),
    options,
  );
  const writer = frame.writeStream.outputMode(options.mode).queryName(options.name ?? query.name);
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

const escapes = (io: Io, { raw }: QueryOptions): boolean => io.stdout.isTerminal && !raw;

export function openSession(io: Io, { name, timeZone }: Pick<QueryOptions, 'name' | 'timeZone'>): Session {
  const session = new Session({ output: io.stdout, ...(name !== undefined && { appName: name }) });
  if (timeZone !== undefined) session.conf.set('spark.sql.session.timeZone', timeZone);
  return session;
}

/** Asked for with `-`, or there is a pipe or a file, and no host or port was asked for. */
export function readsStdin(io: Io, command: Command, input: string | undefined): boolean {
  if (input !== undefined && input !== '-') throw new UsageError('UNKNOWN_INPUT', { input });
  const asksForSocket = ['host', 'port'].some(option => command.getOptionValueSource(option) === 'cli');
  return input === '-' || (!asksForSocket && io.stdinHasData);
}

function stdinLines(session: Session, io: Io, options: QueryOptions): DataFrame {
  const { maxLineBytes } = options;
  return session.streamFrame(
    'stdin',
    linesStream(io.openStdin(), 'stdin', { includeTimestamp: needsArrivalTime(options), maxLineBytes }),
  );
}

/** The lines of a socket, with the time of their arrival where the query needs it. */
export function socketLines(
  session: Session,
  { host, port, maxLineBytes }: Pick<QueryOptions, 'host' | 'port' | 'maxLineBytes'>,
  options: WordQueryOptions,
): DataFrame {
  const includeTimestamp = needsArrivalTime(options);
  return session.readStream.format('socket').options({ host, port, includeTimestamp, maxLineBytes }).load();
}

/** A query whose input has ended is done, unless it is to be kept as Spark keeps it. */
async function untilDone(query: StreamingQuery, io: Io, { keep }: QueryOptions): Promise<void> {
  const interrupted = new Promise<void>(resolve => {
    if (io.interrupted.aborted) resolve();
    io.interrupted.addEventListener('abort', () => {
      io.note(io.text('STOPPING'));
      resolve();
    });
  });
  const ended = keep ? new Promise<void>(() => {}) : query.awaitInputEnd();
  await Promise.race([query.awaitTermination(), interrupted, ended]);
  await query.stop();
  const failure = query.exception();
  if (failure) throw failure;
}
