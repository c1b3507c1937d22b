/*
 * Files in a folder of a disk.
 *
 * A file is written under a name that nobody reads, in the folder where it is to be; it is synced and closed; a hard link
 * gives it its name, which fails where there is one of that name already; its first name goes, and the folder is synced.
 * A crash leaves nothing but the unfinished name, and `recover` removes that.
 *
 * Where there are no hard links (exFAT, some network shares) the name is taken by an empty file made exclusively, and the
 * finished one is renamed over it. There, too, one writer of many wins, and content appears at once; but for a moment,
 * and after a crash in that moment, the name holds an empty file. A note tells `recover` of it.
 */
import { RuntimeError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import type { Disk, DiskKind, DiskName, DiskWriter } from './disk.ts';
import { codeOf, readFailure, writeFailure } from './failures.ts';
import type { FileEntry, Files, ListOptions, NewFile } from './files.ts';
import { fillFile } from './fill-file.ts';
import { watchTree } from './folder-watch.ts';
import {
  checkFolder,
  checkPath,
  comparePaths,
  type NameRules,
  pathIn,
  quotedAsJava,
  UNFINISHED,
  unquoted,
} from './paths.ts';

/** Large enough that reading costs little, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 1 << 19;
const FIRST_CHUNK_BYTES = 1 << 15;
/** So many files are asked for their sizes at once. */
const ENTRIES_AT_ONCE = 256;
/** What a file system without hard links says; Windows has its own way. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR', 'EMLINK']);
/** In place of bytes of a name that are no UTF-8: what has such a name is not found by it. */
const NO_CHARACTER = '\uFFFD';
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);
const NOT_PERMITTED = new Set(['EACCES', 'EPERM']);
const CLAIM = '-claim';
const END_OF_NAME = '/';

/** So many were begun by this process, by whichever of the files of one folder. */
let unfinishedFiles = 0;

export class LocalFiles implements Files {
  readonly root: string;
  readonly watch?: Files['watch'];
  readonly #disk: Disk;
  readonly #rules: NameRules;
  /** Folders that are there, by names that outlive a loss of power. */
  readonly #durable = new Map<string, Promise<void>>();
  #realRoot: string | undefined;
  #hasLinks = true;

  constructor(root: string, disk: Disk) {
    this.root = disk.path.resolve(root);
    this.#disk = disk;
    this.#rules = disk.path.sep === '\\' ? 'windows' : 'posix';
    if (disk.watchFolder) {
      this.watch = (folder, onChange) => watchTree(disk, this.#folder(folder), path => onChange(pathIn(folder, path)));
    }
  }

  address(path: string): string {
    const slashed = this.#absolute(path).replaceAll(this.#disk.path.sep, '/');
    return `file://${slashed.startsWith('/') ? '' : '/'}${quotedAsJava(slashed)}`;
  }

  pathOf(address: string): string | undefined {
    const [, path = ''] = /^file:(?:\/\/)?(\/.*)$/s.exec(address) ?? [];
    const root = this.address('').replace(/^file:\/\/|\/$/g, '');
    return path.startsWith(`${root}/`) ? unquoted(path.slice(root.length + 1)) : undefined;
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#reading(path, async absolute => this.#bytes(absolute, 0, (await this.#disk.stat(absolute)).sizeBytes));
  }

  readRange(path: string, from: number, to: number): Promise<Uint8Array> {
    return this.#reading(path, absolute => this.#bytes(absolute, from, to));
  }

  async #bytes(absolute: string, from: number, to: number): Promise<Uint8Array> {
    const file = await this.#disk.open(absolute);
    try {
      const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
      let length = 0;
      do {
        // A read of nothing, too, finds out that it is a folder.
        const count = await file.read(bytes.subarray(length), from + length);
        if (count === 0) break;
        length += count;
      } while (length < bytes.length);
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  }

  readMany(files: readonly { path: string; sizeBytes: number }[]): ReturnType<NonNullable<Files['readMany']>> {
    return this.#disk.readMany?.(files.map(({ path, sizeBytes }) => ({ path: this.#file(path), sizeBytes })));
  }

  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const file = await this.#reading(path, absolute => this.#disk.open(absolute));
    try {
      // Of many small files, each would else cost more for its memory than for its bytes.
      let chunk = Buffer.allocUnsafeSlow(FIRST_CHUNK_BYTES);
      for (let position = 0; ; ) {
        const count = await this.#reading(path, () => file.read(chunk, position));
        if (count === 0) return;
        position += count;
        yield chunk.subarray(0, count);
        if (count === FIRST_CHUNK_BYTES) chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      }
    } finally {
      await file.close();
    }
  }

