/**
 * A stream of the files of a folder: a batch takes files that no batch has taken before. A file counts once, however it
 * changes later.
 *
 * An offset is the number of an entry of the log `sources/K`, and an entry names the files that it took. So the same
 * offsets give the same files in every run. A query that dies behind the entry, and before the engine has noted the
 * offset, finds the entry again: its files are in the next batch.
 *
 * Whoever writes into the folder should give a file its name once it is whole, by renaming. One that grows in its place
 * may be taken before its end, and the rest is then never read.
 *
 * @see Spark FileStreamSource
 */
import { DamageError, RuntimeError } from '../../base/errors.ts';
import type { Batch } from '../../columns/batch.ts';
import { folderOf } from '../../files/paths.ts';
import type { FileFormat, FormatOptions } from '../../formats/format.ts';
import type { Offset, ReadLimit, Source, SourceContext, StreamDefinition } from '../source.ts';
import { Arrivals } from './arrivals.ts';
import { type Cleaner, openCleaner } from './cleaner.ts';
import { byTime, type DataFile, DataFolder, type OpenFiles } from './data-folder.ts';
import { type FileTable, TableReader, tableWithMetadata } from './file-table.ts';
import { type FileSourceOptions, fileSourceOptions } from './options.ts';
import { readAhead } from './read-ahead.ts';
import { type FoundFile, SeenFiles } from './seen-files.ts';
import { Settling } from './settling.ts';
import { SmallFiles } from './small-files.ts';

/** What a stream of files is made of. */
export interface FileStream {
  /** A folder, or a pattern of folders and files. */
  readonly location: string;
  /** As progress reports name it. */
  readonly description: string;
  readonly format: FileFormat;
  readonly options: FormatOptions;
  readonly table: FileTable;
  readonly openFiles: OpenFiles;
}

export function fileStream(stream: FileStream): StreamDefinition {
  const { table, description } = stream;
  const definition = (given: FileTable): StreamDefinition => ({
    schema: given.schema,
    description,
    kind: 'files',
    hasEnd: false,
    replays: true,
    open: context => new FileSource({ ...stream, table: given }, context),
  });
  const withMetadata = tableWithMetadata(table);
  return { ...definition(table), ...(withMetadata && { withHidden: definition(withMetadata) }) };
}

/** A file that an entry of the log names. */
interface TakenFile extends FoundFile {
  /** Unknown of files that an earlier run took. */
  readonly sizeBytes?: number;
  /** The number of the entry. */
  readonly index: number;
}

class FileSource implements Source {
  readonly ended = false;
  readonly #stream: FileStream;
  readonly #context: SourceContext;
  readonly #opened: Promise<OpenSource>;
  #arrivals: Arrivals | undefined;
  #isStopped = false;

  constructor(stream: FileStream, context: SourceContext) {
    this.#stream = stream;
    this.#context = context;
    this.#opened = this.#open();
    this.#opened.catch(() => {}); // told to whoever asks first
  }

  async #open(): Promise<OpenSource> {
    const { location, options: given, openFiles, table, format } = this.#stream;
    const { log, resumeAt, clock, onChange } = this.#context;
    const options = fileSourceOptions(given);
    const folder = await DataFolder.open(location, given, openFiles);
    const cleaner = await openCleaner(options, folder, location, openFiles);
    const latest = await log?.open();
    const asked = resumeAt === undefined ? -1 : indexOf(resumeAt);
    if (log && (latest ?? -1) < asked) throw new DamageError('CHECKPOINT_FILE_MISSING', { file: log.addressOf(asked) });
    const seen = new SeenFiles(options.maxFileAgeMs, options.fileNameOnly);
    const taken = (log?.entries ?? []).map(entry => takenFile(entry));
    for (const file of taken) seen.add(file);
    seen.purge();
    const reader = new TableReader(table, format, given);
    const arrivals = new Arrivals(folder, {
      clock,
      onChange,
      isNew: file => seen.isNew(file),
      order: options.latestFirst ? latestFirst : byTime,
      settle: new Settling(clock, options),
    });
    if (this.#isStopped) arrivals.stop();
    this.#arrivals = arrivals;
    return { options, folder, cleaner, reader, seen, arrivals, taken, latest: latest ?? asked };
  }

  async latestOffset(_start: Offset | undefined, limit: ReadLimit): Promise<Offset | undefined> {
    const open = await this.#opened;
    const { options, seen, arrivals, folder } = open;
    if (limit === 'all') arrivals.refresh();
    const current = (limit === 'all' ? undefined : open.left) ?? (await arrivals.current());
    // Of those with one name only the first that is taken is new.
    const found = options.fileNameOnly ? current.filter(file => seen.isNew(file)) : current;
    if (folder.isSink && options.cleanSource !== 'off') {
      throw new RuntimeError('CLEAN_SOURCE_OF_SINK', { folder: folder.files.root });
    }
    const files = limit === 'all' ? found : within(found, options);
    await checkReplacing(open, files);
    open.left = limit === 'all' ? undefined : leftOf(found.slice(files.length), options);
    if (files.length > 0) await this.#take(open, files);
    return open.latest < 0 ? undefined : JSON.stringify({ logOffset: open.latest });
  }

