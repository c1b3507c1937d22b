import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { purge } from '../lib/sinks/files/purge.ts';
import { deletedIds } from '../lib/twitter/ref/deletions.ts';
import type { Io } from './io.ts';
import { nonEmpty, valueOption } from './options.ts';
import { openSession } from './run-query.ts';

interface RefPurgeOptions {
  readonly raw: string;
  readonly ref: string;
  readonly edited: boolean;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addHelpText('before', `${text('REF_PURGE_EXAMPLES')}\n`)
    .addOption(valueOption('--raw <dir>', text('OPTION_RAW_DIR'), nonEmpty, 'raw'))
    .addOption(valueOption('--ref <dir>', text('OPTION_REF_DIR'), nonEmpty, 'ref'))
    .option('--edited', text('OPTION_PURGE_EDITED'), false)
    .option('--json', text('OPTION_JSON_REPORT'), false)
    .action((options: RefPurgeOptions) => refPurge(io, options));
}

async function refPurge(io: Io, { raw, ref, edited, json }: RefPurgeOptions): Promise<void> {
  const session = openSession(io, { name: 'ref-purge' });
  const values = await deletedIds(session, raw, edited);
  const files = await session.openFiles(ref);
  const done = await purge(files, { column: 'id', values, nowMs: () => systemClock.nowMs() });
  const { rowsRemoved: rows, filesRewritten, folders } = done;
  if (json) {
    await io.stdout.write(`${JSON.stringify({ told: values.size, ...done })}\n`);
    return;
  }
  const said =
    rows === 0
      ? io.text('REF_PURGE_NOTHING', { told: values.size })
      : io.text('REF_PURGE_DONE', { told: values.size, rows, files: filesRewritten, days: folders.length });
  await io.stdout.write(`${said}\n`);
}
