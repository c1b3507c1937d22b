/**
 * What was read and is not in RAW yet, on this machine's disk: each post is here before anything else is done with it,
 * so that a kill loses none and a restart repeats none.
 *
 * `journal-N` is a list of lines, each with its checksum:
 *
 *     h {header}     which day's posts these are                 + {row}   a post that was read
 *     = {row}        one of an earlier journal, still waiting    - {row}   the news that a post is deleted
 *     ~ {row}        the same, of an earlier journal
 *     f {intent}     the first posts that wait go to a file      m {from, to}   the file gets another name
 *     d {name}       the file is in RAW                          s {state}      where reading goes on
 *
 * A journal is replaced, never mended: opening, a new day and a certain size begin the next one, with what still waits.
 * `ids-N-DAY` and `gone-N-DAY` hold the ids of a journal that is no more, 8 bytes each and a checksum.
 */
import { crc32 } from 'node:zlib';
import type { Clock } from '../../base/clock.ts';
import { DamageError } from '../../base/errors.ts';
import type { Files } from '../../files/files.ts';
import { JournalFile } from '../../files/journal-file.ts';
import { KnownIds } from './known-ids.ts';
import type { RawFormat, RawKind } from './raw-names.ts';
import { type Deletion, type Row, rowAgain } from './row.ts';

/** Part of a stream that was not heard: what search has to find. */
export interface Gap {
  /** Another one, once it grew. */
  readonly number: number;
  /** Posts behind this id are searched; without it those from its beginning on. */
  readonly sinceId?: string;
  /** The last post before the gap, where there was one. */
  readonly lastId?: string;
  /** When it began and ended, in milliseconds since 1970 UTC. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A search that is under way, or the one that comes next. */
export interface Cursor {
  /** All up to here was read. */
  readonly sinceId?: string;
  /** Of the search under way: what `sinceId` will be when it is done, and its next page. */
  readonly newestId?: string;
  readonly nextToken?: string;
}

/** Where reading goes on. */
export interface SpoolState {
  readonly query?: string;
  readonly cursor?: Cursor;
  /** The oldest of the posts that a stream brought first, and the newest that it has brought. */
  readonly firstId?: string;
  readonly newestId?: string;
  readonly gap?: Gap;
  /** Of Bluesky's stream: all up to here was read, in microseconds since 1970 UTC. */
  readonly reachedUs?: number;
  /** Of all runs. */
  readonly posts?: number;
}

/** A file of RAW that was begun. */
export interface Intent {
  readonly name: string;
  readonly kind: RawKind;
  readonly format: RawFormat;
  /** The rows, as they are to stand in it. */
  readonly rows: readonly string[];
}

const VERSION = 1;
const ROTATE_BYTES = 32 << 20;
const JOURNAL = /^journal-(\d{8})$/;
const IDS = /^(ids|gone)-(\d{8})-(\d{4}-\d\d-\d\d)$/;

const nameOf = (number: number): string => `journal-${String(number).padStart(8, '0')}`;

export class Spool {
  readonly known = new KnownIds();
  /** Posts that X does not have any more. */
  readonly gone = new KnownIds();
  state: SpoolState = {};
  /** Posts that wait for a file, in the order in which they came. */
  readonly rows: Row[] = [];
  /** News of deletions that wait for a file. */
  readonly deletes: string[] = [];
  /** Files that were begun, by their names. */
  readonly begun = new Map<string, Intent>();

  readonly #files: Files;
  readonly #clock: Clock;
  #number = 0;
  #day = '';
  #journal: JournalFile | undefined;
  #bytes = 0;
  /** The ids of this journal. */
  #fresh: { ids: bigint[]; gone: bigint[] } = { ids: [], gone: [] };
  /** One thing is written at a time. */
  #last: Promise<void> = Promise.resolve();
  #syncing: Promise<void> | undefined;

