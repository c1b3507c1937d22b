/**
 * State that outlives the process: entries in memory, or wherever, while the query runs, and version by version in files.
 *
 * A version is one file with what changed since an earlier version, so that a batch writes what it touched and not the
 * whole. Most files change the version just before; every tenth file the one ten before, every hundredth the one a
 * hundred before, and so on: that many files are read to get a version back, and an entry that changes all the time is
 * written once for each power of ten. Where that would be half of the state, everything is written, and later files
 * build on that.
 */
import type { BytesVector } from '../columns/vector.ts';
import type { Files } from '../files/files.ts';
import type { Entries, OpenEntries } from './entries.ts';
import {
  encodeStateFile,
  HEADER_BYTES,
  openStateFile,
  readSince,
  type StateFile,
  type StateFileHeader,
} from './state-file.ts';
import type {
  PrefixedEntries,
  PutOptions,
  StateChanges,
  StateEntries,
  StateStore,
  StateStores,
} from './state-store.ts';

const FOLDER = 'xpto-state';
/** How many files of a level one of the next level stands for. */
const FAN_OUT = 10;
/** Files that nothing needs are looked for this often. */
const CLEAN_UP_EVERY = 10;
/** Written in pieces of about this size. */
const PIECE_BYTES = 1 << 20;

interface StateOptions {
  /** With the checkpoint's folder as its root. */
  readonly files: Files;
  /** The query's id, so that a file of another query is not taken for its own. */
  readonly owner: string;
  /** Names the files of this run; another run, even one that believes it is this one, writes others. */
  readonly run: string;
  /** Versions that can be got back. */
  readonly retained: number;
  /** Where the entries lie while the query runs; the files are the same, whatever it is. */
  readonly openEntries: OpenEntries;
}

/** The stores of a query in the folder `xpto-state` of its checkpoint. */
export function durableStateStores(options: StateOptions): StateStores {
  const stores: DurableStateStore[] = [];
  return {
    open(name) {
      const store = new DurableStateStore(`${FOLDER}/${name}`, options);
      stores.push(store);
      return store;
    },
    async restore(version, run) {
      for (const store of stores) await store.restore(version, run);
    },
    close() {
      for (const store of stores) store.close();
    },
  };
}

/** A version, by the run that wrote it. */
type Version = NonNullable<StateFileHeader['since']>;

interface KnownFile {
  readonly version: number;
  /** The file that it builds on: null for none, undefined where nobody has looked yet. */
  readonly since: string | null | undefined;
}

class DurableStateStore implements StateStore {
  readonly #folder: string;
  readonly #options: StateOptions;
  #entries: Entries;
  /** The version that the last file with everything in it holds; before there is one, the empty state. */
  #base = 0;
  /** Entries that changed since the last file of a higher level, for each level. */
  #pending: Int32Array[][] = [];
  /** The versions that a file of each level builds on: those that end a file of that level or a higher one. */
  #versions = new Map<number, Version & { since: number | undefined }>();
  /** The files that there are, once they were listed; those of earlier runs are not all read. */
  readonly #known = new Map<string, KnownFile>();
  #areListed = false;

  constructor(folder: string, options: StateOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#entries = options.openEntries(true);
  }

  get size(): number {
    return this.#entries.size;
  }

  get memoryBytes(): number {
    return this.#entries.memoryBytes;
  }

  get nextExpiryMs(): number | undefined {
    return this.#entries.nextExpiryMs;
  }

  getMany(keys: BytesVector): BytesVector {
    return this.#entries.getMany(keys);
  }

  putMany(keys: BytesVector, values: BytesVector, options?: PutOptions): void {
    this.#entries.putMany(keys, values, options);
  }

  removeMany(keys: BytesVector): void {
    this.#entries.removeMany(keys);
  }

  takeExpired(watermarkMs: number): Iterable<StateEntries> {
    return this.#entries.takeExpired(watermarkMs);
  }

  scan(prefixes: BytesVector): PrefixedEntries {
    return this.#entries.scan(prefixes);
  }

  entries(): Iterable<StateEntries> {
    return this.#entries.entries();
  }

