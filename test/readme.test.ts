/** What the READMEs and the guides show is what one gets. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import { root, start } from './support/process.ts';

const execute = promisify(execFile);
const blocks = ['README.md', 'README.pt-BR.md', 'docs/stateful.md'].flatMap(file =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language,
    text,
  })),
);
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'readme-')); // within the package, so that it can import itself
afterAll(() => rmSync(folder, { recursive: true }));

const commands = blocks.flatMap(({ language, text }) =>
  language === 'console' ? [/^\$ ([^\n]*)\n(.*)$/s.exec(text)!] : [],
);

describe('commands', () => {
  test.skipIf(process.platform === 'win32').each(commands.map(([, command, printed]) => [command, printed]))(
    '%s',
    async (command, printed) => {
      const env = { ...process.env, XPTO_LANG: 'en' };
      const here = command.replaceAll('npx xpto', `"${process.execPath}" bin/xpto.js`);
      const { stdout } = await execute('sh', ['-c', here], { cwd: root, env });
      expect(stdout.slice(0, printed.length)).toBe(printed);
    },
  );
});

describe('modules for xpto run', () => {
  test.each(blocks.flatMap(({ language, text }) => (language === 'ts' ? [[text]] : [])))('%s', async text => {
    const [input, output] = [join(folder, 'raw'), join(folder, 'ref')];
    rmSync(output, { recursive: true, force: true });
    mkdirSync(input, { recursive: true });
    writeFileSync(join(input, 'a.json'), '{"id":"1","text":"bom dia","created_at":"2026-03-02T12:01:00Z"}\n');
    writeFileSync(join(folder, 'tweets.ts'), text);
    const checkpoint = mkdtempSync(join(folder, 'checkpoint-'));
    const query = start(['run', join(folder, 'tweets.ts'), '--checkpoint', checkpoint, '--json', '--', input, output]);
    await query.waitFor(/"numInputRows":1,/, 'stdout');
    query.signal('SIGINT');
    expect((await query.ended).stderr).toMatch(/^Exactly once: /);
    const [row] = await new Session().read.parquet(output).collect();
    expect(row).toMatchObject({ id: '1', text: 'bom dia' });
    expect(readdirSync(output)).toContain('day=2026-03-02');
  });
});

describe('programs', () => {
  const programs = blocks.flatMap(({ language, text }, i) => (language === 'js' ? [[text, blocks[i + 1].text]] : []));
  test.each(programs)('%s', async (text, printed) => {
    const program = join(folder, 'program.js');
    writeFileSync(program, text);
    const { stdout } = await execute(process.execPath, [program]);
    expect(stdout).toBe(printed);
  });
});

test('a program that lets an error of the library pass shows it, with one line of the code that threw it', async () => {
  const program = join(folder, 'uncaught.mjs');
  writeFileSync(
    program,
    "import { SparkSession } from 'xpto';\nSparkSession.builder.getOrCreate().range(1).select('nope');\n",
  );
  const { code, stderr } = await execute(process.execPath, [program]).catch(error => error);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no column "nope". Did you mean "id"?');
  expect(stderr.length).toBeLessThan(5000);
});
