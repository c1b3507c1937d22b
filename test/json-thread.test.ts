import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './support/process.ts';

// The program and the library as they are built, with the thread that reads JSON and without it.

const folder = mkdtempSync(join(tmpdir(), 'xpto-json-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const input = join(folder, 'input');
const SCHEMA = 'id string, at timestamp, day string, n bigint';
const ROWS = 60_000;

beforeAll(() => {
  mkdirSync(input);
  const line = (id: number) =>
    JSON.stringify({
      id: `é${id}`,
      at: new Date(id * 1000).toISOString(),
      day: `d${id % 3}`,
      n: id,
      rest: 'x'.repeat(300),
    });
  writeFileSync(join(input, 'a.json'), Array.from({ length: ROWS }, (_, id) => line(id)).join('\n'));
});

/** A copy of the program. @param change what is done to its files */
function installed(name: string, change: (dist: string) => void): string {
  const home = join(folder, name);
  for (const part of ['bin', 'package.json', 'dist']) cpSync(join(root, part), join(home, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
  change(join(home, 'dist'));
  return home;
}

/** Leaves a file `started` when the thread is, and a file `asked` when it has something to do. */
const withMarks = (marks: string) => (dist: string) => {
  mkdirSync(marks);
  renameSync(join(dist, 'json-thread.cjs'), join(dist, 'own.cjs'));
  const leave = (name: string) => `require('node:fs').writeFileSync(${JSON.stringify(join(marks, name))}, '')`;
  writeFileSync(
    join(dist, 'json-thread.cjs'),
    `require('node:worker_threads').parentPort.once('message', () => ${leave('asked')});
    require('./own.cjs');
    ${leave('started')};`,
  );
};

function node(...args: readonly string[]) {
  const child = spawn(process.execPath, args, { env: { ...process.env, XPTO_LANG: 'en', TZ: 'UTC' } });
  let stderr = '';
  child.stderr.on('data', text => (stderr += text));
  child.stdout.resume();
  return new Promise<{ code: number | null; stderr: string }>(resolve =>
    child.once('close', code => resolve({ code, stderr })),
  );
}

/** Names of data files without what is of one query only, and a digest of their bytes. */
function filesIn(output: string): string[] {
  return readdirSync(output, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.parquet'))
    .map(path => {
      const digest = createHash('sha256').update(readFileSync(join(output, path)));
      return `${path.replaceAll('\\', '/').split('/')[0]} ${digest.digest('hex')}`;
    })
    .sort();
}

test.skipIf(availableParallelism() < 2)(
  'the program writes the same bytes with the thread and without it',
  async () => {
    const marks = join(folder, 'program-marks');
    const program = join(folder, 'program.mjs');
    writeFileSync(
      program,
      `import { existsSync } from 'node:fs';
    import { setImmediate } from 'node:timers/promises';
    export default async (session, [input, output, started]) => {
      await session.read.schema('${SCHEMA}').json(input).limit(30_000).collect();
      while (started && !existsSync(started)) await setImmediate();
      return session.readStream.schema('${SCHEMA}').json(input)
        .writeStream.format('parquet').partitionBy('day').option('path', output)
        .trigger({ availableNow: true }).start();
    }`,
    );
    const written = [];
    for (const [name, change] of [
      ['with', withMarks(marks)],
      ['without', (dist: string) => rmSync(join(dist, 'json-thread.cjs'))],
      ['broken', (dist: string) => writeFileSync(join(dist, 'json-thread.cjs'), 'throw new Error("broken")')],
    ] as const) {
      const home = installed(name, change);
      const [output, checkpoint] = [join(folder, `${name}-out`), join(folder, `${name}-checkpoint`)];
      const more = name === 'with' ? [join(marks, 'started')] : [];
      const run = await node(
        ...[join(home, 'bin/xpto.js'), 'run', program, '--checkpoint', checkpoint, '--', input, output, ...more],
      );
      expect(run).toEqual({ code: 0, stderr: expect.stringContaining(`Lines: ${ROWS}.`) });
      written.push(filesIn(output));
    }
    expect(existsSync(join(marks, 'asked'))).toBe(true);
    expect(written[0].map(file => file.split(' ')[0])).toEqual(['day=d0', 'day=d1', 'day=d2']);
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
  },
  120_000,
);

test.skipIf(availableParallelism() < 2)(
  'a process ends by itself when its query has stopped early, has failed, or was left alone',
  async () => {
    const marks = join(folder, 'library-marks');
    const home = installed('library', withMarks(marks));
    const bad = join(folder, 'bad');
    mkdirSync(bad);
    writeFileSync(join(bad, 'a.json'), `${readFileSync(join(input, 'a.json'), 'utf8')}\n{"id": 1\n`);
    const program = join(folder, 'library.mjs');
    const text = JSON.stringify;
    writeFileSync(
      program,
      `import { existsSync } from 'node:fs';
    import { setImmediate } from 'node:timers/promises';
    import { Session } from ${text(pathToFileURL(join(home, 'dist/index.js')).href)};
    const session = new Session();
    const frame = path => session.read.schema('${SCHEMA}').option('mode', 'FAILFAST').json(path);
    const first = () => frame(${text(input)}).limit(30_000).collect();
    await first();
    while (!existsSync(${text(join(marks, 'started'))})) await setImmediate();
    if ((await first()).length !== 30_000) throw new Error('There are not as many rows.');
    const failure = await frame(${text(bad)}).collect().catch(error => error);
    if (failure.key !== 'MALFORMED_RECORD_IN_FILE') throw new Error(String(failure));
    frame(${text(input)}).collect().then(rows => { if (rows.length === ${ROWS}) process.exitCode = 7; });`,
    );
    expect(await node(program)).toEqual({ code: 7, stderr: '' });
    expect(existsSync(join(marks, 'asked'))).toBe(true);
  },
  120_000,
);
