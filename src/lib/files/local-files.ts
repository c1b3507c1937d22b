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
/** So many files are asked for their sizes at once. */
const ENTRIES_AT_ONCE = 256;
/** What a file system without hard links says; Windows has its own way. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR', 'EMLINK']);
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);
const NOT_PERMITTED = new Set(['EACCES', 'EPERM']);
const CLAIM = '-claim';

export class LocalFiles implements Files {
  readonly root: string;
  readonly watch?: Files['watch'];
  readonly #disk: Disk;
  readonly #rules: NameRules;
  /** Folders that are there, by names that outlive a loss of power. */
  readonly #durable = new Map<string, Promise<void>>();
  #realRoot: Promise<string> | undefined;
  #hasLinks = true;
  #unfinished = 0;

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

  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const file = await this.#reading(path, absolute => this.#disk.open(absolute));
    try {
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      for (let position = 0; ; ) {
        const count = await this.#reading(path, () => file.read(chunk, position));
        if (count === 0) return;
        position += count;
        yield chunk.subarray(0, count);
      }
    } finally {
      await file.close();
    }
  }

  async createNew(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.create(path);
    try {
      await file.write(bytes);
      await file.commit();
    } catch (error) {
      await file.abort();
      throw error;
    }
  }

  create(path: string): Promise<NewFile> {
    return this.#writing(path, async absolute => {
      const folder = this.#disk.path.dirname(absolute);
      await this.#settle(folder);
      await this.#staysInside(folder, path);
      const unfinished = this.#unfinishedName(folder);
      const file = await this.#disk.create(unfinished);
      return new LocalNewFile(absolute, unfinished, file, this.#disk, () => this.#publish(unfinished, absolute));
    });
  }

  #unfinishedName(folder: string): string {
    return this.#disk.path.join(folder, `${UNFINISHED}${this.#disk.writer}-${++this.#unfinished}`);
  }

  /** Gives a finished file its name, alone. */
  async #publish(from: string, to: string): Promise<void> {
    if (!(await this.#link(from, to))) await this.#replaceEmpty(from, to);
    await this.#disk.syncFolder(this.#disk.path.dirname(to));
  }

  /** @returns false where there are no hard links */
  async #link(from: string, to: string): Promise<boolean> {
    if (!this.#hasLinks) return false;
    try {
      await this.#disk.link(from, to);
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (code === 'EEXIST' && (await this.#isSame(from, to))) return this.#unlinked(from); // a move, finished now
      if (code === 'EEXIST') throw alreadyThere(to, error);
      if (NO_LINKS.has(code)) return (this.#hasLinks = false);
      throw error;
    }
    return this.#unlinked(from);
  }

  async #unlinked(path: string): Promise<true> {
    await this.#disk.unlink(path);
    return true;
  }

  async #isSame(a: string, b: string): Promise<boolean> {
    const [first, second] = await this.#disk.statAll([a, b]);
    return first !== undefined && first.identity === second?.identity;
  }

  async #replaceEmpty(from: string, to: string): Promise<void> {
    const note = `${this.#unfinishedName(this.#disk.path.dirname(to))}${CLAIM}`;
    const claim = await this.#disk.create(note);
    await writeAll(claim, Buffer.from(this.#disk.path.basename(to)));
    await claim.sync();
    await claim.close();
    try {
      await (await this.#disk.create(to)).close();
    } catch (error) {
      await this.#disk.unlink(note);
      throw codeOf(error) === 'EEXIST' ? alreadyThere(to, error) : error;
    }
    await this.#disk.rename(from, to);
    await this.#disk.unlink(note);
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
   * Who made a folder and died may not have synced the name of it; so one that is there already is synced, too. From
   * above, so that of the folders above the root no more than one can be in doubt.
   */
  async #makeDurable(folder: string): Promise<void> {
    const parent = this.#disk.path.dirname(folder);
    if (parent === folder) return;
    const isBelowRoot = folder !== this.root && this.#isUnder(folder, this.root);
    if (isBelowRoot) {
      await this.#settle(parent);
      await this.#staysInside(parent, folder);
    }
    const isMade = await this.#make(folder, parent);
    try {
      await this.#disk.syncFolder(parent);
    } catch (error) {
      // The folder that holds an old root may be somebody else's.
      if (isMade || isBelowRoot || !NOT_PERMITTED.has(codeOf(error) ?? '')) throw error;
    }
  }

  async #make(folder: string, parent: string): Promise<boolean> {
    try {
      await this.#disk.makeFolder(folder);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        await this.#settle(parent);
        await this.#disk.makeFolder(folder).catch(async again => {
          if (!(await this.#isFolder(folder))) throw again; // made by another in the meantime
        });
        return true;
      }
      if (codeOf(error) === undefined || !(await this.#isFolder(folder)))
        throw codeOf(error) === 'EEXIST' ? notAFolder(error as Error) : error;
      return false;
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
    this.#realRoot ??= this.#disk.realPath(this.root);
    this.#realRoot.catch(() => (this.#realRoot = undefined));
    if (this.#isUnder(await this.#disk.realPath(folder), await this.#realRoot)) return;
    const reason = phrase('PATH_LINK_LEADS_OUT', { root: this.root });
    throw new RuntimeError('INVALID_PATH', { path: JSON.stringify(path), root: this.root, reason });
  }

  async *list(folder: string, { after = '', shallow = false }: ListOptions = {}): AsyncGenerator<FileEntry> {
    const absolute = this.#folder(folder);
    yield* this.#listFolder(folder, absolute, after, shallow, []);
  }

  /** @param above where the folders really are that this one lies in, lest links lead around in a circle */
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
      if (NOT_THERE.has(codeOf(error) ?? '')) return;
      throw readFailure(error, absolute);
    }
    const entries = names
      .map(({ name, kind }) => ({ name, kind, path: pathIn(folder, name) }))
      .map(entry => ({ ...entry, key: entry.kind === 'folder' ? `${entry.path}/` : entry.path }))
      .filter(({ key, kind }) => comparePaths(key, after) > 0 || (kind === 'folder' && after.startsWith(key)))
      .sort((a, b) => comparePaths(a.key, b.key));
    for (let i = 0; i < entries.length; ) {
      const entry = entries[i];
      if (entry.kind === 'folder' && !shallow) {
        i++;
        const inner = path.join(absolute, entry.name);
        const real = await this.#realFolder(inner);
        if (real === undefined || above.includes(real)) continue;
        yield* this.#listFolder(entry.path, inner, after, shallow, [...above, real]);
        continue;
      }
      let end = i + 1;
      while (end < entries.length && end - i < ENTRIES_AT_ONCE && (shallow || entries[end].kind === 'file')) end++;
      const found = await this.#disk
        .statAll(entries.slice(i, end).map(({ name }) => path.join(absolute, name)))
        .catch(error => Promise.reject(readFailure(error, absolute)));
      for (const [j, { path, kind }] of entries.slice(i, end).entries()) {
        const known = found[j];
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
      if (codeOf(error) === 'ENOENT') return undefined;
      throw readFailure(error, absolute);
    }
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    try {
      const { kind, sizeBytes, modifiedMs } = await this.#disk.stat(this.#file(path));
      return kind === 'file' ? { path, sizeBytes, modifiedMs } : undefined;
    } catch (error) {
      if (NOT_THERE.has(codeOf(error) ?? '')) return undefined;
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
          if (!NOT_THERE.has(codeOf(error) ?? '')) throw error;
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
      await this.#publish(source, target);
      if (sourceFolder !== targetFolder) await this.#disk.syncFolder(sourceFolder);
    });
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
      if (name.endsWith(CLAIM)) await this.#giveUpClaim(name, entry.sizeBytes);
      await this.#disk.unlink(name);
    }
    // What another has finished, but has not lived to sync.
    await this.#disk.syncFolder(absolute);
    for (const { name, kind } of names) if (kind === 'folder') await this.#recoverFolder(path.join(absolute, name));
  }

  async #giveUpClaim(note: string, sizeBytes: number): Promise<void> {
    const { path } = this.#disk;
    const claimed = path.join(path.dirname(note), Buffer.from(await this.#bytes(note, 0, sizeBytes)).toString());
    const [entry] = await this.#disk.statAll([claimed]);
    if (entry?.kind === 'file' && entry.sizeBytes === 0) await this.#disk.unlink(claimed);
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
