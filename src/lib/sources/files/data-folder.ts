import { REPLACES, readLog } from '../../checkpoint/compacting-log.ts';
import type { Files } from '../../files/files.ts';
import { comparePaths } from '../../files/paths.ts';
import type { FormatOptions, InputFile } from '../../formats/format.ts';
import { inputOf } from '../../formats/inputs.ts';
import { DataPaths, type PartitionValue, placeOf, wantedTimes } from './data-paths.ts';
import type { FoundFile } from './seen-files.ts';

/** Opens the files of a location. */
export type OpenFiles = (location: string) => Promise<Files>;

/** A data file, and how large it is. */
export interface DataFile extends FoundFile {
  readonly sizeBytes: number;
  /** It has taken the place of others: `xpto compact` has made it of their rows. */
  readonly replaces?: true;
}

/** The folder in a sink's folder that says which files are whole. */
export const SINK_LOG = '_spark_metadata';

/**
 * The data files of a location: a folder, one file, or a pattern of such. Where the folder is what a streaming query
 * writes to, its log says which files count, and the others do not.
 */
export class DataFolder {
  readonly files: Files;
  readonly #paths: DataPaths;
  readonly #isWantedTime: ((modifiedMs: number) => boolean) | undefined;
  readonly #openFiles: OpenFiles;
  readonly #mayBeSink: boolean;
  #isSink = false;
  readonly #elsewhere = new Map<string, Promise<Files>>();

  private constructor(
    files: Files,
    paths: DataPaths,
    options: FormatOptions,
    openFiles: OpenFiles,
    mayBeSink: boolean,
  ) {
    this.files = files;
    this.#paths = paths;
    this.#isWantedTime = wantedTimes(options);
    this.#openFiles = openFiles;
    this.#mayBeSink = mayBeSink;
  }

  /** @throws UsageError `INVALID_GLOB`, `NO_FILE_SYSTEM` */
  static async open(location: string, options: FormatOptions, openFiles: OpenFiles): Promise<DataFolder> {
    const { folder, pattern } = placeOf(location);
    if (pattern === undefined) {
      const [, parent, name] = /^(.*\/)([^/]+)$/s.exec(folder) ?? [];
      if (name !== undefined && !/^[^/]*:\/\/$/.test(parent)) {
        const above = await openFiles(parent);
        if (await above.stat(name))
          return new DataFolder(above, new OneFile(name, options, parent), options, openFiles, false);
      }
    }
    const paths = new DataPaths(pattern, options, folder);
    return new DataFolder(await openFiles(folder), paths, options, openFiles, pattern === undefined);
  }

  /** True when a streaming query writes here; found out by `list`. */
  get isSink(): boolean {
    return this.#isSink;
  }

  /** The data files that are wanted, in the order of their paths. */
  async list(): Promise<DataFile[]> {
    return (await this.listAll()).filter(file => this.isWanted(file));
  }

  isWanted({ address, modifiedMs }: DataFile): boolean {
    return (this.#isWantedTime?.(modifiedMs) ?? true) && this.#paths.isWantedAddress(address);
  }

  /** Those too that no option chooses: they say what the columns of partitions are. */
  async listAll(): Promise<DataFile[]> {
    if (this.#mayBeSink) {
      const logged = await this.#logged();
      this.#isSink = logged !== undefined;
      if (logged) return logged;
    }
    const found: DataFile[] = [];
    await this.#walk('', found);
    return found;
  }

  async #walk(folder: string, found: DataFile[]): Promise<void> {
    const folders: string[] = [];
    for await (const { path, isFolder, sizeBytes, modifiedMs } of this.files.list(folder, { shallow: true })) {
      if (isFolder) folders.push(path);
      else if (this.#paths.isData(path)) found.push(this.#found(path, sizeBytes, modifiedMs));
    }
    for (const inner of folders) if (this.#paths.mayHold(inner)) await this.#walk(inner, found);
  }

  /** Java counts whole milliseconds. */
  #found = (path: string, sizeBytes: number, modifiedMs: number): DataFile => ({
    address: this.files.address(path),
    sizeBytes,
    modifiedMs: Math.floor(modifiedMs),
  });

