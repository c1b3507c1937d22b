/** The real program with the query of `query.mjs`, what it is fed, and what it gives. */
import { spawn } from 'node:child_process';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const xpto = join(here, '../../../bin/xpto.js');

export const ROWS_PER_FILE = 20;

/** Puts a file into a folder, whole at once. */
export function putFile(folder, number) {
  const lines = Array.from({ length: ROWS_PER_FILE }, (_, i) => {
    const id = number * ROWS_PER_FILE + i;
    return JSON.stringify({ id, day: `2026-01-0${1 + (id % 3)}`, word: `word ${id}` });
  });
  writeFileSync(join(folder, '.next'), `${lines.join('\n')}\n`);
  renameSync(join(folder, '.next'), join(folder, `${String(number).padStart(6, '0')}.json`));
}

/** Starts it. */
export function start(args, checkpoint) {
  const query = join(here, 'query.mjs');
  const child = spawn(process.execPath, [xpto, 'run', '--checkpoint', checkpoint, query, '--', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'en', NO_COLOR: '1' },
  });
  let stderr = '';
  child.stderr.on('data', text => (stderr += text));
  const ended = new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal, stderr })));
  return { child, ended };
}

/** The ids of the rows that are as they were fed. */
export async function idsIn(session, format, path) {
  const rows = await session.read.format(format).schema('id bigint, day string, word string').load(path).collect();
  return rows.filter(({ id, word }) => word === `word ${id}`).map(({ id }) => Number(id));
}

/** The files as they lie there, without those of the log. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      entry => entry.isFile() && !/(?:^|\/)[._]/.test(entry.name) && !entry.parentPath.includes('_spark_metadata'),
    )
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

/** How many of the rows 0, 1, 2, … are not there, and how many are there more than once; undefined when all is well. */
export function wrongIn(ids, rows) {
  const once = new Set(ids);
  const lost = Array.from({ length: rows }, (_, id) => id).filter(id => !once.has(id)).length;
  const wrong = { rows: ids.length, lost, twice: ids.length - once.size };
  return ids.length === rows && lost === 0 && wrong.twice === 0 ? undefined : wrong;
}
