import { closeSync, fdatasync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { writeFailure } from './failures.ts';

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/**
 * The end of a file of this machine, for what must outlive the process at once: what `append` was given is the
 * operating system's when it resolves, and the disk's after `sync`. The first failure is for good: what a disk holds
 * after one is not known.
 */
export class JournalFile {
  readonly #path: string;
  readonly #file: number;
  #failure: unknown;

  private constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
  }

  /** @param path of a file that is there @throws RuntimeError `WRITE_FAILED` */
  static open(path: string): JournalFile {
    try {
      return new JournalFile(path, openSync(path, 'a'));
    } catch (error) {
      throw writeFailure(error, path);
    }
  }

  /** @throws RuntimeError `WRITE_FAILED`, also from all later calls */
  append(bytes: Uint8Array): Promise<void> {
    return this.#try(async () => {
      for (let at = 0; at < bytes.length; ) at += (await writeTo(this.#file, bytes, at)).bytesWritten;
    });
  }

  sync(): Promise<void> {
    return this.#try(() => sync(this.#file));
  }

  /** @throws RuntimeError `WRITE_FAILED`; closed it is all the same */
  async close(): Promise<void> {
    const failure = this.#failure;
    this.#failure = undefined;
    await this.#try(async () => closeSync(this.#file));
    this.#failure = failure;
    if (failure !== undefined) throw failure;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await work();
    } catch (error) {
      this.#failure = writeFailure(error, this.#path);
      throw this.#failure;
    }
  }
}