  async createNew(path: string, bytes: Uint8Array): Promise<void> {
    await fillFile(await this.create(path), [bytes]);
  }

  async replace(path: string, bytes: Uint8Array, lastCheck?: () => Promise<void>): Promise<void> {
    if (!(await this.stat(path))) throw new RuntimeError('FILE_NOT_FOUND', { path: this.#absolute(path) });
    const file = await this.#create(path, async (unfinished, absolute) => {
      await lastCheck?.();
      await this.#disk.rename(unfinished, absolute);
      await this.#disk.syncFolder(this.#disk.path.dirname(absolute));
    });
    await fillFile(file, [bytes]);
  }

  create(path: string): Promise<NewFile> {
    return this.#create(path, (unfinished, absolute) => this.#publish(unfinished, absolute));
  }

  #create(path: string, publish: (unfinished: string, absolute: string) => Promise<void>): Promise<NewFile> {
    return this.#writing(path, async absolute => {
      const folder = this.#disk.path.dirname(absolute);
      await this.#settle(folder);
      await this.#staysInside(folder, path);
      const unfinished = this.#unfinishedName(folder);
      const file = await this.#disk.create(unfinished);
      return new LocalNewFile(absolute, unfinished, file, this.#disk, () => publish(unfinished, absolute));
    });
  }

  #unfinishedName(folder: string): string {
    return this.#disk.path.join(folder, `${UNFINISHED}${this.#disk.writer}-${++unfinishedFiles}`);
  }

  /** Gives a finished file its name, alone. */
  async #publish(unfinished: string, target: string): Promise<void> {
    if (!(await this.#link(unfinished, target))) await this.#replaceEmpty(unfinished, target);
    await this.#disk.syncFolder(this.#disk.path.dirname(target));
  }

  /** Gives a file another name instead of its own. @returns false where there are no hard links */
  async #link(from: string, to: string): Promise<boolean> {
    if (!this.#hasLinks) return false;
    try {
      await this.#disk.link(from, to);
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (NO_LINKS.has(code)) return (this.#hasLinks = false);
      if (code !== 'EEXIST') throw error;
      if (!(await this.#isSame(from, to))) throw alreadyThere(to, error); // else a move, to be finished now
    }
    const [source, target] = [from, to].map(path => this.#disk.path.dirname(path));
    if (source !== target) await this.#disk.syncFolder(target); // before the other name goes
    await this.#disk.unlink(from);
    return true;
  }

  async #isSame(a: string, b: string): Promise<boolean> {
    const [first, second] = await this.#disk.statAll([a, b]);
    return first !== undefined && first.identity === second?.identity;
  }

  /** The note is durable as long as an empty file can come of a loss of power. */
  async #replaceEmpty(unfinished: string, target: string): Promise<void> {
    const folder = this.#disk.path.dirname(target);
    const note = this.#unfinishedName(folder) + CLAIM;
    await this.#writeNote(note, this.#disk.path.basename(target) + END_OF_NAME);
    try {
      await this.#disk.syncFolder(folder);
      await (await this.#disk.create(target)).close();
    } catch (error) {
      // Nothing but that the name is taken shows that there is no empty file: the note is for who recovers, else.
      if (codeOf(error) !== 'EEXIST') throw error;
      await quietly(() => this.#disk.unlink(note));
      throw alreadyThere(target, error);
    }
    await this.#disk.rename(unfinished, target);
    await this.#disk.syncFolder(folder);
    await this.#disk.unlink(note);
  }

  async #writeNote(note: string, text: string): Promise<void> {
    let file: DiskWriter | undefined = await this.#disk.create(note);
    try {
      await writeAll(file, Buffer.from(text));
      await file.sync();
      const closing = file;
      file = undefined;
      await closing.close();
    } catch (error) {
      await quietly(async () => file?.close());
      await quietly(() => this.#disk.unlink(note));
      throw error;
    }
  }

  /** Makes a folder, and those above it, in such a way that a loss of power takes none of them once this resolves. */
  #settle(folder: string): Promise<void> {
    let settled = this.#durable.get(folder);
    if (!settled) {
      settled = this.#makeDurable(folder);
      this.#durable.set(folder, settled);
      settled.catch(() => this.#durable.delete(folder));
    }
    return settled;
  }

  /**
   * Who made a folder and died may not have synced the name of it; so the name of one that is there already is synced,
   * too. As they are made from above, of those above the root only the lowest that is there can be in doubt.
   */
  async #makeDurable(folder: string): Promise<void> {
    const parent = this.#disk.path.dirname(folder);
    if (parent === folder) return;
    const isBelowRoot = folder !== this.root && this.#isUnder(folder, this.root);
    const isThere = await this.#isFolder(folder);
    if (isBelowRoot || !isThere) await this.#settle(parent);
    if (isBelowRoot) await this.#staysInside(parent, folder);
    if (!isThere) await this.#makeFolder(folder);
    try {
      await this.#disk.syncFolder(parent);
    } catch (error) {
      // The folder that holds an old root may be somebody else's.
      if (isBelowRoot || !isThere || !NOT_PERMITTED.has(String(codeOf(error)))) throw error;
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    try {
      await this.#disk.makeFolder(folder);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (!(await this.#isFolder(folder))) throw notAFolder(error as Error); // else another has made it meanwhile
    }
  }

  async #isFolder(path: string): Promise<boolean> {
    const [entry] = await this.#disk.statAll([path]);
    return entry?.kind === 'folder';
  }

  #isUnder(path: string, folder: string): boolean {
    const { sep } = this.#disk.path;
    return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  }

  /** A symbolic link that somebody planted leads no change out of the root. */
  async #staysInside(folder: string, path: string): Promise<void> {
    const root = await this.#rootFolder();
    if (this.#isUnder(await this.#disk.realPath(folder), root)) return;
    const reason = phrase('PATH_LINK_LEADS_OUT', { root: this.root });
    throw new RuntimeError('INVALID_PATH', { path: JSON.stringify(path), root: this.root, reason });
  }

  async #rootFolder(): Promise<string> {
    this.#realRoot ??= await this.#disk.realPath(this.root);
    return this.#realRoot;
  }

  async *list(folder: string, { after = '', shallow = false }: ListOptions = {}): AsyncGenerator<FileEntry> {
    const absolute = this.#folder(folder);
    const real = await this.#realFolder(absolute);
    if (real !== undefined) yield* this.#listFolder(folder, absolute, after, shallow, [real]);
  }

  /** @param above where this folder really is, and those it was reached through, lest links lead around in a circle */
  async *#listFolder(
    folder: string,
    absolute: string,
    after: string,
    shallow: boolean,
    above: readonly string[],
  ): AsyncGenerator<FileEntry> {
    const { path } = this.#disk;
    let names: DiskName[];
    try {
      names = await this.#names(absolute);
    } catch (error) {
      if (NOT_THERE.has(String(codeOf(error)))) return;
      throw readFailure(error, absolute);
    }
    const entries = names
      .map(({ name, kind }) => ({ name, kind, path: pathIn(folder, name) }))
      .map(entry => ({ ...entry, key: entry.kind === 'folder' ? `${entry.path}/` : entry.path }))
      .filter(
        ({ key, kind }) => comparePaths(key, after) > 0 || (kind === 'folder' && !shallow && after.startsWith(key)),
      )
      .sort((a, b) => comparePaths(a.key, b.key));
    for (let i = 0; i < entries.length; ) {
      const entry = entries[i];
      if (entry.kind === 'folder' && !shallow) {
        i++;
        const inner = path.join(absolute, entry.name);
        const real = await this.#realFolder(inner);
        if (real === undefined) requireReadable(entry.name, absolute);
        if (real === undefined || above.includes(real)) continue;
        yield* this.#listFolder(entry.path, inner, after, shallow, [...above, real]);
        continue;
      }
      let end = i + 1;
      while (end < entries.length && end - i < ENTRIES_AT_ONCE && (shallow || entries[end].kind === 'file')) end++;
      const found = await this.#disk
        .statAll(entries.slice(i, end).map(({ name }) => path.join(absolute, name)))
        .catch(error => Promise.reject(readFailure(error, absolute)));
      for (const [j, { path, kind, name }] of entries.slice(i, end).entries()) {
        const known = found[j];
        if (!known) requireReadable(name, absolute);
        if (known?.kind !== kind) continue; // gone, or something else by now
        const { sizeBytes, modifiedMs } = known;
        yield kind === 'folder' ? { path, sizeBytes: 0, modifiedMs, isFolder: true } : { path, sizeBytes, modifiedMs };
      }
      i = end;
    }
  }

  /** Files and folders, and links to them as what they lead to. */
  async #names(absolute: string): Promise<DiskName[]> {
    const names = (await this.#disk.readFolder(absolute)).filter(({ name }) => !name.startsWith(UNFINISHED));
    const links = names.filter(({ kind }) => kind === 'link');
    const targets = await this.#disk.statAll(links.map(({ name }) => this.#disk.path.join(absolute, name)));
    const kinds = new Map<DiskName, DiskKind | undefined>(links.map((link, i) => [link, targets[i]?.kind]));
    return names
      .map(entry => (kinds.has(entry) ? { name: entry.name, kind: kinds.get(entry) ?? 'other' } : entry))
      .filter(({ kind }) => kind === 'file' || kind === 'folder');
  }

  async #realFolder(absolute: string): Promise<string | undefined> {
    try {
      return await this.#disk.realPath(absolute);
    } catch (error) {
      if (NOT_THERE.has(String(codeOf(error)))) return undefined;
      throw readFailure(error, absolute);
    }
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    try {
      const { kind, sizeBytes, modifiedMs } = await this.#disk.stat(this.#file(path));
      return kind === 'file' ? { path, sizeBytes, modifiedMs } : undefined;
    } catch (error) {
      if (NOT_THERE.has(String(codeOf(error)))) return undefined;
      throw readFailure(error, this.#absolute(path));
    }
  }

  async remove(...paths: readonly string[]): Promise<void> {
    const folders = new Set<string>();
    for (const path of paths) {
      await this.#writing(path, async absolute => {
        const folder = this.#disk.path.dirname(absolute);
        try {
          await this.#staysInside(folder, path);
          // Also when there is no such file: who removed it may have died before it synced the folder.
          folders.add(folder);
          await this.#disk.unlink(absolute);
        } catch (error) {
          if (!NOT_THERE.has(String(codeOf(error)))) throw error;
        }
      });
    }
    for (const folder of folders) await this.#changing(folder, () => this.#disk.syncFolder(folder));
  }

  async move(from: string, to: string): Promise<void> {
    const source = this.#file(from);
    await this.#reading(from, () => this.#disk.stat(source));
    await this.#writing(to, async target => {
      const [sourceFolder, targetFolder] = [source, target].map(path => this.#disk.path.dirname(path));
      await this.#settle(targetFolder);
      await this.#staysInside(targetFolder, to);
      await this.#staysInside(sourceFolder, from);
      if (await this.#link(source, target)) await this.#disk.syncFolder(sourceFolder);
      else await this.#copyAway(from, to);
    });
  }

  /** Where there are no hard links a rename might be lost by halves, and the file with it. */
  async #copyAway(from: string, to: string): Promise<void> {
    if (!(await this.#hasSameBytes(from, to))) await fillFile(await this.create(to), this.chunks(from));
    await this.remove(from);
  }

  /** A move that was interrupted has left both. */
  async #hasSameBytes(a: string, b: string): Promise<boolean> {
    if ((await this.stat(a))?.sizeBytes !== (await this.stat(b))?.sizeBytes) return false;
    const others = this.chunks(b);
    for await (const chunk of this.chunks(a)) {
      const { value } = await others.next();
      if (!value || Buffer.compare(chunk, value) !== 0) {
        await others.return(undefined);
        return false;
      }
    }
    return true;
  }

  async recover(folder: string): Promise<void> {
    const absolute = this.#folder(folder);
    await this.#changing(absolute, async () => {
      if (!(await this.#isFolder(absolute))) return;
      await this.#settle(absolute);
      await this.#recoverFolder(absolute);
    });
  }

  async #recoverFolder(absolute: string): Promise<void> {
    const { path } = this.#disk;
    const names = await this.#disk.readFolder(absolute);
    const unfinished = names
      .filter(({ name }) => name.startsWith(UNFINISHED))
      .map(({ name }) => path.join(absolute, name));
    const found = await this.#disk.statAll(unfinished);
    for (const [i, name] of unfinished.entries()) {
      const entry = found[i];
      const writer = path.basename(name).slice(UNFINISHED.length);
      if (!entry || !this.#disk.isGone(writer.replace(/-\d+(?:-claim)?$/, ''), entry.modifiedMs)) continue;
      try {
        if (name.endsWith(CLAIM)) await this.#giveUpClaim(name, entry.sizeBytes);
        await this.#disk.unlink(name);
      } catch (error) {
        if (!NOT_THERE.has(String(codeOf(error)))) throw error; // somebody else recovers the folder, too
      }
    }
    // What another has finished, but has not lived to sync.
    await this.#disk.syncFolder(absolute);
    for (const { name, kind } of names) if (kind === 'folder') await this.#recoverFolder(path.join(absolute, name));
  }

  async #giveUpClaim(note: string, sizeBytes: number): Promise<void> {
    const { path } = this.#disk;
    const name = Buffer.from(await this.#bytes(note, 0, sizeBytes)).toString();
    if (!name.endsWith(END_OF_NAME)) return; // nothing was claimed before all of it was written
    const claimed = path.join(path.dirname(note), name.slice(0, -END_OF_NAME.length));
    const [entry] = await this.#disk.statAll([claimed]);
    if (entry?.kind !== 'file' || entry.sizeBytes > 0) return;
    await this.#disk.unlink(claimed);
    await this.#disk.syncFolder(path.dirname(note)); // before the note goes
  }

  /** A file's place on the disk. */
  #file(path: string): string {
    checkPath(path, this.root, this.#rules);
    return this.#absolute(path);
  }

  #folder(folder: string): string {
    checkFolder(folder, this.root, this.#rules);
    return this.#absolute(folder);
  }

  #absolute(path: string): string {
    return this.#disk.path.join(this.root, path);
  }

  async #reading<T>(path: string, read: (absolute: string) => Promise<T>): Promise<T> {
    const absolute = this.#file(path);
    try {
      return await read(absolute);
    } catch (error) {
      throw readFailure(error, absolute);
    }
  }

  async #writing<T>(path: string, write: (absolute: string) => Promise<T>): Promise<T> {
    const absolute = this.#file(path);
    return this.#changing(absolute, () => write(absolute));
  }

  async #changing<T>(absolute: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      throw writeFailure(error, absolute);
    }
  }
}

