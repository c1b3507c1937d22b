import { type Clock, systemClock } from '../base/clock.ts';
import { RuntimeError } from '../base/errors.ts';
import type { FileEntry, Files, ListOptions, NewFile } from './files.ts';
import { checkFolder, checkPath, comparePaths, pathIn, quotedAsJava, unquoted } from './paths.ts';

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
}

const opened = new Map<string, MemoryFiles>();

/** The same files for the same root, as long as the process lives. */
export function memoryFilesAt(location: string): MemoryFiles {
  const files = new MemoryFiles(location);
  const before = opened.get(files.root);
  if (!before) opened.set(files.root, files);
  return before ?? files;
}

/** Files that are gone with the process. */
export class MemoryFiles implements Files {
  readonly root: string;
  readonly #clock: Clock;
  readonly #files = new Map<string, MemoryFile>();
  readonly #watches = new Set<{ folder: string; onChange: (path: string) => void }>();

  constructor(root = 'memory:///', clock: Clock = systemClock) {
    this.root = root.replace(/\/*$/, '/');
    this.#clock = clock;
  }

  address(path: string): string {
    return this.root + quotedAsJava(path);
  }

  pathOf(address: string): string | undefined {
    return address.startsWith(this.root) ? unquoted(address.slice(this.root.length)) : undefined;
  }

  async read(path: string): Promise<Uint8Array> {
    return copyOf(this.#get(path).bytes);
  }

  async readRange(path: string, from: number, to: number): Promise<Uint8Array> {
    return copyOf(this.#get(path).bytes.subarray(from, Math.max(from, to)));
  }

  async *chunks(path: string): AsyncGenerator<Uint8Array> {
    const { bytes } = this.#get(path);
    if (bytes.length > 0) yield copyOf(bytes);
  }

  #get(path: string): MemoryFile {
    const file = this.#files.get(this.#checked(path));
    if (file) return file;
    throw new RuntimeError('FILE_NOT_FOUND', { path: this.root + path });
  }

  #checked(path: string): string {
    checkPath(path, this.root, 'posix');
    return path;
  }

  async createNew(path: string, bytes: Uint8Array): Promise<void> {
    this.#put(this.#checked(path), { bytes: copyOf(bytes), modifiedMs: this.#clock.nowMs() });
  }

  async replace(path: string, bytes: Uint8Array, lastCheck?: () => Promise<void>): Promise<void> {
    await lastCheck?.();
    this.#get(path);
    this.#files.set(path, { bytes: copyOf(bytes), modifiedMs: this.#clock.nowMs() });
    this.#tell(path);
  }

  #put(path: string, file: MemoryFile): void {
    if (this.#files.has(path)) throw new RuntimeError('FILE_EXISTS', { path: this.root + path });
    this.#files.set(path, file);
    this.#tell(path);
  }

  async create(path: string): Promise<NewFile> {
    this.#checked(path);
    const pieces: Uint8Array[] = [];
    return {
      write: async bytes => void pieces.push(copyOf(bytes)),
      commit: () => this.createNew(path, Buffer.concat(pieces)),
      abort: async () => {},
    };
  }

  async *list(folder: string, { after = '', shallow = false }: ListOptions = {}): AsyncGenerator<FileEntry> {
    checkFolder(folder, this.root, 'posix');
    const start = pathIn(folder, '').length;
    const inFolder = [...this.#files.keys()].filter(path => path.startsWith(pathIn(folder, '')));
    const keys = inFolder.map(path => {
      const end = shallow ? path.indexOf('/', start) : -1;
      return end < 0 ? path : path.slice(0, end + 1);
    });
    const behind = [...new Set(keys)].filter(key => comparePaths(key, after) > 0);
    for (const key of behind.sort(comparePaths)) {
      const file = this.#files.get(key);
      if (file) yield entryOf(key, file);
      else yield { path: key.slice(0, -1), sizeBytes: 0, modifiedMs: 0, isFolder: true };
    }
  }

  async stat(path: string): Promise<FileEntry | undefined> {
    const file = this.#files.get(this.#checked(path));
    return file && entryOf(path, file);
  }

  async remove(...paths: readonly string[]): Promise<void> {
    for (const path of paths) if (this.#files.delete(this.#checked(path))) this.#tell(path);
  }

  async move(from: string, to: string): Promise<void> {
    const file = this.#get(from);
    this.#put(this.#checked(to), file);
    this.#files.delete(from);
    this.#tell(from);
  }

  async recover(folder: string): Promise<void> {
    checkFolder(folder, this.root, 'posix');
  }

  watch(folder: string, onChange: (path: string) => void): () => void {
    const watch = { folder: pathIn(folder, ''), onChange };
    this.#watches.add(watch);
    return () => void this.#watches.delete(watch);
  }

  #tell(path: string): void {
    for (const { folder, onChange } of this.#watches) if (path.startsWith(folder)) onChange(path);
  }
}

/** `slice` of a Buffer copies nothing. */
const copyOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

const entryOf = (path: string, { bytes, modifiedMs }: MemoryFile): FileEntry => ({
  path,
  sizeBytes: bytes.length,
  modifiedMs,
});
