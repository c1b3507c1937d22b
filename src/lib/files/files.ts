/**
 * Bytes by path in one place: a folder of this machine, a part of a bucket, memory. Everything durable is written
 * through this contract, so that what a crash, a full disk or a misbehaving bucket does is handled, and tested, once.
 *
 * Paths are relative to `root`, with `/` between their segments on every system; none leads out of the root.
 */
export interface Files {
  /** Where it is, as people and Spark name it: an absolute path, `s3://bucket/prefix`. */
  readonly root: string;

  /** The absolute address of a file, as Spark's logs hold it: `file:///lake/a.json`, `s3://bucket/lake/a.json`. */
  address(path: string): string;

  /** @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
  read(path: string): Promise<Uint8Array>;

  /** Bytes [from, to) of a file; fewer where it ends before. @throws RuntimeError `FILE_NOT_FOUND`, `READ_FAILED` */
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;

  /** The file from its beginning in pieces, each of them good until the next is asked for. */
  chunks(path: string): AsyncIterable<Uint8Array>;

  /**
   * Makes a small file: it appears whole or not at all, and is durable when this resolves. Never replaces.
   *
   * @throws RuntimeError `FILE_EXISTS` when there is one of that name, `WRITE_FAILED`
   */
  createNew(path: string, bytes: Uint8Array): Promise<void>;

  /** Begins a file of any size; it appears when `commit()` resolves, whole and durable, and never replaces. */
  create(path: string): Promise<NewFile>;

  /**
   * The files under a folder, and under the folders in it, in the order of their paths. Nothing where there is no such
   * folder. What is being written is not listed.
   *
   * @param folder `''` for the root
   */
  list(folder: string, options?: ListOptions): AsyncIterable<FileEntry>;

  /** What is known of one file; undefined where there is none. */
  stat(path: string): Promise<FileEntry | undefined>;

  /** Removes a file; none there is no error. On a local folder, folders that it leaves empty stay. */
  remove(path: string): Promise<void>;

  /** Gives a file another name; never replaces. Not atomic on S3, where it is a copy and a removal. */
  move(from: string, to: string): Promise<void>;

  /**
   * Calls when something in a folder may have changed. Where the place cannot tell, there is no such method, and
   * whoever wants to know lists again.
   *
   * @returns ends the watch
   */
  watch?(folder: string, onChange: (path: string | undefined) => void): () => void;
}

export interface ListOptions {
  /** Only paths behind this one, in the order of the list. */
  readonly after?: string;
  /** Folders in the folder are not entered; `entry.isFolder` tells of them. */
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
  /** Leaves nothing behind; also after a failed `commit`. */
  abort(): Promise<void>;
}