  private constructor(files: Files, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  /**
   * @param files a folder of this machine that nobody else uses
   * @throws DamageError `SPOOL_DAMAGED`; RuntimeError `READ_FAILED`, `WRITE_FAILED`
   */
  static async open(files: Files, clock: Clock): Promise<Spool> {
    const spool = new Spool(files, clock);
    await files.recover('');
    await spool.#read();
    await spool.#rotate();
    return spool;
  }

  /** Posts, and news of deletions, that were read; and where reading goes on behind them. */
  add(rows: readonly Row[], deletes: readonly Deletion[], state?: SpoolState): Promise<void> {
    return this.#exclusive(async () => {
      const today = KnownIds.day(this.#clock.nowMs());
      if (today !== this.#day || this.#bytes > ROTATE_BYTES) await this.#rotate();
      let text = '';
      for (const { json } of rows) text += line('+', json);
      for (const { json } of deletes) text += line('-', json);
      if (state) text += line('s', JSON.stringify(state));
      await this.#append(text);
      for (const row of rows) this.#addRow(row);
      for (const { id, json } of deletes) this.#addDelete(BigInt(id), json);
      if (state) this.state = state;
    });
  }

  setState(state: SpoolState): Promise<void> {
    return this.add([], [], state);
  }

  /** Gives the first posts, or news, to a file. It may be made once this resolves. */
  async begin(name: string, kind: RawKind, format: RawFormat, count: number): Promise<Intent> {
    const intent = this.#take(name, kind, format, count); // at once: nobody else is to take the same ones
    await this.#exclusive(() => this.#append(line('f', JSON.stringify({ name, kind, format, count }))));
    // Were the file there and this not, the posts would be written again.
    await this.#sync();
    return intent;
  }

  /** A file of that name is somebody else's. */
  async rename(from: string, to: string): Promise<Intent> {
    await this.#exclusive(async () => {
      this.#renamed(from, to);
      await this.#append(line('m', JSON.stringify({ from, to })));
    });
    await this.#sync();
    return this.begun.get(to)!;
  }

