import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { delayMs, parseInterval } from '../lib/base/intervals.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { compact } from '../lib/sinks/files/compact.ts';
import type { Io } from './io.ts';
import { delay, size, valueOption, yesOrNo } from './options.ts';

interface CompactCommandOptions {
  readonly targetBytes: number;
  readonly olderThan: string;
  readonly all: boolean;
  readonly lastBatches: boolean;
  readonly csvHeader?: boolean;
  readonly sparkStopped: boolean;
  readonly json: boolean;
}

const TARGET_BYTES = 128 << 20;

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addHelpText('before', `${text('COMPACT_EXAMPLES')}\n`)
    .argument('<dir>', text('ARGUMENT_OUTPUT'))
    .addOption(
      valueOption('--target-bytes <n>', text('OPTION_TARGET_BYTES'), size(Number.MAX_SAFE_INTEGER), TARGET_BYTES),
    )
    .addOption(valueOption('--older-than <time>', text('OPTION_OLDER_THAN'), delay, '0 seconds'))
    .option('--all', text('OPTION_COMPACT_ALL'), false)
    .option('--last-batches', text('OPTION_COMPACT_LAST_BATCHES'), false)
    .addOption(valueOption('--csv-header <boolean>', text('OPTION_COMPACT_CSV_HEADER'), yesOrNo))
    .option('--spark-stopped', text('OPTION_COMPACT_SPARK_STOPPED'), false)
    .option('--json', text('OPTION_JSON_REPORT'), false)
    .action((dir: string, options: CompactCommandOptions) => run(io, dir, options));
}

async function run(io: Io, dir: string, { olderThan, all, json, ...options }: CompactCommandOptions): Promise<void> {
  const done = await compact(await openFiles(dir), {
    ...options,
    olderThanMs: delayMs(parseInterval(olderThan)!),
    includeActive: all,
    nowMs: () => systemClock.nowMs(),
  });
  if (json) {
    await io.stdout.write(`${JSON.stringify(done)}\n`);
    return;
  }
  const { filesBefore, filesMerged, filesMade, filesWaiting } = done;
  const lines = [
    filesMerged === 0
      ? io.text('COMPACT_NOTHING', { count: filesBefore })
      : io.text('COMPACT_DONE', { merged: filesMerged, made: filesMade, left: filesBefore - filesMerged + filesMade }),
    ...(filesWaiting > 0 && !options.lastBatches ? [io.text('COMPACT_WAITING', { count: filesWaiting })] : []),
  ];
  await io.stdout.write(lines.map(line => `${line}\n`).join(''));
}