  async commit(version: number): Promise<void> {
    const level = levelOf(version - this.#base);
    const touched = distinct([this.#entries.takeTouched(), ...this.#pending.slice(0, level + 1).flat()]);
    if (this.#versions.size === 0 || touched.length * 2 > this.#entries.size) {
      await this.#write({ version, run: this.#options.run }, this.#entries.all());
      if (this.#entries.isSparse) this.#entries = this.#entries.compacted();
      this.#base = version;
      this.#pending = [];
    } else {
      const since = this.#versions.get(version - FAN_OUT ** level)!;
      const header = { version, run: this.#options.run, since: { version: since.version, run: since.run } };
      await this.#write(header, this.#entries.changes(touched));
      this.#pending.splice(0, level + 1, ...Array.from({ length: level + 1 }, () => []));
      (this.#pending[level + 1] ??= []).push(touched);
    }
    if (version % CLEAN_UP_EVERY === 0) await this.#cleanUp(version);
  }

  /** @throws RuntimeError as `openStateFile` */
  async restore(version: number, run: string): Promise<void> {
    const { files, owner } = this.#options;
    const chain: StateFile[] = [];
    for (let next: Version | undefined = { version, run }; next; ) {
      const path = this.#path(next);
      const file = await openStateFile(files, path, `${owner} ${path}`);
      chain.push(file);
      next = file.header.since;
    }
    for (const file of chain.reverse()) await this.#apply(file);
  }

  close(): void {
    this.#entries.close();
  }

  async #apply({ header, blocks }: StateFile): Promise<void> {
    const { version, since } = header;
    for await (const { removed, put, options } of blocks()) {
      this.#entries.removeMany(removed);
      if (put.keys.length > 0) this.#entries.putMany(put.keys, put.values, options);
    }
    const touched = this.#entries.takeTouched();
    this.#note(header);
    if (since) (this.#pending[levelOf(version - this.#base) + 1] ??= []).push(touched);
    else this.#base = version;
  }

  async #write(header: StateFileHeader, blocks: Iterable<StateChanges>): Promise<void> {
    const { files, owner } = this.#options;
    const path = this.#path(header);
    const pieces = encodeStateFile(`${owner} ${path}`, header, blocks);
    const first = takeBytes(pieces, PIECE_BYTES);
    if (first.length < PIECE_BYTES) await files.createNew(path, first);
    else {
      const file = await files.create(path);
      try {
        for (let piece = first; piece.length > 0; piece = takeBytes(pieces, PIECE_BYTES)) await file.write(piece);
        await file.commit();
      } catch (error) {
        await file.abort().catch(() => {}); // what happened first is told
        throw error;
      }
    }
    this.#note(header);
  }

  #note({ version, run, since }: StateFileHeader): void {
    this.#versions.set(version, { version, run, since: since?.version });
    this.#known.set(this.#path({ version, run }), { version, since: since ? this.#path(since) : null });
  }

  /** Removes the files that no retained version is made of, by whichever run. */
  async #cleanUp(version: number): Promise<void> {
    const { files, retained } = this.#options;
    const oldest = version - retained;
    await this.#list();
    const known = this.#known;
    if ([...known.values()].every(file => file.version >= oldest)) return;
    for (const [path, file] of known) {
      if (file.since === undefined) known.set(path, { ...file, since: await this.#sinceIn(path) });
    }
    const needed = new Set<string>();
    for (const [path, file] of known) {
      if (file.version < oldest) continue;
      for (let next: string | null | undefined = path; next && !needed.has(next); next = known.get(next)?.since) {
        needed.add(next);
      }
    }
    const obsolete = [...known.keys()].filter(path => !needed.has(path));
    await files.remove(...obsolete);
    for (const path of obsolete) {
      const { version: gone } = known.get(path)!;
      const own = this.#versions.get(gone);
      if (own && this.#path(own) === path) this.#versions.delete(gone);
      known.delete(path);
    }
  }

  async #list(): Promise<void> {
    if (this.#areListed) return;
    this.#areListed = true;
    for await (const { path } of this.#options.files.list(this.#folder)) {
      const version = Number.parseInt(path.slice(this.#folder.length + 1), 10);
      if (!this.#known.has(path) && version >= 0) this.#known.set(path, { version, since: undefined });
    }
  }

  /** The file that another run's builds on. One that cannot be read is of no use to anybody. */
  async #sinceIn(path: string): Promise<string | null> {
    const since = readSince(await this.#options.files.readRange(path, 0, HEADER_BYTES));
    return since ? this.#path(since) : null;
  }

  #path = ({ version, run }: Version): string => `${this.#folder}/${version}-${run}`;
}

/** The power of ten that divides the number of versions since the last file with everything in it. */
function levelOf(versions: number): number {
  let level = 0;
  while (versions % FAN_OUT ** (level + 1) === 0) level++;
  return level;
}

/** The numbers of some lists, each once, in order. */
function distinct(lists: readonly Int32Array[]): Int32Array {
  if (lists.length === 1) return lists[0];
  const all = new Int32Array(lists.reduce((total, list) => total + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let count = 0;
  for (const entry of all) if (count === 0 || entry !== all[count - 1]) all[count++] = entry;
  return all.slice(0, count);
}

/** Takes pieces until there are so many bytes, or none left. */
function takeBytes(pieces: Iterator<Uint8Array>, bytes: number): Uint8Array {
  const taken: Uint8Array[] = [];
  let size = 0;
  while (size < bytes) {
    const { value, done } = pieces.next();
    if (done) break;
    taken.push(value);
    size += value.length;
  }
  return Buffer.concat(taken);
}
