import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { functions as F, Session } from 'xpto';
import type { Disk } from '../../src/lib/files/disk.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { nodeDisk } from '../../src/lib/files/node-disk.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { kindNow, walkNow } from '../../src/lib/files/walk-now.ts';
import { SimulatedMachine } from '../support/simulated-disk.ts';
import { listed } from './contract.ts';

const bytes = Buffer.from('1');
let folder: string;
let root: string;
let files: Files;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xpto-local-'));
  root = join(folder, 'root');
  files = await openFiles(root);
});
afterEach(() => rm(folder, { recursive: true }));

describe('symbolic links', () => {
  beforeEach(async () => {
    await files.createNew('in/a', bytes);
    await mkdir(join(folder, 'outside'));
    await writeFile(join(folder, 'outside/a'), 'outside');
  });

  test('lead no change out of the root', async () => {
    await symlink(join(folder, 'outside'), join(root, 'out'));
    await symlink(join(folder, 'outside/new'), join(root, 'file'));
    const refused = {
      key: 'INVALID_PATH',
      message: expect.stringContaining(`a symbolic link leads out of ${root}`),
    };
    for (const attempt of [
      () => files.createNew('out/b', bytes),
      () => files.createNew('out/new/b', bytes),
      () => files.create('out/b'),
      () => files.remove('out/a'),
      () => files.move('out/a', 'b'),
      () => files.move('in/a', 'out/b'),
    ])
      await expect(attempt()).rejects.toMatchObject(refused);
    await expect(files.createNew('file', bytes)).rejects.toMatchObject({ key: 'FILE_EXISTS' });
    await files.recover('');
    expect(await readdir(join(folder, 'outside'))).toEqual(['a']);
    expect(await readFile(join(folder, 'outside/a'), 'utf8')).toBe('outside');
  });

  test('are followed by who reads, and not in a circle', async () => {
    await symlink(join(folder, 'outside'), join(root, 'out'));
    await symlink(root, join(folder, 'outside/back'));
    await symlink(join(folder, 'nowhere'), join(root, 'broken'));
    await symlink(join(root, 'in/a/b'), join(root, 'through a file'));
    await symlink(join(root, 'itself'), join(root, 'itself'));
    await symlink(join(root, 'in/a'), join(root, 'link'));
    expect(await listed(files)).toEqual(['in/a', 'link', 'out/a']);
    expect(await listed(files, '', { shallow: true })).toEqual(['in/', 'link', 'out/']);
    expect(String(await files.read('out/a'))).toBe('outside');
  });

  test('are followed by who cannot wait, too, and not in a circle', async () => {
    await files.createNew('b', bytes);
    await files.createNew('no/a', bytes);
    await symlink(join(folder, 'outside'), join(root, 'out'));
    await symlink(root, join(folder, 'outside/back'));
    await symlink(folder, join(root, 'above'));
    await symlink(join(root, 'itself'), join(root, 'itself'));
    const walked = [...walkNow(root, path => !path.endsWith('no'))];
    expect(walked).toEqual(['b', 'itself', 'above/outside/a', 'in/a', 'out/a']);
    expect([...walkNow(join(root, 'nowhere'), () => true)]).toEqual([]);
    expect(['b', 'in', 'out', 'nowhere'].map(path => kindNow(join(root, path)))).toEqual([
      ...['file', 'folder', 'folder'],
      undefined,
    ]);
  });

  test('that cannot be followed stop the list', async () => {
    await symlink('x'.repeat(300), join(root, 'broken')); // ENAMETOOLONG
    await expect(listed(files)).rejects.toMatchObject({ key: 'READ_FAILED' });
  });

  test('inside the root are as good as what they lead to, and so is a root that is one', async () => {
    await symlink(join(root, 'in'), join(root, 'alias'));
    await symlink(root, join(folder, 'other root'));
    const other = await openFiles(join(folder, 'other root'));
    await other.createNew('alias/b', bytes);
    expect(await listed(files, 'in')).toEqual(['in/a', 'in/b']);
  });
});

