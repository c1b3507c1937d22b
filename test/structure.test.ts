import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import { commands } from '../src/commands/index.ts';
import type { XptoError } from '../src/lib/base/errors.ts';
import { formats } from '../src/lib/formats/index.ts';
import { operatorNames } from '../src/lib/operators/index.ts';
import { circlesIn, type Import, importsOf, reachedFrom, sourcesIn } from './support/imports.ts';
import { root } from './support/process.ts';

const sources = new Map([...sourcesIn('src')].filter(([path]) => !path.startsWith('src/lib/columns/assembly/')));
const imports = importsOf(sources);

/**
 * The stations of a row, from above; folders of one line do not import each other. An import points down, whether of
 * a value or of a type.
 */
const ORDER = [
  'program',
  'cli typescript-hooks',
  'commands',
  'lib/index',
  'lib/checker lib/twitter lib/submit',
  'lib/lake',
  'lib/dataframe lib/dstream',
  'lib/engine',
  'lib/analysis lib/render',
  'lib/operators',
  'lib/sources lib/sinks',
  'lib/plan',
  'lib/state lib/checkpoint lib/formats',
  'lib/expressions',
  'lib/columns',
  'lib/files lib/net',
  'lib/base',
];
const height = new Map(ORDER.flatMap((line, i) => line.split(' ').map(folder => [folder, -i] as const)));
const folderOf = (path: string): string => (/^src\/((?:lib\/)?[^/.]+)/.exec(path) as RegExpExecArray)[1];

const pointUp = (checked: readonly Import[]): string[] =>
  checked
    .filter(({ isOwn }) => isOwn)
    .filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      return a !== b && !((height.get(a) ?? Number.NaN) > (height.get(b) ?? Number.NaN));
    })
    .map(({ from, to }) => `${from} imports ${to}`);

describe('imports', () => {
  test('point down, and every folder has its place', () => {
    expect(pointUp(imports)).toEqual([]);
    expect([...new Set([...sources.keys()].map(folderOf))].filter(folder => !height.has(folder))).toEqual([]);
  });

  test('go around in no circle when the program runs', () => {
    expect(circlesIn(imports.filter(({ isType }) => !isType))).toEqual([]);
  });

  test('reach every file', () => {
    const reached = reachedFrom(['src/program.ts', 'src/typescript-hooks.ts'], imports);
    expect([...sources.keys()].filter(path => !reached.has(path))).toEqual([]);
  });

  test('bring what a command needs only once it is called', () => {
    const atOnce = reachedFrom(
      ['src/cli.ts'],
      imports.filter(({ isType, isLazy }) => !isType && !isLazy),
    );
    const heavy =
      /^src\/lib\/(?:analysis|columns|dataframe|engine|expressions|net|operators|state|twitter)\/|^@aws-sdk\/|^@duckdb\//;
    expect([...atOnce].filter(path => heavy.test(path))).toEqual([]);
  });

  test('are seen in every form, and judged', () => {
    const planted = importsOf(
      new Map([
        ['src/lib/base/a.ts', "import type { B } from '../engine/b.ts';\nimport { c } from './c.ts';"],
        ['src/lib/base/c.ts', "export * from './d.ts';\nimport chalk from 'chalk';\nimport '@a/b/c';"],
        ['src/lib/base/d.ts', "export const a = () => import('./a.ts');"],
        ['src/lib/files/e.ts', "import {\n  f,\n} from '../net/f.ts';\nimport { x } from '../elsewhere/x.ts';"],
        ['src/lib/engine/b.ts', "import { type A } from '../base/a.ts';"],
      ]),
    );
    expect(pointUp(planted)).toEqual([
      'src/lib/base/a.ts imports src/lib/engine/b.ts',
      'src/lib/files/e.ts imports src/lib/net/f.ts',
      'src/lib/files/e.ts imports src/lib/elsewhere/x.ts',
    ]);
    expect(planted.filter(({ isLazy }) => isLazy).map(({ from }) => from)).toEqual(['src/lib/base/d.ts']);
    const [a, c, d] = ['a', 'c', 'd'].map(name => `src/lib/base/${name}.ts`);
    expect(circlesIn(planted.filter(({ isType }) => !isType))).toEqual([[a, c, d, a]]);
    expect(planted.filter(({ isOwn }) => !isOwn).map(({ to }) => to)).toEqual(['chalk', '@a/b']);
    expect(reachedFrom([c], planted)).toEqual(new Set([c, d, a, 'src/lib/engine/b.ts', 'chalk', '@a/b']));
  });
});

