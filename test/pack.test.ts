import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, run } from './support/process.ts';

// What `npm pack` makes, installed into an empty folder without a network, works as the repository does.

const SLOW_MS = 120_000; // npm is slow on a machine that does other things, too
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xpto-pack-'));
  const [packed, app] = ['packed', 'app'].map(name => join(folder, name));
  await Promise.all([mkdir(packed), mkdir(app)]);
  const dependencies = await dependenciesOf(root);
  const packages = ['.', ...dependencies.map(name => `./node_modules/${name}`)];
  await npm(root, 'pack', '--ignore-scripts', '--pack-destination', packed, ...packages);
  const files = (await readdir(packed)).map(name => join(packed, name));
  expect(files).toHaveLength(packages.length);
  await npm(app, 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...files);
}, SLOW_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [['--version'], undefined],
  [['--help'], undefined],
  [['wordcount'], 'a b a\n'],
  [['wordcount', '--mode', 'append', '-'], 'a\n'],
])(
  'npx xpto %j',
  async (args, input) => {
    const [installed, here] = await Promise.all([npx(args, input), run(args, { input: input ?? '' })]);
    expect({ ...installed, stderr: settled(installed.stderr) }).toEqual({ ...here, stderr: settled(here.stderr) });
    expect(here.stdout + here.stderr).not.toBe('');
  },
  SLOW_MS,
);

test(
  'npx xpto demo: all of it but the SQL, whose engine is installed apart',
  async () => {
    const [installed, here] = await Promise.all([npx(['demo'], undefined), run(['demo'])]);
    expect({ code: installed.code, stdout: installed.stdout }).toEqual({ code: 0, stdout: here.stdout });
    expect(installed.stderr).toMatch(/Tweets in REF: \d{4}\b[\s\S]*npm install @duckdb\/node-api/);
    expect(here.stderr).not.toContain('npm install');
  },
  SLOW_MS,
);

test(
  'the library, with its types, and no others',
  async () => {
    const program = `
      import { Session, functions as F, type Row } from 'xpto';
      const frame = new Session().createDataFrame([{ palavra: 'a', n: 1n }, { palavra: 'a', n: 2n }], 'palavra string, n bigint');
      const rows: Row[] = await frame.groupBy('palavra').agg(F.sum('n').alias('total')).collect();
      console.log(rows.map(row => Object.values(row).join(' ')).join());
      // @ts-expect-error: there is no such method
      () => frame.gruopBy('palavra');
    `;
    const app = join(folder, 'app');
    await writeFile(join(app, 'program.mts'), program);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--lib', 'es2023,dom'];
    expect(await end(app, process.execPath, [tsc, ...options, 'program.mts'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await end(app, process.execPath, ['program.mjs'])).toEqual({ code: 0, stdout: 'a 3\n', stderr: '' });
  },
  SLOW_MS,
);

test('nothing else is in it', async () => {
  const { files } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const always = ['LICENSE', 'README.md', 'README.pt-BR.md', 'package.json'];
  const given = files.filter((file: string) => !file.startsWith('!'));
  const installed = join(folder, 'app/node_modules/xpto');
  expect((await readdir(installed)).sort()).toEqual([...always, ...given].sort());
  const built = await readdir(join(installed, 'dist'));
  expect(built).toEqual(expect.arrayContaining(['json-thread.cjs', 'read-thread.cjs'])); // started by their names
  expect(built).not.toContain('xpto.cache'); // another Node than this one cannot use it
});

/** What changes from run to run: ports and times. */
const settled = (notes: string): string => notes.replace(/\d{4,}|\d+(?:\.\d+)? m?s\b/g, '#');

/** The packages that one needs at run time, and those that these need. */
async function dependenciesOf(directory: string): Promise<string[]> {
  const { dependencies = {} } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  const direct = Object.keys(dependencies);
  const further = await Promise.all(direct.map(name => dependenciesOf(join(root, 'node_modules', name))));
  return [...new Set([...direct, ...further.flat()])];
}

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await end(cwd, 'npm', args);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}.\n${stderr}`);
}

const npx = (args: readonly string[], input = '') => end(join(folder, 'app'), 'npx', ['xpto', ...args], input);

function end(cwd: string, program: string, args: readonly string[], input = '') {
  // A package manager that runs the tests must not tell the one in the test where it is.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name));
  const env = {
    ...Object.fromEntries(own),
    npm_config_offline: 'true',
    npm_config_cache: join(folder, 'cache'),
    npm_config_userconfig: join(folder, 'npmrc'), // not there: the settings of who runs the tests are not ours
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
    FORCE_COLOR: undefined,
    NO_COLOR: '1',
    XPTO_LANG: 'en',
  };
  const shell = process.platform === 'win32' && program !== process.execPath; // npm is a script there
  return new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
    const child = execFile(program, args, { cwd, env, shell }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin!.on('error', () => {}); // it may end without having read all
    child.stdin!.end(input);
  });
}