  /** What the log of a sink says that there is; undefined where there is no such log. */
  async #logged(): Promise<DataFile[] | undefined> {
    const entries = await readLog(this.files, SINK_LOG);
    if (!entries) return undefined;
    const found = new Map<string, DataFile>();
    for (const { path, size, modificationTime, action, [REPLACES]: replaces } of entries) {
      const address = String(path);
      const file = { address, sizeBytes: Number(size), modifiedMs: Number(modificationTime) };
      if (action === 'delete') found.delete(address);
      else found.set(address, replaces === true ? { ...file, replaces } : file);
    }
    return [...found.values()];
  }

  /** One file, if it is data and there. @param path in `files` */
  async look(path: string): Promise<DataFile | undefined> {
    if (this.#isSink || !this.#isOne(path)) return undefined;
    const entry = await this.files.stat(path);
    return entry && this.#found(path, entry.sizeBytes, entry.modifiedMs);
  }

  #isOne = (path: string): boolean => this.#paths.isData(path) && this.#paths.isWanted(path);

  /** Whether a change of a path is one of the data: by its name alone. */
  concerns(path: string): 'file' | 'log' | undefined {
    if (this.#mayBeSink && path.startsWith(`${SINK_LOG}/`)) return 'log';
    return !this.#isSink && this.#isOne(path) ? 'file' : undefined;
  }

  /** The values of partitions that the folders of a file say. */
  partitionOf(address: string): PartitionValue[] {
    return this.placeIn(address).partition;
  }

  /** The same, and the folder in which those folders begin. */
  placeIn(address: string): { partition: PartitionValue[]; base: string } {
    const path = this.files.pathOf(address) ?? elsewhereUnderPartitions(address);
    return { partition: this.#paths.partitionOf(path), base: this.#paths.baseOf(path) };
  }

  /** The bytes of a file, wherever it is: a sink's log may name one in another folder. */
  async input({ address, sizeBytes }: { address: string; sizeBytes?: number }): Promise<InputFile> {
    const { files, path } = await this.#placeOf(address);
    return inputOf(files, path, sizeBytes);
  }

  /** As `Files.readMany`. */
  readMany(
    files: readonly { readonly address: string; readonly sizeBytes?: number }[],
  ): ReturnType<NonNullable<Files['readMany']>> {
    const places: { path: string; sizeBytes: number }[] = [];
    for (const { address, sizeBytes } of files) {
      const path = this.files.pathOf(address);
      if (path === undefined || sizeBytes === undefined) return undefined;
      places.push({ path, sizeBytes });
    }
    return this.files.readMany?.(places);
  }

  async #placeOf(address: string): Promise<{ files: Files; path: string }> {
    const path = this.files.pathOf(address);
    if (path !== undefined) return { files: this.files, path };
    const end = address.lastIndexOf('/') + 1;
    const folder = decodeURIComponent(address.slice(0, end));
    const files = await (this.#elsewhere.get(folder) ?? this.#open(folder));
    return { files, path: decodeURIComponent(address.slice(end)) };
  }

  #open(folder: string): Promise<Files> {
    const files = this.#openFiles(folder);
    this.#elsewhere.set(folder, files);
    return files;
  }
}

/** A sink's log may name files of another folder: their path from the last folder on that is none of a partition. */
const elsewhereUnderPartitions = (address: string): string =>
  decodeURIComponent(/(?:[^/=]+=[^/]*\/)*[^/]*$/.exec(address)![0]);

/** One file that was named. */
class OneFile extends DataPaths {
  readonly #name: string;

  constructor(name: string, options: FormatOptions, folder: string) {
    super(undefined, options, folder);
    this.#name = name;
  }

  override isData(path: string): boolean {
    return path === this.#name;
  }

  override mayHold(): boolean {
    return false;
  }
}

/** The order in which files are taken: by time, those of one time by their names. */
export const byTime = (a: FoundFile, b: FoundFile): number =>
  a.modifiedMs - b.modifiedMs || comparePaths(a.address, b.address);
