import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { rebase } from '../lib/sinks/files/rebase.ts';
import type { Io } from './io.ts';

interface RebaseCommandOptions {
  readonly sparkStopped: boolean;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command.addHelpText('before', `${text('LAKE_EXAMPLES')}\n`);
  command
    .command('rebase')
    .description(text('LAKE_REBASE'))
    .addHelpText('before', `${text('LAKE_EXAMPLES')}\n`)
    .argument('<dir>', text('ARGUMENT_OUTPUT'))
    .option('--spark-stopped', text('OPTION_COMPACT_SPARK_STOPPED'), false)
    .option('--json', text('OPTION_JSON_REPORT'), false)
    .action((dir: string, options: RebaseCommandOptions) => runRebase(io, dir, options));
}

async function runRebase(io: Io, dir: string, { sparkStopped, json }: RebaseCommandOptions): Promise<void> {
  const { from, to, logFiles } = await rebase(await openFiles(dir), () => systemClock.nowMs(), sparkStopped);
  if (json) await io.stdout.write(`${JSON.stringify({ from: from ?? null, to, logFiles })}\n`);
  else if (from === undefined) await io.stdout.write(`${io.text('REBASE_NOTHING', { to })}\n`);
  else await io.stdout.write(`${io.text('REBASE_DONE', { from, to, count: logFiles })}\n`);
}