test.skipIf(process.platform === 'win32')(
  'what is no file is none to who cannot wait: a pipe would be waited for',
  async () => {
    await files.createNew('a', bytes);
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect([...walkNow(root, () => true)]).toEqual(['a']);
  },
);

/** Other systems have no such names. */
test.runIf(process.platform === 'linux').each(['file', 'folder'])(
  'a %s whose name is no UTF-8 is told of, since it cannot be opened',
  async kind => {
    await files.createNew('in/a', bytes);
    const name = Buffer.concat([Buffer.from(join(root, 'in/relat')), Buffer.of(0xa2), Buffer.from('rio.json')]);
    await (kind === 'file' ? writeFile(name, bytes) : mkdir(name));
    await expect(listed(files)).rejects.toMatchObject({
      key: 'FILE_NAME_NOT_UTF8',
      message: expect.stringContaining(
        `${join(root, 'in')} cannot be opened, since its name is not UTF-8: relat\uFFFDrio`,
      ),
    });
  },
);

describe('what writers that are no more have left', () => {
  const host = nodeDisk.writer.split('-')[0];
  /** Above the greatest that Linux gives. */
  const nobody = 2 ** 22 + 1;

  test.each([
    ['of a process that is no more', `${host}-${nobody}-0-1`, 0, false],
    ['of a process that runs', `${host}-${process.ppid}-0-1`, 0, true],
    ['of this process', `${nodeDisk.writer}-1`, 0, true],
    ['of one that had the number of this process', `${host}-${process.pid}-0-1`, process.uptime() + 3600, false],
    ['of another machine', `00000000-${nobody}-0-1`, 0, true],
    ['of another machine, of yesterday', `00000000-${nobody}-0-1`, 24 * 3600 + 60, false],
    ['of a process that runs, of yesterday', `${host}-${process.ppid}-0-1`, 24 * 3600 + 60, false],
  ])('is removed, or not: %s', async (_, writer, agoSeconds, stays) => {
    await files.createNew('a/b', bytes);
    const left = join(root, 'a', `.xpto-unfinished-${writer}`);
    await writeFile(left, 'half');
    const at = Date.now() / 1000 - agoSeconds;
    await utimes(left, at, at);
    expect(await listed(files)).toEqual(['a/b']);
    await files.recover('a');
    expect(await readdir(join(root, 'a'))).toEqual(stays ? [expect.stringContaining(writer), 'b'] : ['b']);
  });
});

test('one fsync for the file, one for its folder, one for a folder that is new or new to this process', async () => {
  const machine = new SimulatedMachine();
  const opsOf = async (work: (files: LocalFiles) => Promise<unknown>) => {
    const ops: string[] = [];
    const process = machine.start(({ op, path, change }) => void (change && ops.push(`${op} ${path}`)));
    await work(new LocalFiles('/lake', process));
    return ops.map(op => op.replace(/\.xpto-unfinished.*/, '*'));
  };
  const write = (path: string) =>
    ['create', 'write', 'sync', 'close', 'link', 'unlink'].map(op => `${op} /lake/logs/${op === 'link' ? path : '*'}`);
  expect(
    await opsOf(async files => {
      await files.createNew('logs/0', bytes);
      await files.createNew('logs/1', bytes);
    }),
  ).toEqual([
    'makeFolder /lake',
    'syncFolder /',
    'makeFolder /lake/logs',
    'syncFolder /lake',
    ...write('0'),
    'syncFolder /lake/logs',
    ...write('1'),
    'syncFolder /lake/logs',
  ]);
  expect(await opsOf(files => files.remove('logs/0', 'logs/1', 'nowhere/1'))).toEqual([
    'unlink /lake/logs/0',
    'unlink /lake/logs/1',
    'syncFolder /lake/logs',
  ]);
});