class LocalNewFile implements NewFile {
  readonly #path: string;
  readonly #unfinished: string;
  readonly #disk: Disk;
  readonly #publish: () => Promise<void>;
  /** Until it is closed. */
  #file: DiskWriter | undefined;
  #isDone = false;
  /** The first failure is the last: what a failed sync has lost, the next would not tell. */
  #failure: unknown;

  constructor(path: string, unfinished: string, file: DiskWriter, disk: Disk, publish: () => Promise<void>) {
    this.#path = path;
    this.#unfinished = unfinished;
    this.#file = file;
    this.#disk = disk;
    this.#publish = publish;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#step(file => writeAll(file, bytes));
  }

  commit(): Promise<void> {
    return this.#step(async file => {
      await file.sync();
      this.#file = undefined;
      await file.close();
      await this.#publish();
      this.#isDone = true;
    });
  }

  async #step(step: (file: DiskWriter) => Promise<void>): Promise<void> {
    try {
      if (this.#failure) throw this.#failure;
      await step(this.#open());
    } catch (error) {
      this.#failure ??= writeFailure(error, this.#path);
      throw this.#failure;
    }
  }

  #open(): DiskWriter {
    if (this.#file) return this.#file;
    throw new Error(`Broken invariant (a bug in xpto): ${this.#path} is written to after its end`);
  }

  async abort(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    const file = this.#file;
    this.#file = undefined;
    await quietly(async () => file?.close());
    await quietly(() => this.#disk.unlink(this.#unfinished)); // else `recover` does it
  }
}

async function writeAll(file: DiskWriter, bytes: Uint8Array): Promise<void> {
  for (let length = 0; length < bytes.length; ) length += await file.write(bytes.subarray(length));
}

async function quietly(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

const alreadyThere = (path: string, cause: unknown): RuntimeError =>
  new RuntimeError('FILE_EXISTS', { path }, { cause });

const notAFolder = (cause: Error): Error => Object.assign(cause, { code: 'ENOTDIR' });

/** What is gone by now is passed over; what cannot be had is told, since nobody would miss it. */
function requireReadable(name: string, folder: string): void {
  if (name.includes(NO_CHARACTER)) throw new RuntimeError('FILE_NAME_NOT_UTF8', { folder, name });
}
