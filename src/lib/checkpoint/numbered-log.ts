import { DamageError, RuntimeError, XptoError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { seal, unseal, withoutSeal } from './sealed-text.ts';

/** The newest version of Spark's logs that can be read. */
const VERSION = 1;

/**
 * One small text for each batch: `offsets/7`, `commits/7`. The first line is `v1`, one of the others holds the
 * checksum. A file is written once: whoever finds it there already is not the only one who runs the query.
 *
 * @see Spark HDFSMetadataLog
 */
export class NumberedLog {
  readonly folder: string;
  readonly #files: Files;
  readonly #owner: string;
  readonly #isForeign: boolean;
  /** The oldest that may still be there. */
  #oldest = 0;

  /**
   * @param owner the query, so that a file of another one is not taken for its own
   * @param isForeign takes files without a checksum too: those that Spark wrote
   */
  constructor(files: Files, folder: string, owner: string, isForeign = false) {
    this.#files = files;
    this.folder = folder;
    this.#owner = owner;
    this.#isForeign = isForeign;
  }

  /** The numbers of the files that there are, the least first. */
  async ids(): Promise<number[]> {
    const ids: number[] = [];
    for await (const { path } of this.#files.list(this.folder)) {
      const name = path.slice(this.folder.length + 1);
      if (/^\d+$/.test(name)) ids.push(Number(name));
    }
    ids.sort((a, b) => a - b);
    if (ids.length > 0) this.#oldest = ids[0];
    return ids;
  }

  /**
   * The lines behind the first of one file; undefined where there is no such file.
   *
   * @throws RuntimeError `MALFORMED_LOG_FILE`, `INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION`, `INCOMPLETE_LOG_FILE`,
   * `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED`
   */
  async read(id: number): Promise<readonly string[] | undefined> {
    const path = `${this.folder}/${id}`;
    const file = this.#files.address(path);
    const sealed = await readText(this.#files, path);
    if (sealed === undefined) return undefined;
    checkVersion(sealed, file);
    const text = this.#isForeign ? withoutSeal(sealed) : unseal(this.#sealName(id), sealed, file);
    return text.split('\n').slice(1);
  }

  /** @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE` when the file is there already */
  async add(id: number, lines: readonly string[]): Promise<void> {
    const text = seal(this.#sealName(id), [`v${VERSION}`, ...lines].join('\n'));
    try {
      await this.#files.createNew(`${this.folder}/${id}`, Buffer.from(text));
    } catch (error) {
      if (!isExists(error)) throw error;
      throw new RuntimeError('CONCURRENT_STREAM_LOG_UPDATE', { batchId: id }, { cause: error });
    }
  }

  /** Removes what is older than `id`. */
  async purge(id: number): Promise<void> {
    const paths: string[] = [];
    for (; this.#oldest < id; this.#oldest++) paths.push(`${this.folder}/${this.#oldest}`);
    if (paths.length > 0) await this.#files.remove(...paths);
  }

  #sealName = (id: number): string => `${this.#owner} ${this.folder}/${id}`;
}

/** @throws RuntimeError as `NumberedLog.read` */
export function checkVersion(text: string, file: string): void {
  if (text === '') throw new DamageError('INCOMPLETE_LOG_FILE', { file });
  const [line] = text.split('\n', 1);
  const [, version] = /^v(\d+)$/.exec(line) ?? [];
  if (version === undefined || Number(version) < 1) throw new DamageError('MALFORMED_LOG_FILE', { text: line, file });
  if (Number(version) <= VERSION) return;
  throw new DamageError('INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION', {
    maxSupportedVersion: VERSION,
    version,
    file,
  });
}

/** A small text; undefined where there is no such file. */
export async function readText(files: Files, path: string): Promise<string | undefined> {
  try {
    return Buffer.from(await files.read(path)).toString();
  } catch (error) {
    if (error instanceof XptoError && error.key === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

export const isExists = (error: unknown): boolean => error instanceof XptoError && error.key === 'FILE_EXISTS';