test('on Windows the names that it cannot hold are refused', async () => {
  const files = new LocalFiles('C:\\lake', { ...nodeDisk, path: win32 });
  expect(files.root).toBe('C:\\lake');
  expect(files.address('a b/ç.json')).toBe('file:///C:/lake/a%20b/ç.json');
  expect(files.pathOf('file:///C:/lake/a%20b/ç.json')).toBe('a b/ç.json');
  for (const path of [
    'a\\b',
    'C:x',
    'con',
    'a/NUL.json',
    'com1',
    'LPT¹.x',
    'a.',
    'a ',
    'a<b',
    'x=a?',
    'a|b',
    'a"b',
    'a*',
    'a\u001fb',
  ])
    await expect(files.read(path), path).rejects.toMatchObject({ key: 'INVALID_PATH' });
  for (const path of ['console', 'a.con', 'com', 'x=%3A'])
    await expect(files.read(path), path).rejects.not.toMatchObject({ key: 'INVALID_PATH' });
});

test.each(['a'.repeat(256), 'é'.repeat(128), `x/${'🚀'.repeat(64)}/y`])(
  'a name of 256 bytes is refused',
  async path => {
    await expect(files.createNew(path, bytes)).rejects.toThrow('a name there has at most 255 bytes');
  },
);

test.each([
  ['a b', 'a%20b'],
  ['x=50%', 'x=50%25'],
  ['ação/日本/🚀', 'ação/日本/🚀'],
  ['a#b?c', 'a%23b%3Fc'],
  ["-_.!~*'(),;:$&+=@", "-_.!~*'(),;:$&+=@"],
  ['[a]{b}^`|"<>\\', '%5Ba%5D%7Bb%7D%5E%60%7C%22%3C%3E%5C'],
  ['tab\tnbsp\u00a0nel\u0085', 'tab%09nbsp%C2%A0nel%C2%85'],
])('the address of %j is quoted as Java quotes it', (path, quoted) => {
  const files = new LocalFiles('/lake', nodeDisk);
  expect(files.address(path)).toBe(`file:///lake/${quoted}`);
  expect(files.pathOf(`file:///lake/${quoted}`)).toBe(path);
  expect(files.pathOf(`file:/lake/${quoted}`)).toBe(path);
});

test.each([
  ['relative', join(process.cwd(), 'relative')],
  ['file:///tmp/a%20b', '/tmp/a%20b'],
  ['file:/tmp/x', '/tmp/x'],
  ['FILE:///', '/'],
  ['memory:///x', 'memory:///x/'],
])('the location %j is opened', async (location, root) => {
  expect((await openFiles(location)).root).toBe(root);
});

test('a location that nothing is known of is refused', async () => {
  await expect(openFiles('hdfs://host/lake')).rejects.toMatchObject({
    key: 'NO_FILE_SYSTEM',
    params: { scheme: 'hdfs' },
  });
});

test('memory is the same for the same name, and apart for another', async () => {
  await (await openFiles('memory:///one')).createNew('a', bytes);
  expect(await listed(await openFiles('memory:///one/'))).toEqual(['a']);
  expect(await listed(await openFiles('memory:///two'))).toEqual([]);
});

test('memory tells who watches', async () => {
  const memory = await openFiles('memory:///watched');
  const seen: string[] = [];
  const stop = memory.watch!('a', path => void seen.push(path));
  await memory.createNew('a/1', bytes);
  await memory.createNew('b', bytes);
  await memory.move('a/1', 'a/2');
  await memory.remove('a/2', 'a/3');
  stop();
  await memory.createNew('a/4', bytes);
  expect(seen).toEqual(['a/1', 'a/2', 'a/1', 'a/2']);
});

test('after its end a file is not written to', async () => {
  const file = await files.create('a');
  await file.commit();
  await expect(file.write(bytes)).rejects.toThrow('Broken invariant');
  await expect(file.commit()).rejects.toThrow('Broken invariant');
  const failing = new LocalFiles(
    '/a',
    new SimulatedMachine().start(({ op }) => (op === 'sync' ? { fails: 'EIO' } : undefined)),
  );
  const other = await failing.create('b');
  await expect(other.commit()).rejects.toMatchObject({ key: 'WRITE_FAILED' });
  await expect(other.commit()).rejects.toMatchObject({ key: 'WRITE_FAILED' });
});

