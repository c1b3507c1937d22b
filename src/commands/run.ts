import type { Command } from 'commander';
import { RuntimeError } from '../lib/base/errors.ts';
import type { Session } from '../lib/dataframe/session.ts';
import { StreamingQuery } from '../lib/engine/streaming-query.ts';
import type { Io } from './io.ts';
import { narrate } from './narrate.ts';
import { nonEmpty, timeZone, valueOption } from './options.ts';
import { openSession, untilDone } from './run-query.ts';
import { loadUserModule } from './user-module.ts';

interface RunOptions {
  readonly checkpoint?: string;
  readonly timeZone?: string;
  readonly sparkLog: boolean;
  readonly json: boolean;
}

/** What a user's module exports. */
type StartQuery = (session: Session, args: readonly string[]) => unknown;

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .argument('<file>', text('ARGUMENT_RUN_FILE'))
    .argument('[args...]', text('ARGUMENT_RUN_ARGS'))
    .addOption(valueOption('--checkpoint <dir>', text('OPTION_CHECKPOINT'), nonEmpty))
    .addOption(valueOption('--time-zone <zone>', text('OPTION_TIME_ZONE'), timeZone))
    .option('--no-spark-log', text('OPTION_NO_SPARK_LOG'))
    .option('--json', text('OPTION_JSON'), false)
    .addHelpText('before', `${text('RUN_EXAMPLES')}\n`)
    .action((file: string, args: readonly string[], options: RunOptions) => runFile(io, file, args, options));
}

/** Runs the query, or the queries, that a user's module starts, until they end or somebody stops them. */
async function runFile(io: Io, file: string, args: readonly string[], options: RunOptions): Promise<void> {
  const module = await loadUserModule(file);
  const start = module.default;
  if (typeof start !== 'function') throw new RuntimeError('MODULE_WITHOUT_FUNCTION', { file });
  const session = openSession(io, options);
  session.conf.set('xpto.sink.sparkLog', options.sparkLog);
  if (options.checkpoint !== undefined) session.checkpointOfOneQuery = options.checkpoint;
  const story = narrate(io, session, { json: options.json });
  try {
    const queries = queriesIn(await module.call(() => (start as StartQuery)(session, args)), file);
    for (const query of queries) story.started(query);
    await Promise.all(queries.map(query => untilDone(query, io, {})));
    story.summary(queries);
  } finally {
    await session.stop();
  }
}

function queriesIn(given: unknown, file: string): StreamingQuery[] {
  const queries = [given].flat();
  if (queries.length > 0 && queries.every(query => query instanceof StreamingQuery)) return queries;
  throw new RuntimeError('MODULE_WITHOUT_QUERY', { file });
}