  done(name: string): Promise<void> {
    return this.#exclusive(async () => {
      this.begun.delete(name);
      await this.#append(line('d', JSON.stringify(name)));
    });
  }

  async close(): Promise<void> {
    await this.#sync();
    await this.#exclusive(async () => {
      await this.#journal?.close();
      this.#journal = undefined;
    });
  }

  #addRow(row: Row): void {
    this.known.add(this.#day, row.id);
    this.#fresh.ids.push(row.id);
    this.rows.push(row);
  }

  #addDelete(id: bigint, json: string): void {
    this.gone.add(this.#day, id);
    this.#fresh.gone.push(id);
    this.deletes.push(json);
  }

  #take(name: string, kind: RawKind, format: RawFormat, count: number): Intent {
    const rows = kind === 'tweets' ? this.rows.splice(0, count).map(({ json }) => json) : this.deletes.splice(0, count);
    const intent = { name, kind, format, rows };
    this.begun.set(name, intent);
    return intent;
  }

  #renamed(from: string, to: string): void {
    const intent = this.begun.get(from)!;
    this.begun.delete(from);
    this.begun.set(to, { ...intent, name: to });
  }

  #exclusive(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #append(text: string): Promise<void> {
    if (text === '') return;
    const bytes = Buffer.from(text);
    this.#bytes += bytes.length;
    await this.#journal!.append(bytes);
  }

  /** Many who wait at once share one. */
  async #sync(): Promise<void> {
    await this.#syncing?.catch(() => {}); // it may have begun before what is to be synced was written
    this.#syncing ??= this.#exclusive(async () => {
      this.#syncing = undefined;
      await this.#journal?.sync();
    });
    await this.#syncing;
  }

  // Reading

  async #read(): Promise<void> {
    const journals: number[] = [];
    const lists: { path: string; kind: 'ids' | 'gone'; number: number; day: string }[] = [];
    for await (const { path } of this.#files.list('', { shallow: true })) {
      const [, journal] = JOURNAL.exec(path) ?? [];
      if (journal !== undefined) journals.push(Number(journal));
      const [, kind, number, day] = IDS.exec(path) ?? [];
      if (kind !== undefined) lists.push({ path, kind: kind as 'ids' | 'gone', number: Number(number), day });
    }
    this.#number = Math.max(0, ...journals);
    // Those of the journal that is still there were written for one that did not come to be.
    const isOld = ({ number, day }: (typeof lists)[number]) =>
      number >= this.#number || KnownIds.isOver(day, this.#clock.nowMs());
    await this.#files.remove(
      ...journals.filter(number => number < this.#number).map(nameOf),
      ...lists.filter(isOld).map(({ path }) => path),
    );
    for (const list of lists) if (!isOld(list)) await this.#readIds(list);
    if (this.#number > 0) await this.#readJournal(nameOf(this.#number));
  }

  async #readIds({ path, kind, day }: { path: string; kind: 'ids' | 'gone'; day: string }): Promise<void> {
    const bytes = Buffer.from(await this.#files.read(path));
    const end = bytes.length - 4;
    if (end < 0 || end % 8 !== 0 || crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) this.#refuse(path);
    const set = kind === 'ids' ? this.known : this.gone;
    for (let at = 0; at < end; at += 8) set.add(day, bytes.readBigUInt64LE(at));
  }

  async #readJournal(path: string): Promise<void> {
    const lines = Buffer.from(await this.#files.read(path))
      .toString()
      .split('\n');
    let bad: number | undefined;
    for (const [i, text] of lines.entries()) {
      if (text === '') continue;
      const isGood = i < lines.length - 1 && crc32(text.slice(9)) === Number.parseInt(text.slice(0, 8), 16);
      // The last thing that was written before a kill may be half there; before others it is not.
      if (isGood && bad !== undefined) this.#refuse(path);
      if (isGood) this.#again(text[9], text.slice(11), path);
      else bad ??= i;
    }
    if (this.#day === '') this.#refuse(path);
  }

  #again(tag: string, text: string, path: string): void {
    switch (tag) {
      case 'h': {
        const { version, day } = JSON.parse(text);
        if (version !== VERSION) this.#refuse(path);
        this.#day = day;
        return;
      }
      case '+':
        this.#addRow(rowAgain(text)!);
        return;
      case '=':
        this.rows.push(rowAgain(text)!);
        return;
      case '-':
        this.#addDelete(BigInt(idOfDelete(text)), text);
        return;
      case '~':
        this.deletes.push(text);
        return;
      case 'f': {
        const { name, kind, format, count } = JSON.parse(text);
        // One that was begun while a journal was replaced stands in both.
        if (!this.begun.has(name)) this.#take(name, kind, format, count);
        return;
      }
      case 'm': {
        const { from, to } = JSON.parse(text);
        this.#renamed(from, to);
        return;
      }
      case 'd':
        this.begun.delete(JSON.parse(text));
        return;
      case 's':
        this.state = JSON.parse(text);
        return;
      default:
        this.#refuse(path);
    }
  }

  #refuse(path: string): never {
    throw new DamageError('SPOOL_DAMAGED', { file: this.#files.address(path) });
  }

  // The next journal

  async #rotate(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const old = this.#number;
    await this.#writeIds('ids', this.#fresh.ids);
    await this.#writeIds('gone', this.#fresh.gone);
    await this.#journal?.close();
    this.#journal = undefined;
    this.#number = old + 1;
    this.#day = KnownIds.day(nowMs);
    this.#fresh = { ids: [], gone: [] };
    const bytes = Buffer.from(this.#snapshot());
    const path = nameOf(this.#number);
    await this.#files.createNew(path, bytes);
    this.#bytes = 0;
    this.#journal = JournalFile.open(`${this.#files.root.replace(/[/\\]$/, '')}/${path}`);
    if (old > 0) await this.#files.remove(nameOf(old));
    this.known.forgetOld(nowMs);
    this.gone.forgetOld(nowMs);
  }

  async #writeIds(kind: 'ids' | 'gone', ids: readonly bigint[]): Promise<void> {
    if (ids.length === 0) return;
    const bytes = Buffer.alloc(ids.length * 8 + 4);
    for (const [i, id] of ids.entries()) bytes.writeBigUInt64LE(id, i * 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), ids.length * 8);
    await this.#files.createNew(`${kind}-${String(this.#number).padStart(8, '0')}-${this.#day}`, bytes);
  }

  /** Files that were begun come first, with their rows before them, then what waits. */
  #snapshot(): string {
    const lines = [line('h', JSON.stringify({ version: VERSION, day: this.#day }))];
    for (const { name, kind, format, rows } of this.begun.values()) {
      for (const row of rows) lines.push(line(kind === 'tweets' ? '=' : '~', row));
      lines.push(line('f', JSON.stringify({ name, kind, format, count: rows.length })));
    }
    for (const { json } of this.rows) lines.push(line('=', json));
    for (const json of this.deletes) lines.push(line('~', json));
    lines.push(line('s', JSON.stringify(this.state)));
    return lines.join('');
  }
}

const line = (tag: string, text: string): string => {
  const body = `${tag} ${text}`;
  return `${crc32(body).toString(16).padStart(8, '0')} ${body}\n`;
};

const idOfDelete = (json: string): string => {
  const { tweet, status } = JSON.parse(json).delete;
  return tweet?.id ?? status.id_str;
};