test('a pipe, a folder and a file that goes while it is listed are no files', async () => {
  await files.createNew('a/b', bytes);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(await listed(files)).toEqual(['a/b']);
  expect(await files.stat('pipe')).toBeUndefined();
  const machine = new SimulatedMachine();
  const simulated = new LocalFiles('/a', machine.start());
  for (const name of ['0', '1']) await simulated.createNew(name, bytes);
  const other = new LocalFiles(
    '/a',
    machine.start(({ op, path }) => (op === 'stat' && path === '/a/0' ? { fails: 'ENOENT' } : undefined)),
  );
  expect(await listed(other)).toEqual(['1']);
  const broken = machine.start(({ op }) => (op === 'realPath' ? { fails: 'EIO' } : undefined));
  await expect(listed(new LocalFiles('/a', broken))).rejects.toMatchObject({ key: 'READ_FAILED' });
});

test('the folder above the root need not be ours to sync', async () => {
  const machine = new SimulatedMachine();
  await new LocalFiles('/home/me', machine.start()).createNew('a', bytes);
  const plan = (fails: string) =>
    machine.start(({ op, path }) => (op === 'syncFolder' && path === '/home' ? { fails } : undefined));
  await new LocalFiles('/home/me', plan('EACCES')).createNew('b', bytes);
  await expect(new LocalFiles('/home/me', plan('EIO')).createNew('c', bytes)).rejects.toMatchObject({
    key: 'WRITE_FAILED',
  });
  await expect(new LocalFiles('/home/you', plan('EACCES')).createNew('a', bytes)).rejects.toMatchObject({
    key: 'WRITE_FAILED',
  });
});

test('two who make a folder at once both go on', async () => {
  const machine = new SimulatedMachine();
  const makers = Array.from({ length: 5 }, () => new LocalFiles('/a/b', machine.start()));
  await Promise.all(makers.map((maker, i) => maker.createNew(`c/d/${i}`, bytes)));
  expect(await listed(makers[0])).toEqual(['c/d/0', 'c/d/1', 'c/d/2', 'c/d/3', 'c/d/4']);
  expect(await listed(new LocalFiles('/', machine.start()), 'a')).toHaveLength(5);
  await new LocalFiles('/', machine.start()).createNew('root', bytes);
  await new LocalFiles('/', machine.start()).createNew('x/y/z', bytes);
  expect(await listed(new LocalFiles('/x', machine.start()))).toEqual(['y/z']);
});

