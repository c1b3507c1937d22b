/** The cases of `files.cases.json` as real Spark played them: batches, offsets, the source's log byte for byte. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { withoutSeal } from '../../../src/lib/checkpoint/sealed-text.ts';
import { rowsOf } from '../../support/script.ts';
import recorded from './files.recorded.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly at?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly put?: readonly (readonly [name: string, second: number, line?: string])[];
    readonly remove?: readonly string[];
    readonly run?: 'once' | 'availableNow';
  }[];
  readonly runs: readonly unknown[];
}

const NOT_ON_WINDOWS = process.platform === 'win32';

test.skipIf(NOT_ON_WINDOWS).each(recorded as unknown as Case[])('$name', async ({ steps, options = {}, at, runs }) => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  try {
    const played: unknown[] = [];
    mkdirSync(join(folder, 'in'));
    for (const { put = [], remove = [], run } of steps) {
      for (const [name, second, line = name.split('/').at(-1)] of put) {
        const path = join(folder, 'in', name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `${line}\n`);
        utimesSync(path, 1e9 + second, 1e9 + second);
      }
      for (const name of remove) rmSync(join(folder, 'checkpoint', name));
      if (run) played.push(await play(folder, run, { options, at }));
    }
    expect(played).toEqual(runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function play(
  folder: string,
  trigger: 'once' | 'availableNow',
  { options, at = 'in' }: Required<Pick<Case, 'options'>> & Pick<Case, 'at'>,
) {
  const session = new Session();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  for (const [name, value] of Object.entries(options)) options = { ...options, [name]: value.replace('DIR', folder) };
  const batches: unknown[] = [];
  const frame = session.readStream.options(options).text(join(folder, at));
  const texts = frame.columns.map(name => frame.col(name).cast('string'));
  const query = frame
    .select(...texts)
    .writeStream.option('checkpointLocation', join(folder, 'checkpoint'))
    .trigger(trigger === 'once' ? { once: true } : { availableNow: true })
    .foreachBatch(async (rows, id) => {
      const lines = (await rowsOf(rows)).map(row => `[${row.map(value => JSON.stringify(value)).join(', ')}]`);
      batches.push([id, lines.sort()]);
    })
    .start();
  await query.awaitTermination();
  const offsets = Object.entries(textsIn(folder, 'offsets')).map(([id, text]) => [id, text.split('\n')[2]]);
  return {
    schema: `struct<${frame.dtypes.map(field => field.join(':')).join()}>`,
    batches,
    offsets: Object.fromEntries(offsets),
    commits: Object.keys(textsIn(folder, 'commits')).sort(),
    sources: textsIn(folder, 'sources/0'),
    left: ['in', 'archive'].flatMap(place => filesUnder(folder, place)).sort(),
  };
}

function textsIn(folder: string, log: string): Record<string, string> {
  const path = join(folder, 'checkpoint', log);
  const text = (name: string) => withoutSeal(readFileSync(join(path, name), 'utf8')).replaceAll(folder, 'DIR');
  const names = readdirSync(path).sort();
  return Object.fromEntries(names.map(name => [name, text(name)]));
}

function filesUnder(folder: string, place: string): string[] {
  if (!existsSync(join(folder, place))) return [];
  return readdirSync(join(folder, place), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, place, name))
    .filter(path => statSync(path).isFile())
    .map(path => relative(folder, path).replace(folder.slice(1), 'DIR'));
}
