import type { Command } from 'commander';
import { type CheckpointHistory, readHistory } from '../lib/checkpoint/history.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { showTable } from '../lib/formats/show.ts';
import type { Io } from './io.ts';
import { count, valueOption } from './options.ts';

interface ShowOptions {
  readonly last: number;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command.addHelpText('before', `${text('CHECKPOINT_EXAMPLES')}\n`);
  command
    .command('show')
    .description(text('CHECKPOINT_SHOW'))
    .addHelpText('before', `${text('CHECKPOINT_EXAMPLES')}\n`)
    .argument('<dir>', text('ARGUMENT_CHECKPOINT'))
    .addOption(valueOption('--last <n>', text('OPTION_LAST_BATCHES'), count, 10))
    .option('--json', text('OPTION_JSON_REPORT'), false)
    .action((dir: string, options: ShowOptions) => show(io, dir, options));
}

/** Prints what the logs of a checkpoint say, and what a restart would do. */
async function show(io: Io, dir: string, { last, json }: ShowOptions): Promise<void> {
  const history = await readHistory(await openFiles(dir));
  const batches = history.batches.slice(Math.max(0, history.batches.length - last)).map(({ plan, commit }) => ({
    batchId: plan.batchId,
    time: new Date(plan.timestampMs).toISOString(),
    watermark: timeOf(plan.watermarkMs),
    offsets: plan.offsets.map(offset => (offset === undefined ? null : (JSON.parse(offset) as unknown))),
    committed: commit !== undefined,
    nextWatermark: commit ? timeOf(commit.nextWatermarkMs) : null,
  }));
  const next = restartOf(history);
  if (json) {
    const { queryId, isOwn, shape } = history;
    const report = { id: queryId, writtenBy: isOwn ? 'xpto' : 'Spark', query: shape ?? null, batches, restart: next };
    await io.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const header = ['batch', 'time', 'watermark', 'offsets', 'committed'];
  const rows = batches.map(({ batchId, time, watermark, offsets, committed }) => [
    String(batchId),
    time,
    watermark ?? '-',
    JSON.stringify(offsets),
    io.text(committed ? 'YES' : 'NO'),
  ]);
  const written = history.isOwn ? 'xpto' : 'Spark';
  await io.stdout.write(`${io.text('CHECKPOINT_TITLE', { id: history.queryId, written })}\n`);
  for (const { name, stores } of history.shape?.stateful ?? []) {
    for (const { key, value } of stores) {
      await io.stdout.write(`${io.text('CHECKPOINT_STATE', { name, key: key.join(', '), value: value.join(', ') })}\n`);
    }
  }
  await io.stdout.write(showTable(header, rows, { truncate: 0 }));
  await io.stdout.write(`${restartText(io, next)}\n`);
}

interface Restart {
  /** The first batch that it would run. */
  readonly batchId: number;
  /** It was begun, and is run again just as it was; else it takes what is new. */
  readonly again: boolean;
  readonly watermark: string | null;
}

function restartOf({ batches }: CheckpointHistory): Restart {
  const last = batches[batches.length - 1];
  if (!last) return { batchId: 0, again: false, watermark: null };
  const { plan, commit } = last;
  if (!commit) return { batchId: plan.batchId, again: true, watermark: timeOf(plan.watermarkMs) };
  const watermark = timeOf(Math.max(plan.watermarkMs, commit.nextWatermarkMs));
  return { batchId: plan.batchId + 1, again: false, watermark };
}

function restartText(io: Io, { batchId, again, watermark }: Restart): string {
  const text = io.text(again ? 'RESTART_AGAIN' : 'RESTART_NEW', { batch: batchId });
  return watermark === null ? text : `${text} ${io.text('RESTART_WATERMARK', { watermark })}`;
}

/** A watermark; null while there is none: 1970. */
const timeOf = (timeMs: number): string | null => (timeMs === 0 ? null : new Date(timeMs).toISOString());
