/** What the READMEs and the guides show is what one gets. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './support/process.ts';

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

describe('programs', () => {
  const programs = blocks.flatMap(({ language, text }, i) => (language === 'js' ? [[text, blocks[i + 1].text]] : []));
  test.each(programs)('%s', async (text, printed) => {
    const program = join(folder, 'program.js');
    writeFileSync(program, text);
    const { stdout } = await execute(process.execPath, [program]);
    expect(stdout).toBe(printed);
  });
});
