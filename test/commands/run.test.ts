import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run, start } from '../support/process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a module, and gives its path. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Counts 0, 1, 2, … into groups, so that what a restart forgot would show. */
const counting = `
import { functions as F, type Session } from 'xpto';
import { parity } from './parity.js';

enum Column { count = 'count' }

export default function (session: Session, [rate]: readonly string[]) {
  return session.readStream.format('rate').option('rowsPerSecond', rate).load()
    .groupBy(parity).agg(F.count('*').alias(Column.count))
    .writeStream.outputMode('update').format('jsonLines').start();
}
`;

test('a module in TypeScript, with others beside it, goes on from its checkpoint', async () => {
  file(
    'parity.ts',
    `import { functions as F } from 'xpto';\nexport const parity = F.col('value').mod(2).alias('odd');`,
  );
  const path = file('counting.ts', counting);
  const args = ['run', path, '--checkpoint', join(folder, 'checkpoint'), '--', '10'];
  const countsOf = (stdout: string): number[] =>
    stdout.split('\n').flatMap(line => (line.includes('"odd":0') ? JSON.parse(line).count : []));
  let last = 0;
  for (let round = 0; round < 2; round++) {
    const query = start(args);
    await query.waitFor(/"odd":0.*\n/, 'stdout');
    query.signal('SIGINT');
    const { code, stdout, stderr } = await query.ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toMatch(/^At least once: after a crash JsonLines is given the last batch again\.\n/);
    const counts = countsOf(stdout);
    expect(counts[0]).toBeGreaterThan(last);
    last = counts[counts.length - 1];
  }
  expect(readdirSync(join(folder, 'checkpoint'))).toContain('xpto-state');
});

describe('what is wrong with a module', () => {
  test.each([
    ['no such file', undefined, /There is no file .*query\.ts/],
    ['no TypeScript', 'export default (s) => { const x: number = ; }', /query\.ts failed: .*\(line 1\)/],
    [
      'an import that is not there',
      "import 'no-such-package';\nexport default () => {};",
      /query\.ts failed: .*no-such-package/,
    ],
    ['no function', 'export const query = 1;', /has no function as its default export/],
    ['no query', 'export default () => 5;', /returned no query/],
    [
      'a function that fails',
      'export default () => {\n  null!.x;\n}',
      /query\.ts:2:\d+ failed: Cannot read properties of null/,
    ],
    [
      'what Spark refuses',
      "export default s => s.readStream.format('rate').load().writeStream.outputMode('complete').format('noop').start();",
      /\[STREAMING_OUTPUT_MODE\.UNSUPPORTED_OPERATION\]/,
    ],
  ])('%s', async (_what, text, message) => {
    const path = text === undefined ? join(folder, 'query.ts') : file('query.ts', text);
    const { code, stdout, stderr } = await run(['run', path]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect([code, stdout]).toEqual([text?.includes('complete') ? 3 : 4, '']);
  });
});

test('--no-spark-log keeps the log of the output where Spark does not look', async () => {
  mkdirSync(join(folder, 'in'));
  const path = file(
    'copy.mjs',
    `export default (session, [from, to]) => session.readStream.text(from)
       .writeStream.format('text').trigger({ availableNow: true }).start(to);`,
  );
  const output = join(folder, 'out');
  const go = (...flags: string[]) =>
    run(['run', path, '--checkpoint', join(folder, 'checkpoint'), ...flags, '--', join(folder, 'in'), output]);
  for (const name of ['a', 'b']) {
    file(`in/${name}.txt`, `${name}\n`);
    const { code, stderr } = await go('--no-spark-log');
    expect(code, stderr).toBe(0);
  }
  const parts = readdirSync(output).filter(name => name.startsWith('part-'));
  expect(parts.map(name => readFileSync(join(output, name), 'utf8')).sort()).toEqual(['a\n', 'b\n']);
  expect(readdirSync(output)).not.toContain('_spark_metadata');
  expect(readdirSync(join(output, '_xpto', 'log'))).toEqual(['0', '1']);
  const { code, stderr } = await go();
  expect(code).toBe(4);
  expect(stderr).toMatch(/_xpto\/log\/0: it was begun with the option sparkLog=false/);
  // The exit code tells scripts what another start would not mend.
  for (const [name, at] of [
    ['commits/1', 'checkpoint'],
    ['_xpto/log/1', 'out'],
  ]) {
    const path = join(folder, at, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -1));
    const damaged = await go('--no-spark-log');
    expect(damaged.code, damaged.stderr).toBe(6);
    expect(damaged.stderr).toMatch(new RegExp(`${name} is not as it was written.*\\n +Bring the file back`));
    writeFileSync(path, text);
  }
});

test('one checkpoint is not for two queries', async () => {
  const path = file(
    'two.mjs',
    `export default session => [1, 2].map(() =>
       session.readStream.format('rate').load().writeStream.format('noop').start());`,
  );
  const { code, stderr } = await run(['run', path, '--checkpoint', join(folder, 'checkpoint')]);
  expect(stderr).toContain('Two queries cannot share the checkpoint');
  expect(code).toBe(2);
});
