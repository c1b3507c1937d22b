// What xpto's file sink writes, read by real Spark: by the log, as plain files, and with filters; also after the small
// files were merged and the folder was moved.
import { spawnSync } from 'node:child_process';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const VALUES = ['plain', 'a=b', '../x', '/', '%2F', 'ação', '😀', 'a\tb', 'null', ' ', '', null];
const BATCHES = 13;

/** @returns what differs, by the name of the check; undefined for nothing */
export async function checkFiles({ root, folder, python }) {
  const { Session } = await import(pathToFileURL(join(root, 'dist/index.js')).href);
  const rows = Array.from({ length: BATCHES * 3 }, (_, id) => [id, VALUES[id % VALUES.length], id / 2]);
  const folders = [];
  for (const format of ['json', 'parquet']) {
    for (const columns of [[], ['k']]) {
      const name = [format, ...columns].join(' by ');
      const location = join(folder, name);
      await write(new Session(), { format, columns, location, rows });
      const merged = join(folder, `${name}, merged`);
      renameSync(location, join(folder, 'moved'));
      cpSync(join(folder, 'moved'), merged, { recursive: true });
      renameSync(join(folder, 'moved'), location);
      xpto(root, 'lake', 'rebase', merged);
      xpto(root, 'compact', merged, '--all');
      for (const path of [location, merged]) {
        cpSync(path, `${path}, plain`, { recursive: true });
        const called = path === merged ? `${name}, merged and moved` : name;
        folders.push([`${called}, by its log`, path, format, false, columns.length > 0]);
        folders.push([`${called}, as plain files`, `${path}, plain`, format, true, columns.length > 0]);
      }
    }
  }
  const program = join(root, 'test/spark/files.py');
  const { status, stdout, stderr } = spawnSync(python, [program, JSON.stringify(folders.map(f => f.slice(0, 4)))], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore' },
  });
  if (status !== 0) throw new Error(`Spark did not read the files:\n${stderr.slice(-4000)}`);
  const read = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return folders.map(([name, , , , isPartitioned], i) => {
    // A folder cannot be named after an empty text: as in Spark it becomes null.
    const expected = rows.map(([id, k, v]) => [id, isPartitioned && k === '' ? null : k, v]);
    const count = test => expected.filter(test).length;
    const counts = [
      count(([, k]) => k === 'a=b'),
      count(([id]) => id === 7),
      count(([id, , v]) => id > 20 && v < 15),
      count(([, k]) => k === null),
    ];
    const [want, got] = [{ name, rows: expected, counts }, read[i]].map(report => JSON.stringify(report));
    return [`Spark reads ${name}`, want === got ? undefined : `expected ${want}\nread     ${got}`];
  });
}

async function write(session, { format, columns, location, rows }) {
  const source = session.memoryStream('id bigint, k string, v double');
  const writer = source.toDF().writeStream.format(format).option('checkpointLocation', `${location}-checkpoint`);
  const query = writer.partitionBy(columns).start(location);
  for (let i = 0; i < rows.length; i += 3) {
    source.add(rows.slice(i, i + 3));
    await query.processAllAvailable();
  }
  await query.stop();
}

/** Runs a command. @returns what it prints */
export function xpto(root, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/xpto.js'), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`xpto ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}