describe('nothing is left out of', () => {
  /** The names of the files of a folder, or of those in it that export something of a kind. */
  const namesIn = (folder: string, kind: RegExp): string[] =>
    [...sources]
      .filter(([path, text]) => path.startsWith(`src/${folder}/`) && kind.test(text))
      .map(([path]) => basename(path, '.ts'))
      .sort();
  const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

  test('the list of commands', () => {
    expect(commands.map(({ name }) => name).sort()).toEqual(namesIn('commands', /^export function define\(/m));
  });

  test('the list of operators', () => {
    expect([...operatorNames].sort()).toEqual(namesIn('lib/operators', /^export const \w+: Operator</m).map(camelCase));
  });

  test('the formats of readStream and writeStream', () => {
    const session = new Session();
    const frame = session.memoryStream('value string').toDF();
    const formatsTold = (action: () => unknown): string[] => {
      try {
        action();
      } catch (error) {
        return String((error as XptoError).params['formats'])
          .split(', ')
          .sort();
      }
      throw new Error('There should be no format zzz.');
    };
    // biome-ignore lint/suspicious/noExplicitAny: a format that the types do not allow
    const wrong = 'zzz' as any;
    const sources = namesIn('lib/sources', /^export \w+ \w+Stream\b.*: StreamDefinition/m);
    const sinks = namesIn('lib/sinks', /^export \w+ \w+Sink\b/m);
    const read = formatsTold(() => session.readStream.format(wrong).load());
    const ofLines = read.filter(format => !formats.has(format)).map(format => (format === 'stdin' ? 'lines' : format));
    expect(ofLines.sort()).toEqual(sources.filter(name => name !== 'file-stream'));
    expect(read.filter(format => formats.has(format))).toEqual([...formats.keys()].sort());
    // A user's function is given to a method of its own; files are named by their format.
    const told = ['foreach', ...formatsTold(() => frame.writeStream.format(wrong).start())];
    const written = [
      ...new Set([...sinks.filter(name => name !== 'file-sink').map(camelCase), ...formats.keys()]),
    ].sort();
    expect(told.sort()).toEqual(written);
  });
});

describe('package.json', () => {
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  const { name, scripts, dependencies, peerDependencies, devDependencies } = JSON.parse(text('package.json'));
  const lock = JSON.parse(text('package-lock.json')).packages[''];
  const tools = sourcesIn('test', 'bench', 'scripts');
  const toolTexts = [
    ...tools.values(),
    text('vitest.config.ts'),
    text('vitest.coverage.config.ts'),
    text('biome.json'),
    text('tsconfig.json'),
  ].join('\n');
  const packagesIn = (checked: readonly Import[]) =>
    new Set(checked.filter(({ isOwn, to }) => !isOwn && !to.startsWith('node:')).map(({ to }) => to));

  test('lists what the program imports as dependencies, and nothing else', () => {
    expect([...packagesIn(imports)].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  test('lists what tests and scripts import', () => {
    const known = new Set([name, ...Object.keys(dependencies), ...Object.keys(devDependencies)]);
    expect([...packagesIn(importsOf(tools))].filter(imported => !known.has(imported))).toEqual([]);
  });

  test('lists no tool that is not used', () => {
    const isUsed = (tool: string) =>
      [`'${tool}'`, `'${tool}/`, `/${tool}/`, `["${tool.replace('@types/', '')}"]`].some(use =>
        toolTexts.includes(use),
      ) || Object.values<string>(scripts).some(script => script.startsWith(`${tool} `));
    expect(Object.keys(devDependencies).filter(tool => !isUsed(tool))).toEqual([]);
  });

  test('pins exact versions, as the lock file has them', () => {
    for (const listed of [dependencies, peerDependencies, devDependencies]) {
      expect(
        Object.entries<string>(listed).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-r\.\d+)?$/.test(version)),
      ).toEqual([]);
    }
    expect(lock.dependencies).toEqual(dependencies);
    expect(lock.peerDependencies).toEqual(peerDependencies);
    expect(lock.devDependencies).toEqual(devDependencies);
  });
});
