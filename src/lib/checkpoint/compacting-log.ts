import { DamageError, RuntimeError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { checkVersion, isExists, readText } from './numbered-log.ts';
import { seal, unseal, withoutSeal } from './sealed-text.ts';

/** Every tenth file holds all the entries so far. Spark's default, and what it expects of files that it reads. */
const INTERVAL = 10;
/** Files whose entries are in a later one as well stay for a while, for whoever is reading them. */
const CLEANUP_DELAY_MS = 600_000;

/** The key of what a file of the log says of itself, in the first of its entries. */
const NOTE = 'xptoNote';

/** The key, in the log of an output folder, of a file that has taken the place of others. */
export const REPLACES = 'xptoReplaces';

/** An entry as it stands in a line of the log: a JSON object. */
export type LogEntry = Readonly<Record<string, unknown>>;

/** What one file of the log holds. */
export interface LogFile {
  readonly entries: readonly LogEntry[];
  /** What was added with it; a file without an entry has no place for it. */
  readonly note: LogEntry | undefined;
}

/**
 * A log that names files: those that a source has seen, or that a sink has written. File N is `v1` and a line of JSON
 * for each entry; every tenth, `N.compact`, repeats the entries of all before it.
 *
 * @see Spark CompactibleFileStreamLog
 */
export class CompactingLog {
  readonly #files: Files;
  readonly #folder: string;
  readonly #owner: string | undefined;
  readonly #nowMs: () => number;
  readonly #mayBeEmpty: boolean;
  #latest: number | undefined;
  /** All entries so far, for the next compact file. */
  #all: LogEntry[] | undefined;
  #obsolete: { path: string; sinceMs: number }[] = [];

  /**
   * @param owner as for `NumberedLog`; undefined for a log that Spark writes, which has no checksums
   * @param mayBeEmpty there are files without an entry, which have no place for a checksum: whoever opens the log makes
   * sure by other means that nothing was in them
   */
  constructor(files: Files, folder: string, owner: string | undefined, nowMs: () => number, mayBeEmpty: boolean) {
    this.#files = files;
    this.#folder = folder;
    this.#owner = owner;
    this.#nowMs = nowMs;
    this.#mayBeEmpty = mayBeEmpty;
  }

  /**
   * Reads the log: once, before anything is added.
   *
   * @returns the number of the last file, undefined when there is none
   * @throws RuntimeError as `NumberedLog.read`, and `LOG_WITH_A_GAP` when one of the files is missing
   */
  async open(): Promise<number | undefined> {
    const ids = await this.ids();
    const latest = Math.max(...ids);
    this.#all = [];
    if (ids.length === 0) return undefined;
    this.#latest = latest;
    const first = lastCompact(latest);
    for (let id = first; id <= latest; id++) {
      const entries = await this.#read(id);
      if (!entries) throw new DamageError('LOG_WITH_A_GAP', { file: this.addressOf(id) });
      for (const entry of entries) this.#all.push(withoutNote(entry));
    }
    for (const id of ids) if (id < first) this.#obsolete.push({ path: this.#path(id), sinceMs: this.#nowMs() });
    return latest;
  }

  get latest(): number | undefined {
    return this.#latest;
  }

  /** Every entry, the oldest first; what was dropped by a compaction is not among them. */
  get entries(): readonly LogEntry[] {
    return this.#all!;
  }

  /**
   * Adds the file behind the last one.
   *
   * @param keep which entries a compact file takes over
   * @param note what the file is to say of itself
   * @returns what the file holds: the entries, and in a compact one those before them
   * @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE` when it is there already
   */
  async add(
    id: number,
    entries: readonly LogEntry[],
    keep: (entry: LogEntry) => boolean = () => true,
    note?: LogEntry,
  ): Promise<readonly LogEntry[]> {
    const holdsAll = isCompact(id);
    const all = this.#all!;
    for (const entry of entries) all.push(entry);
    if (holdsAll) this.#all = all.filter(keep);
    const held = holdsAll ? this.#all! : entries;
    const { path, text } = this.written(id, { entries: held, note });
    try {
      await this.#files.createNew(path, Buffer.from(text));
    } catch (error) {
      if (isExists(error)) throw new RuntimeError('CONCURRENT_STREAM_LOG_UPDATE', { batchId: id }, { cause: error });
      throw error;
    }
    this.#latest = id;
    if (holdsAll) await this.#cleanUp(id);
    return held;
  }

  /** The absolute address of one file, for an error. */
  addressOf = (id: number): string => this.#files.address(this.#path(id));

  /**
   * One file of the log; undefined where there is none.
   *
   * @throws RuntimeError as `NumberedLog.read`
   */
  async file(id: number): Promise<LogFile | undefined> {
    const entries = await this.#read(id);
    return entries && { entries: entries.map(withoutNote), note: entries[0]?.[NOTE] as LogEntry | undefined };
  }

  /** The numbers of the files that there are, in no order; those too that a later one repeats. */
  async ids(): Promise<number[]> {
    const ids: number[] = [];
    for await (const { path } of this.#files.list(this.#folder)) {
      const [, id] = /^(\d+)(?:\.compact)?$/.exec(path.slice(this.#folder.length + 1)) ?? [];
      if (id !== undefined) ids.push(Number(id));
    }
    return ids;
  }

  /**
   * The files that hold the entries up to the one of this number, by their numbers.
   *
   * @throws RuntimeError as `open`
   */
  async parts(upTo: number): Promise<(LogFile & { readonly id: number })[]> {
    const parts: (LogFile & { readonly id: number })[] = [];
    for (let id = lastCompact(upTo); id <= upTo; id++) {
      const file = await this.file(id);
      if (!file) throw new DamageError('LOG_WITH_A_GAP', { file: this.addressOf(id) });
      parts.push({ id, ...file });
    }
    return parts;
  }

  /** A file of the log as it would be written: its path, and what is in it. */
  written(id: number, { entries, note }: LogFile): { readonly path: string; readonly text: string } {
    const path = this.#path(id);
    const text = textOf(entries, note);
    return { path, text: this.#owner === undefined ? text : seal(this.#sealName(path), text) };
  }

  /**
   * Puts other entries into a file that is there; readers see the old or the new ones.
   *
   * @throws RuntimeError as `NumberedLog.read`
   */
  async rewrite(id: number, file: LogFile): Promise<void> {
    const { path, text } = this.written(id, file);
    await this.#files.replace(path, Buffer.from(text));
  }

  /** Takes the last file away: what it says does not hold. The log is to be opened again then. */
  async drop(id: number): Promise<void> {
    await this.#files.remove(this.#path(id));
  }

  async #read(id: number): Promise<LogEntry[] | undefined> {
    const path = this.#path(id);
    const file = this.#files.address(path);
    const sealed = await readText(this.#files, path);
    if (sealed === undefined) return undefined;
    checkVersion(sealed, file);
    if (this.#owner === undefined) return entriesOf(withoutSeal(sealed), file);
    const text = sealed === 'v1' && this.#mayBeEmpty ? sealed : unseal(this.#sealName(path), sealed, file);
    return entriesOf(text, file);
  }

  #path = (id: number): string => `${this.#folder}/${id}${isCompact(id) ? '.compact' : ''}`;

  #sealName = (path: string): string => `${this.#owner} ${path}`;

  /** Removes what has been obsolete for long enough. */
  async #cleanUp(compact: number): Promise<void> {
    const nowMs = this.#nowMs();
    for (let id = compact - INTERVAL; id < compact; id++) {
      if (id >= 0) this.#obsolete.push({ path: this.#path(id), sinceMs: nowMs });
    }
    const isDue = ({ sinceMs }: { sinceMs: number }) => sinceMs + CLEANUP_DELAY_MS <= nowMs;
    for (const { path } of this.#obsolete.filter(isDue)) await this.#files.remove(path);
    this.#obsolete = this.#obsolete.filter(file => !isDue(file));
  }
}

/**
 * The entries of a log that somebody else writes, as `ignoring` its checksums: Spark's have none.
 *
 * @throws RuntimeError as `CompactingLog.open`
 */
export async function readLog(files: Files, folder: string): Promise<LogEntry[] | undefined> {
  const ids: number[] = [];
  for await (const { path } of files.list(folder)) {
    const [, id] = /^(\d+)(?:\.compact)?$/.exec(path.slice(folder.length + 1)) ?? [];
    if (id !== undefined) ids.push(Number(id));
  }
  if (ids.length === 0) return undefined;
  const latest = Math.max(...ids);
  const entries: LogEntry[] = [];
  for (let id = lastCompact(latest); id <= latest; id++) {
    const path = `${folder}/${id}${(id + 1) % INTERVAL === 0 ? '.compact' : ''}`;
    const text = await readText(files, path);
    if (text === undefined) throw new DamageError('LOG_WITH_A_GAP', { file: files.address(path) });
    checkVersion(text, files.address(path));
    for (const entry of entriesOf(withoutSeal(text), files.address(path))) entries.push(entry);
  }
  return entries;
}

/**
 * What the newest file of a log that says something of itself says, whether its checksum fits or not; and that there is
 * a log, if none does.
 */
export async function newestNote(files: Files, folder: string): Promise<{ note?: LogEntry } | undefined> {
  const paths: { path: string; id: number }[] = [];
  for await (const { path } of files.list(folder)) {
    const [, id] = /^(\d+)(?:\.compact)?$/.exec(path.slice(folder.length + 1)) ?? [];
    if (id !== undefined) paths.push({ path, id: Number(id) });
  }
  if (paths.length === 0) return undefined;
  for (const { path } of paths.sort((a, b) => b.id - a.id)) {
    const text = String(await readText(files, path)); // one that went meanwhile has no entries
    const [note] = notesIn(entriesOf(withoutSeal(text), files.address(path)));
    if (note) return { note };
  }
  return {};
}

/** Whether a file of this number holds the entries of all before it, too. */
export const isCompact = (id: number): boolean => (id + 1) % INTERVAL === 0;

/** The last file at or before this one that holds everything before it; 0 when there is none yet. */
export const lastCompact = (id: number): number => Math.max(0, id - ((id + 1) % INTERVAL));

const textOf = (entries: readonly LogEntry[], note?: LogEntry): string =>
  [
    'v1',
    ...entries.map((entry, i) => (i === 0 && note ? JSON.stringify({ ...entry, [NOTE]: note }) : lineOf(entry))),
  ].join('\n');

/** Entries are written again by every tenth file; of a hundred thousand the texts are not made each time. */
const lines = new WeakMap<LogEntry, string>();

function lineOf(entry: LogEntry): string {
  const line = lines.get(entry) ?? JSON.stringify(entry);
  lines.set(entry, line);
  return line;
}

function withoutNote(entry: LogEntry): LogEntry {
  if (!(NOTE in entry)) return entry;
  const { [NOTE]: _, ...rest } = entry;
  return rest;
}

/** What the files of a log say of themselves, whether their checksums fit or not; the newest first. */
export const notesIn = (entries: readonly LogEntry[]): LogEntry[] =>
  entries.flatMap(entry => (NOTE in entry ? [entry[NOTE] as LogEntry] : [])).reverse();

function entriesOf(text: string, file: string): LogEntry[] {
  const [, ...lines] = text.split('\n');
  try {
    return lines.filter(line => line !== '').map(line => JSON.parse(line) as LogEntry);
  } catch (error) {
    throw new DamageError('MALFORMED_LOG_ENTRY', { file, reason: (error as Error).message }, { cause: error });
  }
}