test('a folder that the system cannot sync is as good as one that it has synced; one that is not there is not', async () => {
  await nodeDisk.syncFolder(process.platform === 'linux' ? '/proc' : folder); // EINVAL
  await expect(nodeDisk.syncFolder(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
});

describe('a watch', () => {
  /** Does something again and again, as a watch begins when it begins. */
  const until = async (isSeen: () => boolean, action: (n: number) => Promise<unknown> = async () => {}) => {
    let n = 0;
    const look = async () => {
      if (!isSeen()) await action(n++);
      return isSeen();
    };
    await expect.poll(look, { interval: 5 }).toBe(true);
  };

  test('tells of files that appear and go, also in folders that are new', async () => {
    await files.createNew('a/0', bytes);
    const seen = new Set<string>();
    const stop = files.watch!('', path => void seen.add(path));
    await until(
      () => seen.has('a/probe'), // the watch of the inner folder has begun
      async () => {
        await files.remove('a/probe');
        await files.createNew('a/probe', bytes);
      },
    );
    await files.createNew('a/1', bytes);
    await files.createNew('b/c/2', bytes);
    await files.remove('a/0');
    await until(() => ['a/1', 'b/c/2', 'a/0'].every(path => seen.has(path)));
    expect([...seen].filter(path => path.includes('unfinished'))).toEqual([]);
    stop();
    const before = seen.size;
    await files.createNew('a/3', bytes);
    await files.createNew('d/4', bytes);
    expect(seen.size).toBe(before);
  });

  test('is begun once for each folder, and for none when it is over', async () => {
    const tellers = new Map<string, (name: string) => void>();
    const failures = new Map<string, () => void>();
    const begun: string[] = [];
    const started: (() => void)[] = [];
    const disk: Disk = {
      ...nodeDisk,
      watchFolder(path, onChange, onError) {
        begun.push(path);
        tellers.set(path, onChange);
        failures.set(path, onError);
        for (const start of started.splice(0)) start();
        return () => void tellers.delete(path);
      },
    };
    const next = () => new Promise<void>(resolve => started.push(resolve));
    await files.createNew('a/1', bytes);
    const seen: string[] = [];
    const stop = new LocalFiles(root, disk).watch!('', path => void seen.push(path));
    await next(); // the inner folder
    tellers.get(root)!('a');
    await files.createNew('b/1', bytes);
    const isBegun = next();
    tellers.get(root)!('b');
    await isBegun;
    expect(begun).toEqual([root, join(root, 'a'), join(root, 'b')]);
    failures.get(join(root, 'a'))!(); // so that it may begin again
    const isBegunAgain = next();
    tellers.get(root)!('a');
    await isBegunAgain;
    expect(begun.splice(3)).toEqual([join(root, 'a')]);
    const late = tellers.get(root)!;
    await files.createNew('c/1', bytes);
    late('c'); // looks, and then it is over
    stop();
    await nodeDisk.stat(join(root, 'c'));
    late('d');
    expect(seen.filter(path => !/1/.test(path))).toEqual(['a', 'b', 'a', 'c']);
    expect([begun.length, tellers.size]).toEqual([3, 0]);
  });

  test('of a folder that is not there, or goes, is silent', async () => {
    files.watch!('nowhere', () => {})();
    await files.createNew('a/0', bytes);
    const seen = new Set<string>();
    const stop = files.watch!('a', path => void seen.add(path));
    await until(
      () => seen.size > 0,
      n => files.createNew(`a/new ${n}`, bytes),
    );
    await rm(root, { recursive: true });
    stop();
  });
});

test('a folder is no file, however much of it is asked for', async () => {
  await files.createNew('in/a', bytes);
  await expect(files.read('in')).rejects.toMatchObject({ key: 'READ_FAILED' });
  await expect(files.readRange('in', 0, 1 << 16)).rejects.toMatchObject({ key: 'READ_FAILED' });
  await expect(files.chunks('in')[Symbol.asyncIterator]().next()).rejects.toMatchObject({ key: 'READ_FAILED' });
});

test('session.read.text takes URLs', async () => {
  const session = new Session();
  await files.createNew('b.txt', Buffer.from('3\n'));
  await files.createNew('a.txt', Buffer.from('1\n2'));
  await files.createNew('_c.txt', Buffer.from('4'));
  await files.createNew('inner/d.txt', Buffer.from('5'));
  const memory = await openFiles('memory:///lake');
  for (const path of ['b.txt', 'a.txt', '_c.txt', 'inner/d.txt']) await memory.createNew(path, await files.read(path));
  for (const location of [root, files.address(''), 'memory:///lake'])
    expect((await session.read.text(location).collect()).map(row => row['value'])).toEqual(['1', '2', '3']);
  for (const location of [files.address('b.txt'), 'memory:///lake/b.txt'])
    expect((await session.read.text(location).select(F.col('value')).collect()).map(row => row['value'])).toEqual([
      '3',
    ]);
  await expect(session.read.text('memory:///lake/nothing').collect()).rejects.toMatchObject({ key: 'PATH_NOT_FOUND' });
  expect(() => session.read.text(`${files.address('')}/nothing`)).toThrow('There is nothing at');
});
