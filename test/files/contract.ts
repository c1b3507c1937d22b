import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileEntry, Files, ListOptions } from '../../src/lib/files/files.ts';
import type { Place } from './places.ts';

const bytes = (text: string) => Buffer.from(text);
const keyOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    error => error.key ?? error,
  );

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What holds of files wherever they are. */
export function describeContract({ name, make }: Place): void {
  describe(`files in ${name}`, () => {
    let files: Files;
    let remove: (() => Promise<void>) | undefined;
    beforeEach(async () => {
      ({ files, remove } = await make());
    });
    afterEach(() => remove?.());

    const put = async (...paths: string[]) => {
      for (const path of paths) await files.createNew(path, bytes(path));
    };
    const text = async (path: string) => Buffer.from(await files.read(path)).toString();
    const list = (folder: string, options?: ListOptions) => listed(files, folder, options);

    test.each(['a', 'folder/in a folder/ação é 🚀+ x=1/ano=2022/%2e%2e.json', '.hidden', '~', 'a'.repeat(255)])(
      'a file named %j is made and read',
      async path => {
        await put(path);
        expect(await text(path)).toBe(path);
        expect(await list('')).toEqual([path]);
        const { sizeBytes, modifiedMs } = (await files.stat(path)) as FileEntry;
        expect(sizeBytes).toBe(Buffer.byteLength(path));
        expect(modifiedMs).toBeLessThanOrEqual(Date.now() + 2000);
        expect(files.pathOf(files.address(path))).toBe(path);
      },
    );

    test('a file that is replaced is the new one, and nothing else changes', async () => {
      await put('a/b', 'a/c');
      await files.replace('a/b', bytes('new'));
      expect(await text('a/b')).toBe('new');
      expect(await list('')).toEqual(['a/b', 'a/c']);
      expect(await keyOf(files.replace('a/d', bytes('new')))).toBe('FILE_NOT_FOUND');
      expect(await keyOf(files.replace('../d', bytes('new')))).toBe('INVALID_PATH');
      expect(await list('')).toEqual(['a/b', 'a/c']);
    });

    test('what is not there is not there', async () => {
      await put('a/b');
      for (const path of ['b', 'a', 'a/b/c', 'a/c']) {
        expect(await files.stat(path)).toBeUndefined();
        expect(await keyOf(files.read(path))).toBe(
          path === 'a' && files.root.includes('root') ? 'READ_FAILED' : 'FILE_NOT_FOUND',
        );
      }
      expect(await keyOf(files.readRange('b', 0, 1))).toBe('FILE_NOT_FOUND');
      expect(await keyOf(files.move('b', 'c'))).toBe('FILE_NOT_FOUND');
      expect(await keyOf(all(files.chunks('b')))).toBe('FILE_NOT_FOUND');
      expect(await list('b')).toEqual([]);
      expect(await list('a/b')).toEqual([]);
      await files.remove('b', 'b/c');
      await files.recover('');
      await files.recover('nowhere');
      expect(await list('')).toEqual(['a/b']);
    });

    test('nothing is replaced', async () => {
      await put('a');
      expect(await keyOf(files.createNew('a', bytes('other')))).toBe('FILE_EXISTS');
      const file = await files.create('a');
      await file.write(bytes('other'));
      expect(await keyOf(file.commit())).toBe('FILE_EXISTS');
      await file.abort();
      await put('b');
      expect(await keyOf(files.move('b', 'a'))).toBe('FILE_EXISTS');
      expect([await text('a'), await text('b')]).toEqual(['a', 'b']);
    });

    test('of many who make a file one does', async () => {
      const names = Array.from({ length: 20 }, (_, i) => `writer ${i}`);
      const ends = await Promise.all(names.map(name => keyOf(files.createNew('new/fence', bytes(name)))));
      expect(ends.filter(end => end !== 'FILE_EXISTS')).toEqual(['no error']);
      expect(await text('new/fence')).toBe(names[ends.indexOf('no error')]);
      expect(await list('')).toEqual(['new/fence']);
    });

    test('a file appears when it is finished', async () => {
      const file = await files.create('a/b');
      const piece = bytes('12');
      await file.write(piece);
      piece.fill(0);
      await file.write(bytes(''));
      await file.write(bytes('345'));
      expect(await list('')).toEqual([]);
      expect(await files.stat('a/b')).toBeUndefined();
      await file.commit();
      await file.abort();
      expect(await text('a/b')).toBe('12345');
    });

    test('a file given up leaves nothing', async () => {
      const file = await files.create('a/b');
      await file.write(bytes('12'));
      await file.abort();
      await file.abort();
      await put('a/b');
      expect(await list('')).toEqual(['a/b']);
    });

    test('an empty file', async () => {
      await files.createNew('a', bytes(''));
      await (await files.create('b')).commit();
      expect([await text('a'), await text('b')]).toEqual(['', '']);
      expect(await all(files.chunks('a'))).toEqual([]);
      expect(await list('')).toEqual(['a', 'b']);
    });

    test('a large file, in pieces and by ranges', async () => {
      const large = Buffer.from(Uint32Array.from({ length: 3_000_000 }, (_, i) => i * 2654435761).buffer);
      const file = await files.create('large');
      for (let i = 0; i < large.length; i += 1_000_000) await file.write(large.subarray(i, i + 1_000_000));
      await file.commit();
      const pieces: Uint8Array[] = [];
      for await (const piece of files.chunks('large')) pieces.push(Uint8Array.from(piece));
      expect(Buffer.concat(pieces).equals(large)).toBe(true);
      expect(large.equals(await files.read('large'))).toBe(true);
      expect((await files.stat('large'))?.sizeBytes).toBe(large.length);
      const end = large.length;
      for (const [from, to] of [
        [0, 10],
        [5_999_990, 6_000_010],
        [end - 5, end + 5],
        [end, end + 5],
        [end + 1, end + 5],
        [7, 7],
        [9, 7],
      ]) {
        expect(large.subarray(from, Math.max(from, to)).equals(await files.readRange('large', from, to))).toBe(true);
      }
    });

    test('files are listed in the order of their paths', async () => {
      // By bytes: '-' and '.' are before '/', which is before '0'; U+FFFD is before what takes two units of UTF-16.
      const paths = ['B', 'a', 'a-b/c', 'a.b', 'b/c/d', 'b/c/é', 'b/c0', 'b/\ufffd', 'b/🚀', 'b0', 'é'];
      await put(...[...paths].reverse());
      expect(await list('')).toEqual(paths);
      expect(await list('b')).toEqual(['b/c/d', 'b/c/é', 'b/c0', 'b/\ufffd', 'b/🚀']);
      expect(await list('b/c')).toEqual(['b/c/d', 'b/c/é']);
      expect(await list('a-b/c')).toEqual([]);
      for (const after of [...paths, 'A', 'a/', 'b', 'b/c', 'b/c/d0', 'b/z', 'z', '🚀']) {
        expect(await list('', { after }), after).toEqual(
          paths.filter(path => Buffer.compare(bytes(path), bytes(after)) > 0),
        );
      }
      expect(await list('', { shallow: true })).toEqual(['B', 'a', 'a-b/', 'a.b', 'b/', 'b0', 'é']);
      expect(await list('b', { shallow: true })).toEqual(['b/c/', 'b/c0', 'b/\ufffd', 'b/🚀']);
      expect(await list('', { shallow: true, after: 'b/c/d' })).toEqual(['b0', 'é']);
      expect(await list('', { shallow: true, after: 'a.b' })).toEqual(['b/', 'b0', 'é']);
    });

    test('more files than are asked for at once', async () => {
      const paths = Array.from({ length: 300 }, (_, i) => `f/${String(i).padStart(4, '0')}`);
      await Promise.all(paths.map(path => files.createNew(path, bytes(path))));
      expect(await list('f')).toEqual(paths);
      expect(await list('', { after: 'f/0270' })).toEqual(paths.slice(271));
      await files.remove(...paths.slice(1));
      expect(await list('')).toEqual(['f/0000']);
    });

    test('a file is removed and made again', async () => {
      await put('a/b', 'a/c');
      await files.remove('a/b');
      await files.remove();
      expect(await list('')).toEqual(['a/c']);
      await put('a/b');
      expect(await list('')).toEqual(['a/b', 'a/c']);
    });

    test('a file is moved', async () => {
      await put('a/b');
      await files.move('a/b', 'c/d/e');
      expect(await list('')).toEqual(['c/d/e']);
      expect(await text('c/d/e')).toBe('a/b');
      await files.move('c/d/e', 'c/d/f');
      expect(await list('')).toEqual(['c/d/f']);
    });

    test.each([
      '',
      '/',
      '/etc/passwd',
      '..',
      '../x',
      'a/../../x',
      './a',
      'a/./b',
      'a//b',
      'a/',
      'a\0b',
      '\ud800',
      `.xpto-unfinished-1`,
    ])('the path %j is refused', async path => {
      const calls: ((path: string) => Promise<unknown>)[] = [
        path => files.read(path),
        path => files.readRange(path, 0, 1),
        path => all(files.chunks(path)),
        path => files.createNew(path, bytes('x')),
        path => files.create(path),
        path => files.stat(path),
        path => files.remove(path),
        path => files.move(path, 'b'),
      ];
      const checkedFolders = path === '' ? [] : [(path: string) => list(path), (path: string) => files.recover(path)];
      await put('ok');
      for (const call of [...calls, (path: string) => files.move('ok', path), ...checkedFolders]) {
        expect(await keyOf((async () => call(path))()), String(call)).toBe('INVALID_PATH');
      }
      expect(await list('')).toEqual(['ok']);
    });

    test('an address of elsewhere has no path', () => {
      for (const address of [
        '',
        'http://a/b',
        'file:///elsewhere/a',
        's3://elsewhere/a',
        files.root.slice(0, -1),
        `${files.address('')}%ff`,
      ])
        expect(files.pathOf(address), address).toBeUndefined();
    });

    test('recovering leaves what is finished, and what somebody still writes', async () => {
      await put('a/b');
      const file = await files.create('a/c');
      await files.recover('');
      await file.write(bytes('a/c'));
      await file.commit();
      expect(await list('')).toEqual(['a/b', 'a/c']);
    });
  });
}

export async function listed(files: Files, folder = '', options?: ListOptions): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, isFolder } of files.list(folder, options)) found.push(isFolder ? `${path}/` : path);
  return found;
}
