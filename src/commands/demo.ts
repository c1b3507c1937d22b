/**
 * The course in half a minute. Its first half: a text of three lines goes through a real line server and a real socket
 * into the same queries that `wordcount` and `window` run, a line for each micro-batch.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError, XptoError } from '../lib/base/errors.ts';
import type { TextKey } from '../lib/base/messages/index.ts';
import type { Session } from '../lib/dataframe/session.ts';
import type { StreamingQuery } from '../lib/engine/streaming-query.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { makeTemporaryFolder, type Temporary } from '../lib/files/temporary-file.ts';
import { serveLines } from '../lib/net/line-server.ts';
import { type LakeAct, lakeActs } from './demo-lake.ts';
import type { Io } from './io.ts';
import { narrate } from './narrate.ts';
import { noteError } from './note-error.ts';
import { nonEmpty, valueOption } from './options.ts';
import { openSession, socketLines } from './run-query.ts';
import { readText } from './text-file.ts';
import { type WordQuery, type WordQueryOptions, wordCount, wordsByWindow } from './word-queries.ts';

interface WordAct {
  readonly story: Extract<TextKey, `DEMO_ACT_${string}`>;
  /** As the reader would type it, to read the text's times. */
  readonly command: string;
  readonly query: WordQuery;
  readonly options: WordQueryOptions;
}

const NUM_ROWS = 40;

const wordActs: readonly WordAct[] = [
  {
    story: 'DEMO_ACT_COMPLETE',
    command: 'npx xpto wordcount --event-time --mode complete',
    query: wordCount,
    options: { mode: 'complete', eventTime: true },
  },
  {
    story: 'DEMO_ACT_UPDATE',
    command: 'npx xpto wordcount --event-time --mode update',
    query: wordCount,
    options: { mode: 'update', eventTime: true },
  },
  {
    story: 'DEMO_ACT_REFUSED',
    command: 'npx xpto wordcount --event-time --mode append',
    query: wordCount,
    options: { mode: 'append', eventTime: true },
  },
  {
    story: 'DEMO_ACT_APPEND',
    command: 'npx xpto wordcount --event-time --mode append --window "10 minutes" --watermark "1 minute"',
    query: wordCount,
    options: { mode: 'append', eventTime: true, window: '10 minutes', watermark: '1 minute' },
  },
  {
    story: 'DEMO_ACT_WINDOW',
    command: 'npx xpto window --event-time --name exercicio_janela',
    query: wordsByWindow,
    options: { mode: 'complete', eventTime: true, ...wordsByWindow.defaults },
  },
];

export function define(command: Command, io: Io): void {
  command
    .addHelpText('before', `${io.text('DEMO_EXAMPLES')}\n`)
    .addOption(valueOption('--keep <dir>', io.text('OPTION_DEMO_KEEP'), nonEmpty))
    .action(({ keep }: { keep?: string }) => demo(io, keep));
}

async function demo(io: Io, keep: string | undefined): Promise<void> {
  const text = await demoLines(io);
  const folder = keep === undefined ? makeTemporaryFolder() : await kept(keep);
  try {
    const lake = lakeActs(folder.path);
    const count = wordActs.length + lake.length;
    io.note(io.text('DEMO_TEXT', { text: text.join('') }));
    for (const [i, act] of wordActs.entries()) {
      if (io.interrupted.aborted) return;
      announce(io, i + 1, count, [act.command], act.story);
      await play(io, act, text);
    }
    for (const [i, act] of lake.entries()) {
      if (io.interrupted.aborted) return;
      announce(io, wordActs.length + i + 1, count, act.commands, act.story);
      if (!(await played(io, act))) break;
    }
    io.note(`\n${io.style.bold(io.text('DEMO_END'))}`);
    if (keep !== undefined) io.note(io.text('DEMO_KEPT', { ref: join(keep, 'ref') }));
  } finally {
    folder.remove();
  }
}

/** @returns false where the engine for SQL is not installed, which is told */
async function played(io: Io, act: LakeAct): Promise<boolean> {
  try {
    await act.play(io);
    return true;
  } catch (error) {
    if (!(error instanceof XptoError && error.key === 'DUCKDB_MISSING')) throw error;
    noteError(error, io);
    return false;
  }
}

/** @throws UsageError `DEMO_FOLDER_TAKEN`: tweets that are there already would not be collected again */
async function kept(path: string): Promise<Temporary> {
  const files = await openFiles(path);
  for await (const _ of files.list('')) throw new UsageError('DEMO_FOLDER_TAKEN', { folder: path });
  return { path, remove: () => {} };
}

function announce(
  io: Io,
  number: number,
  count: number,
  commands: readonly string[],
  story: Extract<TextKey, `DEMO_ACT_${string}`>,
): void {
  const [first, ...others] = commands;
  io.note(`\n${io.style.bold([`${number}/${count}  ${first}`, ...others.map(line => `     ${line}`)].join('\n'))}`);
  io.note(io.text(story));
}

/** @returns its lines, with their ends */
async function demoLines({ exercises, interrupted }: Io): Promise<string[]> {
  return (await readText(join(exercises, 'demo', 'rato.txt'), interrupted)).split(/(?<=\n)/);
}

/** Serves the text and runs the query on it; that Spark refuses the query is part of the play. */
async function play(io: Io, { query, options }: WordAct, text: readonly string[]): Promise<void> {
  const session = openSession(io, { name: query.name });
  narrate(io, session, { mode: options.mode, json: false });
  let started: (query: StreamingQuery) => void = () => {};
  const running = new Promise<StreamingQuery>(resolve => {
    started = resolve;
  });
  const server = await serveLines({ port: 0, lines: () => oneByOne(text, session, running) });
  try {
    const source = { host: '127.0.0.1', port: server.port, maxLineBytes: 1 << 10 };
    const writer = query
      .frame(socketLines(session, source, options), options)
      .writeStream.outputMode(options.mode)
      .queryName(query.name)
      .format('console')
      .options({ numRows: NUM_ROWS, truncate: false, escapeControls: io.stdout.isTerminal });
    const streaming = writer.start();
    started(streaming);
    io.interrupted.addEventListener('abort', () => void streaming.stop());
    await streaming.awaitInputEnd();
    await streaming.stop();
  } catch (error) {
    if (!(error instanceof XptoError && options.mode === 'append')) throw error;
    noteError(error, io);
  } finally {
    await server.close();
  }
}

/** Each line when the query has counted the one before and has nothing left to do: a micro-batch for each. */
async function* oneByOne(text: readonly string[], session: Session, running: Promise<StreamingQuery>) {
  let counted = 0;
  let wake = () => {};
  session.streams.addListener({
    onQueryProgress({ progress }) {
      counted += progress.numInputRows;
      wake();
    },
  });
  const query = await running;
  for (const [i, line] of text.entries()) {
    const next = new Promise<void>(resolve => {
      wake = () => (counted >= i ? resolve() : undefined);
    });
    wake();
    await Promise.race([next, query.awaitTermination()]);
    await query.processAllAvailable();
    if (!query.isActive) return;
    yield Buffer.from(line);
  }
}
