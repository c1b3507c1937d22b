import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFailure, writeFailure } from './failures.ts';

/**
 * Room on this machine's disk for what does not fit in memory; nothing is durable, and nothing is awaited. The file has
 * no name once it is open, so that nothing of it outlives the process, however that ends. Where the system does not
 * take the name of an open file away (Windows), that is done when it is closed.
 */
export class ScratchFile {
  readonly #folder: string;
  readonly #file: number;
  #isOpen = true;

  /**
   * @param folder to lie in; `''`: the system's folder for what is temporary
   * @throws RuntimeError `WRITE_FAILED`
   */
  constructor(folder: string) {
    const parent = folder === '' ? tmpdir() : folder;
    const made = writing(parent, () => {
      mkdirSync(parent, { recursive: true });
      return mkdtempSync(join(parent, 'xpto-'));
    });
    this.#folder = made;
    this.#file = writing(made, () => openSync(join(made, 'entries'), 'wx+', 0o600));
    this.#unlink();
  }

  /** Fills `into` with what stands at a position. @throws RuntimeError `READ_FAILED` */
  read(into: Uint8Array, position: number): void {
    try {
      for (let at = 0; at < into.length; ) {
        const count = readSync(this.#file, into, at, into.length - at, position + at);
        if (count === 0) break; // room that nothing was written to yet
        at += count;
      }
    } catch (error) {
      throw readFailure(error, this.#folder);
    }
  }

  /** @throws RuntimeError `WRITE_FAILED` */
  write(bytes: Uint8Array, position: number): void {
    writing(this.#folder, () => {
      for (let at = 0; at < bytes.length; ) {
        at += writeSync(this.#file, bytes, at, bytes.length - at, position + at);
      }
    });
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#file);
    this.#unlink();
  }

  /** Where an open file keeps its name, it is taken at the end. */
  #unlink(): void {
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {}
  }
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeFailure(error, path);
  }
}
