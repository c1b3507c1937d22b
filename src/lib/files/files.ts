/**
 * Bytes by path in one place: a folder of this machine, a part of a bucket, memory. Everything durable is written
 * through this contract, so that what a crash, a full disk or a misbehaving bucket does is handled, and tested, once.
 *
 * Paths are relative to `root`, with `/` between their segments on every system; none leads out of the root.
 */
export interface Files {
  /** Where it is, as people and Spark name it: an absolute path, `s3://bucket/prefix`. */
  readonly root: string;

  /** So many requests were sent to a store that is paid for by the request; there are none where there is no such. */
  readonly requests?: number;

  /** The absolute address of a file, as Spark's logs hold it: `file:///lake/a.json`, `s3://bucket/lake/a.json`. */
  address(path: string): string;

  /** The path that has an address; undefined for one that is not under the root. */
  pathOf(address: string): string | undefined;

  /** @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
  read(path: string): Promise<Uint8Array>;

  /** Bytes [from, to) of a file; fewer where it ends before. @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;

  /**
   * Small files at once, where that is faster than one by one; undefined where it is not, or not yet.
   *
   * @returns for each file its bytes; undefined for one that is to be read by itself, as it has grown or for whatever reason
   */
  readMany?(
    files: readonly { readonly path: string; readonly sizeBytes: number }[],
  ): Promise<readonly (Uint8Array | undefined)[]> | undefined;

  /** The file from its beginning in pieces, each of them good until the next is asked for. */
  chunks(path: string): AsyncIterable<Uint8Array>;

  /**
   * Makes a small file, and the folders that it lies in: it appears whole or not at all, and is durable when this
   * resolves. Never replaces. After `WRITE_FAILED` it may be there, whole; nothing is tried again on it.
   *
   * @throws RuntimeError `FILE_EXISTS` when there is one of that name, `WRITE_FAILED`, `INVALID_PATH`
   */
  createNew(path: string, bytes: Uint8Array): Promise<void>;

  /**
   * Puts a small file in the place of one that is there: whoever reads finds the old or the new one, whole, also after a
   * crash. For tools that mend what nobody else writes; a query replaces nothing.
   *
   * @param lastCheck when this fails, nothing is replaced; asked as late as can be
   * @throws RuntimeError `FILE_NOT_FOUND`, `WRITE_FAILED`, and what the check throws
   */
  replace(path: string, bytes: Uint8Array, lastCheck?: () => Promise<void>): Promise<void>;

  /** Begins a file of any size; it appears when `commit()` resolves, whole and durable, and never replaces. */
  create(path: string): Promise<NewFile>;

  /**
   * The files under a folder, and under the folders in it, in the order of their paths by the bytes of UTF-8. Nothing
   * where there is no such folder. What is being written is not listed.
   *
   * @param folder `''` for the root
   */
  list(folder: string, options?: ListOptions): AsyncIterable<FileEntry>;

  /** What is known of one file; undefined where there is none. */
  stat(path: string): Promise<FileEntry | undefined>;

  /**
   * Removes files, for good when this resolves; none there is no error. On a local folder, folders that it leaves empty
   * stay. Many at once cost less than one at a time.
   */
  remove(...paths: readonly string[]): Promise<void>;

  /**
   * Gives a file another name; never replaces. One that was interrupted may be asked for again. Not atomic: both names
   * may be seen for a moment (on S3 it is a copy and a removal).
   */
  move(from: string, to: string): Promise<void>;

  /**
   * To be called by who takes over a folder, before reading it to go on from there: what writers that are no more left
   * unfinished in it is removed, and what is there is made durable (they may have died before it was).
   */
  recover(folder: string): Promise<void>;

  /**
   * Shows that `createNew` never replaces, which a checkpoint rests on. There is no such method where it is certain.
   *
   * @throws RuntimeError `S3_REPLACES`
   */
  checkCreateNew?(): Promise<void>;

  /**
   * Calls when something under a folder may have changed, with the path of it: a file that appeared, changed or went,
   * or a folder. Where the place cannot tell, there is no such method. A watch may miss things, and may end without a
   * word: whoever must not miss any lists from time to time, too.
   *
   * @returns ends the watch
   */
  watch?(folder: string, onChange: (path: string) => void): () => void;
}

export interface ListOptions {
  /** Only paths behind this one, in the order of the list. */
  readonly after?: string;
  /** Folders in the folder are not entered; `entry.isFolder` tells of them, in the order of their paths with a `/`. */
  readonly shallow?: boolean;
}

export interface FileEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970 UTC. */
  readonly modifiedMs: number;
  /** Only from a shallow list. */
  readonly isFolder?: true;
}

/** A file that nobody sees yet. */
export interface NewFile {
  /** The bytes may be changed by the caller once this resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** @throws RuntimeError `FILE_EXISTS`, `WRITE_FAILED` */
  commit(): Promise<void>;
  /** Leaves nothing unfinished behind; also after a failed `commit`. After one that succeeded it does nothing. */
  abort(): Promise<void>;
}
