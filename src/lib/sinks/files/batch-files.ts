import type { Batch } from '../../columns/batch.ts';
import type { Schema } from '../../columns/types.ts';
import type { Files, NewFile } from '../../files/files.ts';
import { pathIn } from '../../files/paths.ts';
import type { FileFormat, FileWriter, FormatOptions } from '../../formats/format.ts';

/** Syncing costs time, not work: so many files are finished at once. */
const COMMITS_AT_ONCE = 8;

/** What the files of an output have in common. */
export interface FileKind {
  readonly format: FileFormat;
  readonly schema: Schema;
  readonly options: FormatOptions;
  /** A file that has come to this size is finished, and another one begun. */
  readonly maxBytes: number;
  readonly maxRows: number;
  /** A batch of more partitions than this has its first files appear before the last are written. */
  readonly maxOpen: number;
}

/** A file that has appeared. */
export interface WrittenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly rowCount: number;
  /** As the format's writer has it. */
  readonly headerBytes: number | undefined;
}

interface Growing {
  readonly path: string;
  readonly file: NewFile;
  readonly writer: FileWriter;
  rowCount: number;
  sizeBytes: number;
}

/**
 * The data files of one batch: one for each folder, or more where one would be too large. Nobody sees them until all are
 * written, unless there are so many that they cannot be kept open.
 */
export class BatchFiles {
  readonly #files: Files;
  readonly #kind: FileKind;
  readonly #nameOf: (part: number, roll: number) => string;
  readonly #announce: (paths: readonly string[], isLast: boolean) => Promise<void>;
  /** By folder; the one that was written to last stands last. */
  readonly #growing = new Map<string, Growing>();
  readonly #rolls = new Map<string, { part: number; count: number }>();
  /** Written, but not to be seen yet. */
  #complete: Growing[] = [];
  readonly #visible: WrittenFile[] = [];

  /** @param announce is awaited before files appear */
  constructor(
    files: Files,
    kind: FileKind,
    nameOf: (part: number, roll: number) => string,
    announce: (paths: readonly string[], isLast: boolean) => Promise<void>,
  ) {
    this.#files = files;
    this.#kind = kind;
    this.#nameOf = nameOf;
    this.#announce = announce;
  }

  /** @param folder `''` for the root of the output */
  async write(folder: string, rows: Batch): Promise<void> {
    const { maxBytes, maxRows } = this.#kind;
    for (let from = 0; from < rows.length; ) {
      const file = await this.#open(folder);
      const to = Math.min(rows.length, from + maxRows - file.rowCount);
      await file.writer.write(to - from === rows.length ? rows : rows.slice(from, to));
      file.rowCount += to - from;
      from = to;
      if (file.rowCount >= maxRows || file.writer.sizeBytes >= maxBytes) await this.#finish(folder, file);
    }
  }

  /** A file without rows, for a batch that has none. */
  async writeNothing(): Promise<void> {
    await this.#open('');
  }

  /** Makes all files appear. */
  async publish(): Promise<readonly WrittenFile[]> {
    for (const [folder, file] of this.#growing) await this.#finish(folder, file);
    if (this.#complete.length > 0) await this.#show(true);
    return this.#visible;
  }

  /** Leaves nothing unfinished behind. */
  async abort(): Promise<void> {
    for (const { file } of [...this.#growing.values(), ...this.#complete]) await file.abort();
  }

  async #open(folder: string): Promise<Growing> {
    const open = this.#growing.get(folder);
    if (open) {
      this.#growing.delete(folder);
      this.#growing.set(folder, open);
      return open;
    }
    await this.#makeRoom();
    const rolls = this.#rolls.get(folder) ?? { part: this.#rolls.size, count: 0 };
    this.#rolls.set(folder, rolls);
    const path = pathIn(folder, this.#nameOf(rolls.part, rolls.count++));
    const file = await this.#files.create(path);
    const { format, schema, options } = this.#kind;
    const growing: Growing = {
      path,
      file,
      rowCount: 0,
      sizeBytes: 0,
      writer: format.writer(schema, options, async bytes => {
        growing.sizeBytes += bytes.length;
        await file.write(bytes);
      }),
    };
    this.#growing.set(folder, growing);
    return growing;
  }

  /** Half of the open files go at once, so that a batch of many partitions needs few announcements. */
  async #makeRoom(): Promise<void> {
    const { maxOpen } = this.#kind;
    if (this.#growing.size + this.#complete.length < maxOpen) return;
    const idle = [...this.#growing].slice(0, Math.ceil(maxOpen / 2) - this.#complete.length);
    for (const [folder, file] of idle) await this.#finish(folder, file);
    await this.#show(false);
  }

  async #finish(folder: string, file: Growing): Promise<void> {
    await file.writer.finish();
    this.#growing.delete(folder);
    this.#complete.push(file);
  }

  async #show(isLast: boolean): Promise<void> {
    await this.#announce(
      this.#complete.map(({ path }) => path),
      isLast,
    );
    while (this.#complete.length > 0) {
      const group = this.#complete.slice(0, COMMITS_AT_ONCE);
      const outcomes = await Promise.allSettled(group.map(({ file }) => file.commit()));
      const failed = outcomes.find(outcome => outcome.status === 'rejected');
      if (failed) throw failed.reason;
      this.#complete = this.#complete.slice(group.length);
      for (const { path, sizeBytes, rowCount, writer } of group) {
        this.#visible.push({ path, sizeBytes, rowCount, headerBytes: writer.headerBytes });
      }
    }
  }
}