  async #take(open: OpenSource, files: readonly DataFile[]): Promise<void> {
    const { seen, arrivals } = open;
    const index = open.latest + 1;
    const entries = files.map(({ address, modifiedMs }) => ({ path: address, timestamp: modifiedMs, batchId: index }));
    for (const file of files) seen.add(file);
    seen.purge();
    await this.#context.log?.add(index, entries);
    for (const file of files) open.taken.push({ ...file, index });
    open.latest = index;
    arrivals.taken(files);
  }

  async *read(start: Offset | undefined, end: Offset): AsyncGenerator<Batch> {
    const open = await this.#opened;
    const [from, to] = [start === undefined ? -1 : indexOf(start), indexOf(end)];
    await this.#cleanUpTo(open, from);
    const { reader, folder } = open;
    const together = new SmallFiles(this.#stream.table.schema.map(({ type }) => type));
    const files = open.taken.filter(file => file.index > from && file.index <= to);
    for await (const { file, input } of this.#inputs(files, folder)) {
      const { address } = file;
      let sizeBytes = 0;
      const opened = async () => {
        const found = await input();
        sizeBytes = found.sizeBytes;
        return found;
      };
      const rows = reader.read(address, opened, folder.partitionOf(address), () => file);
      for await (const batch of rows) yield* together.add(batch, sizeBytes);
    }
    yield* together.rest();
  }

  #inputs(files: readonly TakenFile[], folder: DataFolder) {
    const open = (file: TakenFile) => folder.input(file);
    // Of Parquet only some parts are read.
    if (this.#stream.format.name !== 'parquet') return readAhead(files, open, some => folder.readMany(some));
    return files.map(file => ({ file, input: () => open(file) }));
  }

  /** The engine has noted a batch behind these files, so nobody will ask for them again. */
  async #cleanUpTo(open: OpenSource, index: number): Promise<void> {
    // Those of an earlier run were cleaned by it, but for the last.
    const after = open.cleanedTo ?? index - 1;
    open.cleanedTo = index;
    const done = open.taken.filter(file => file.index <= index && file.index > after);
    if (open.taken.some(file => file.index <= index)) open.taken = open.taken.filter(file => file.index > index);
    if (done.length > 0) await open.cleaner?.(done);
  }

  async fixEnd(): Promise<void> {
    const open = await this.#opened;
    open.left = undefined;
    await open.arrivals.fix();
  }

  refresh(): void {
    this.#arrivals?.refresh(); // one that is yet to be opened lists in any case
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#arrivals?.stop();
  }
}

interface OpenSource {
  readonly options: FileSourceOptions;
  readonly folder: DataFolder;
  readonly cleaner: Cleaner | undefined;
  readonly reader: TableReader;
  readonly seen: SeenFiles;
  readonly arrivals: Arrivals;
  /** Files that may still be asked for, as they were taken. */
  taken: TakenFile[];
  /** The number of the last entry; negative before there is one. */
  latest: number;
  cleanedTo?: number;
  /** Files that the limit left for the next batches, which take them before it is looked again what there is. */
  left?: readonly DataFile[] | undefined;
}

/**
 * A file that has taken the place of others holds rows that were read already, where one of the others was.
 *
 * @throws RuntimeError `INPUT_COMPACTED`
 */
async function checkReplacing({ folder, seen }: OpenSource, files: readonly DataFile[]): Promise<void> {
  const replacing = files.filter(file => file.replaces).map(({ address }) => address);
  const read = seen.directlyIn(new Set(replacing.map(folderOf)));
  if (read.length === 0) return;
  const there = new Set((await folder.listAll()).map(({ address }) => address));
  const gone = read.find(address => !there.has(address));
  if (gone === undefined) return;
  const file = replacing.find(address => folderOf(address) === folderOf(gone))!;
  throw new RuntimeError('INPUT_COMPACTED', { file, read: gone });
}

const latestFirst = (a: DataFile, b: DataFile): number => b.modifiedMs - a.modifiedMs || byTime(a, b);

/** As many as the limits let through, and one at least. */
function within(files: readonly DataFile[], { maxFiles, maxBytes }: FileSourceOptions): readonly DataFile[] {
  let bytes = 0;
  const count = files.findIndex(({ sizeBytes }, i) => {
    bytes += sizeBytes;
    return i > 0 && (i >= maxFiles || bytes > maxBytes);
  });
  return count < 0 ? files : files.slice(0, count);
}

/** Listing a large folder for each batch costs more than the batch; but what is hardly a batch waits for others. */
function leftOf(
  files: readonly DataFile[],
  { maxFiles, maxBytes, latestFirst, maxCachedFiles, discardCachedInputRatio }: FileSourceOptions,
): readonly DataFile[] | undefined {
  if (latestFirst || files.length === 0) return undefined;
  const isBatch =
    maxFiles < Number.POSITIVE_INFINITY
      ? files.length >= maxFiles * discardCachedInputRatio
      : files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) >= maxBytes * discardCachedInputRatio;
  return isBatch && maxCachedFiles > 0 ? files.slice(0, maxCachedFiles) : undefined;
}

/** The number in an offset; Spark wrote it alone once. */
function indexOf(offset: Offset): number {
  const value = JSON.parse(offset) as number | { logOffset: number };
  return typeof value === 'number' ? value : value.logOffset;
}

const takenFile = ({ path, timestamp, batchId }: Readonly<Record<string, unknown>>): TakenFile => ({
  address: String(path),
  modifiedMs: Number(timestamp),
  index: Number(batchId),
});
