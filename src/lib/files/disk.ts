import type { PlatformPath } from 'node:path';

/**
 * The calls of an operating system that files are made of, so that the same code runs on this machine's disk and on a
 * simulated one that loses power. Paths are absolute. Every call fails with the system's error, and its `code`.
 */
export interface Disk {
  /** How this system writes its paths. */
  readonly path: PlatformPath;
  /** Part of the names of what this process has not finished: letters, digits and hyphens, unlike any other's. */
  readonly writer: string;

  /** Whether what a writer left unfinished will stay so. @param modifiedMs when the file last changed */
  isGone(writer: string, modifiedMs: number): boolean;

  /** Makes a file to write to; `EEXIST` when the name is taken, were it by a link that leads nowhere. */
  create(path: string): Promise<DiskWriter>;

  open(path: string): Promise<DiskReader>;

  /** Follows links. */
  stat(path: string): Promise<DiskEntry>;

  /** As `stat`, of many; undefined for what is not there any more. */
  statAll(paths: readonly string[]): Promise<(DiskEntry | undefined)[]>;

  /** The names in a folder, in no order. */
  readFolder(path: string): Promise<DiskName[]>;

  /** Where a path really is, once all links are followed. */
  realPath(path: string): Promise<string>;

  /**
   * Whole small files at once, where that can be done beside this thread; undefined where it cannot, or not yet.
   *
   * @returns undefined for a file that is longer than it seemed to be, or cannot be read
   */
  readMany?(
    files: readonly { readonly path: string; readonly sizeBytes: number }[],
  ): Promise<readonly (Uint8Array | undefined)[]> | undefined;

  /** Gives a file a second name; `EEXIST` when there is one. */
  link(from: string, to: string): Promise<void>;

  /** Replaces what has the name. */
  rename(from: string, to: string): Promise<void>;

  unlink(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;

  /** Once this resolves the names in a folder outlive a loss of power, where the system can promise it. */
  syncFolder(path: string): Promise<void>;

  /** Tells of names that appear, change and vanish in a folder, until the function that it returns is called. */
  watchFolder?(path: string, onChange: (name: string) => void, onError: () => void): () => void;
}

export interface DiskWriter {
  /** @returns how many bytes were written, which may be fewer */
  write(bytes: Uint8Array): Promise<number>;
  /** Once this resolves the bytes outlive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DiskReader {
  /** @returns how many bytes were read into the buffer; 0 at the end */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

export interface DiskEntry {
  readonly kind: DiskKind;
  readonly sizeBytes: number;
  /** Milliseconds since 1970 UTC. */
  readonly modifiedMs: number;
  /** The same for two names of one file. */
  readonly identity: string;
}

export interface DiskName {
  readonly name: string;
  readonly kind: DiskKind;
}

export type DiskKind = 'file' | 'folder' | 'link' | 'other';
