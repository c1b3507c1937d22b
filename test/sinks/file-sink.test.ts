/** Where rows go that are written to files, under which names, and what a folder has to be like that takes them. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ManualClock, type RowInput, RuntimeError, Session, type XptoError } from 'xpto';
import { CompactingLog } from '../../src/lib/checkpoint/compacting-log.ts';
import { seal, withoutSeal } from '../../src/lib/checkpoint/sealed-text.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { memoryFilesAt } from '../../src/lib/files/memory-files.ts';
import { type CompactOptions, compact } from '../../src/lib/sinks/files/compact.ts';
import { extensionOf } from '../../src/lib/sinks/files/merged-rows.ts';
import { dataFileName, originOf } from '../../src/lib/sinks/files/names.ts';
import { escapePathName } from '../../src/lib/sinks/files/partitions.ts';
import { rebase } from '../../src/lib/sinks/files/rebase.ts';
import recordedNames from './partition-names.recorded.json' with { type: 'json' };

const clock = new ManualClock(1_000_000_000_000);
const session = new Session({ clock });
session.conf.set('spark.sql.session.timeZone', 'UTC');

type SinkOptions = Readonly<Record<string, string | number | boolean>>;

let places = 0;

/** An output folder with its checkpoint, in memory, and a query that writes to it. */
class Output {
  readonly location: string;
  readonly files;
  readonly checkpoint;
  readonly #schema: string;
  readonly #columns: readonly string[];
  readonly #options: SinkOptions;
  readonly #source;

  constructor(
    schema: string,
    columns: readonly string[] = [],
    options: SinkOptions = {},
    format = 'json',
    location = `memory:///out${++places}`,
  ) {
    this.location = location;
    this.files = memoryFilesAt(this.location);
    this.checkpoint = memoryFilesAt(`${this.location}-checkpoint`);
    this.#schema = schema;
    this.#columns = columns;
    this.#options = { format, ...options };
    this.#source = session.memoryStream(this.#schema);
  }

  /** Rows that a batch to come takes. */
  add(rows: readonly RowInput[]): void {
    this.#source.add(rows);
  }

  /** Writes a batch of each of these; a new run goes on where the one before stopped. @returns what went wrong */
  async write(
    batches: readonly (readonly RowInput[])[],
    checkpoint = this.checkpoint.root,
  ): Promise<XptoError | undefined> {
    for (const batch of batches) {
      this.#source.add(batch);
      const failed = await this.run(checkpoint);
      if (failed) return failed;
    }
    return undefined;
  }

  async run(checkpoint = this.checkpoint.root): Promise<XptoError | undefined> {
    const { format, ...options } = this.#options;
    const writer = this.#source
      .toDF()
      .writeStream.format(format as 'json')
      .options(options);
    const query = writer.partitionBy(this.#columns).option('checkpointLocation', checkpoint).start(this.location);
    try {
      await query.processAllAvailable();
      await query.stop();
      return undefined;
    } catch (error) {
      return ((error as Error).cause ?? error) as XptoError;
    }
  }

  async paths(folder = ''): Promise<string[]> {
    const found: string[] = [];
    for await (const { path } of this.files.list(folder)) found.push(path);
    return found;
  }

  /** Of the data files: what a reader lists. */
  async data(): Promise<string[]> {
    return (await this.paths()).filter(path => !/(?:^|\/)[._]/.test(path));
  }

  async text(path: string): Promise<string> {
    return Buffer.from(await this.files.read(path)).toString();
  }

  async rows(): Promise<unknown[]> {
    const texts = await Promise.all((await this.data()).map(path => this.text(path)));
    return texts
      .join('')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  }

  /** The entries that readers of the log find, from the last file that holds all. */
  async logged(): Promise<string[]> {
    const ids = (await this.paths('_spark_metadata')).map(path => path.slice('_spark_metadata/'.length));
    const from = Math.max(-1, ...ids.filter(id => id.endsWith('.compact')).map(id => Number.parseInt(id, 10)));
    const read = ids.filter(id => Number.parseInt(id, 10) >= from);
    const lines = await Promise.all(
      read.map(async id => (await this.text(`_spark_metadata/${id}`)).split('\n').slice(1)),
    );
    return lines.flat().map(line => this.files.pathOf(JSON.parse(line).path) ?? line);
  }
}

/** The folder somewhere else, without its checkpoint; partitioned by `k`. */
async function copyOf(output: Output, location?: string): Promise<Output> {
  const copy = new Output('id int, k string', ['k'], {}, 'json', location);
  for (const path of await output.paths()) await copy.files.createNew(path, await output.files.read(path));
  return copy;
}

const textIn = async (files: Files, path: string): Promise<string> => Buffer.from(await files.read(path)).toString();

const idsOf = (rows: readonly unknown[]): number[] => rows.map(row => (row as { id: number }).id).sort((a, b) => a - b);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

describe('partitions', () => {
  test('are folders with the names that Spark gives them, whatever the values', async () => {
    const output = new Output('id int, k string', ['k']);
    const rows = recordedNames.map(([value], i) => [i, value]);
    expect(await output.write([rows as RowInput[]])).toBeUndefined();
    const names = new Map<number, string>();
    for (const path of await output.data()) {
      expect(path.split('/')).toHaveLength(2);
      for (const line of (await output.text(path)).trim().split('\n')) names.set(JSON.parse(line).id, folderOf(path));
    }
    expect(recordedNames.map(([value], i) => [value, names.get(i)])).toEqual(recordedNames);
  });

  test('of every type are named as Spark prints the value; null and the empty text are one', async () => {
    const output = new Output('id int, k string', ['k']);
    await output.write([
      [
        [1, null],
        [2, ''],
        [3, 'x'],
      ] as RowInput[],
    ]);
    expect((await output.data()).map(folderOf)).toEqual(
      ['k=__HIVE_DEFAULT_PARTITION__', 'k=__HIVE_DEFAULT_PARTITION__', 'k=x'].filter(
        (name, i, all) => all.indexOf(name) === i,
      ),
    );
    const types = session.memoryStream('id int');
    types.add([[1]]);
    const folder = `memory:///types`;
    const query = types
      .toDF()
      .selectExpr(
        'id',
        '-0.0d a',
        "double('nan') b",
        "double('infinity') c",
        '1e20d d',
        'cast(1e-5 as float) e',
        'cast(12345 as decimal(20,3)) f',
        "timestamp'1969-12-31 23:59:59.999999' g",
        "timestamp_ntz'2020-01-01 00:00:00' h",
        "date'-0044-03-15' i",
        "interval '1-2' year to month j",
        "interval '1 02:03:04.5' day to second l",
        'false m',
        'cast(-3 as tinyint) n',
        'cast(-9223372036854775808 as bigint) p',
        'cast(null as double) q',
      )
      .writeStream.format('json')
      .option('checkpointLocation', `${folder}-checkpoint`)
      .partitionBy(...'abcdefghijlmnpq')
      .start(folder);
    await query.processAllAvailable();
    await query.stop();
    const found: string[] = [];
    for await (const { path } of memoryFilesAt(folder).list('a=-0.0')) found.push(path);
    // As real Spark 4.3 names them.
    expect(folderOf(found[0])).toBe(
      'a=-0.0/b=NaN/c=Infinity/d=1.0E20/e=1.0E-5/f=12345.000/g=1969-12-31 23%3A59%3A59.999999/h=2020-01-01 00%3A00%3A00/i=-0044-03-15/j=INTERVAL %271-2%27 YEAR TO MONTH/l=INTERVAL %271 02%3A03%3A04.5%27 DAY TO SECOND/m=false/n=-3/p=-9223372036854775808/q=__HIVE_DEFAULT_PARTITION__',
    );
  });

  test('are named by what the system cannot hold, too', () => {
    const names = ['linux', 'win32'].map(platform => escapePathName('a<b> |c:d', platform));
    expect(names).toEqual(['a<b> |c%3Ad', 'a%3Cb%3E%20%7Cc%3Ad']); // as Spark on each of them
  });

  test('whose names no file system holds are refused by name, and nothing is written', async () => {
    const output = new Output('id int, k string', ['k']);
    const failed = await output.write([
      [
        [1, 'fits'],
        [2, 'x'.repeat(254)],
      ] as RowInput[],
    ]);
    expect(failed).toMatchObject({ key: 'INVALID_PATH' });
    expect(failed?.message).toContain('x'.repeat(254));
    expect(await output.data()).toEqual([]);
  });

  test.each([
    [['nope'], '_LEGACY_ERROR_TEMP_1196'],
    [['K', 'k'], 'COLUMN_ALREADY_EXISTS'],
    [['s'], 'INVALID_PARTITION_COLUMN_DATA_TYPE'],
    [['id', 'k', 's'], 'INVALID_PARTITION_COLUMN_DATA_TYPE'],
  ])('by %j are refused at the start, as %s', (columns, condition) => {
    const writer = session.memoryStream('id int, k string, s struct<a:int>').toDF().writeStream.format('json');
    expect(() => writer.partitionBy(columns).option('checkpointLocation', 'memory:///c').start('memory:///o')).toThrow(
      expect.objectContaining({ condition }),
    );
  });

  test('by all columns are refused', () => {
    const writer = session.memoryStream('id int').toDF().writeStream.format('json').partitionBy('ID');
    expect(() => writer.option('checkpointLocation', 'memory:///c').start('memory:///o')).toThrow(
      expect.objectContaining({ condition: 'ALL_PARTITION_COLUMNS_NOT_ALLOWED', sqlState: 'KD005' }),
    );
  });
});

describe('a sink of files', () => {
  const writer = () => session.memoryStream('id int').toDF().writeStream;
  test.each([
    ['no path', () => writer().format('text').start(), '_LEGACY_ERROR_TEMP_2047'],
    [
      'a path that is undefined',
      () => writer().format('text').option('path', undefined).start(),
      '_LEGACY_ERROR_TEMP_2047',
    ],
    ['no path for JSON', () => writer().format('json').start(), '_LEGACY_ERROR_TEMP_2047'],
    [
      'no path, before the mode is looked at',
      () => writer().format('csv').outputMode('update').start(),
      '_LEGACY_ERROR_TEMP_2047',
    ],
    [
      'update',
      () => writer().format('json').outputMode('update').start('memory:///o'),
      'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE',
    ],
    [
      'complete',
      () => writer().format('json').outputMode('complete').start('memory:///o'),
      'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE',
    ],
    ['no checkpoint', () => writer().format('json').start('memory:///o'), '_LEGACY_ERROR_TEMP_1298'],
  ])('with %s is refused as Spark does', (_what, start, condition) => {
    expect(start).toThrow(expect.objectContaining({ condition }));
  });

  test.each(['7x', 'd', '-1s', ''])('does not take %j for a span of time', retention => {
    const start = () => writer().format('json').option('retention', retention).start('memory:///o');
    expect(start).toThrow(expect.objectContaining({ key: 'INVALID_OPTION_VALUE' }));
  });

  test('writes one file a batch, and an empty one for a batch without rows', async () => {
    const output = new Output('id int');
    await output.write([[[1], [2]], [], [[3]]] as RowInput[][]);
    const data = await output.data();
    expect(data.map(path => path.replace(/(?<=-)[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/, 'uuid'))).toEqual(
      Array(3).fill('part-00000-uuid-c000.json'),
    );
    expect(idsOf(await output.rows())).toEqual([1, 2, 3]);
    expect((await output.logged()).sort()).toEqual(data);
    expect(await output.paths('_xpto')).toEqual([]);
  });

  test('writes an empty file, too, for a batch of which nothing is left', async () => {
    const source = session.memoryStream('id int');
    source.add([[1], [2]]);
    const files = memoryFilesAt('memory:///filtered');
    const writer = source.toDF().filter('id > 2').writeStream.format('json');
    const query = writer.option('checkpointLocation', `${files.root}-c`).start(files.root);
    await query.processAllAvailable();
    await query.stop();
    const found: [string, number][] = [];
    for await (const { path, sizeBytes } of files.list('')) found.push([path, sizeBytes]);
    expect(found).toEqual([
      ['_spark_metadata/0', expect.any(Number)],
      [expect.stringMatching(/^part-00000-.*-c000\.json$/), 0],
    ]);
  });

  test('leaves alone what others have put beside its files', async () => {
    const output = new Output('id int, k string', ['k']);
    const others = ['_spark_metadata/.0.crc', '_spark_metadata/notes', '_xpto/intents/notes', 'k=a/part-0.json'];
    for (const path of others) await output.files.createNew(path, Buffer.from('other'));
    for (let i = 0; i < 12; i++) expect(await output.write([[[i, 'a']]] as RowInput[][])).toBeUndefined();
    // Nobody knows what an intent that is damaged names: what there is of its batch goes, for the batch is run again.
    await output.checkpoint.remove('commits/11');
    await output.files.remove('_spark_metadata/11');
    await output.files.createNew('_xpto/intents/11-aaaaaaaa-0', Buffer.from('{"files":["k=a/part-0.json"]}'));
    expect(await output.run()).toBeUndefined();
    const paths = await output.paths();
    expect(paths.filter(path => others.includes(path))).toEqual(others);
    expect(paths.filter(path => path.startsWith('_xpto'))).toEqual(['_xpto/intents/notes']);
    expect((await output.logged()).sort()).toEqual((await output.data()).filter(path => !others.includes(path)).sort());
    expect(await output.logged()).toHaveLength(12);
  });

  test('writes nothing but the log for a partitioned batch without rows', async () => {
    const output = new Output('id int, k int', ['k']);
    expect(await output.write([[], []])).toBeUndefined();
    expect(await output.paths()).toEqual(['_spark_metadata/0', '_spark_metadata/1']);
    expect(await output.text('_spark_metadata/1')).toBe('v1');
  });

  test('begins another file where one has come to its size', async () => {
    const output = new Output('id int, k int', ['k'], { maxRecordsPerFile: 2, maxOpenFiles: 2 });
    const rows = Array.from({ length: 20 }, (_, id) => [id, id % 3]);
    await output.write([rows] as RowInput[][]);
    const names = (await output.data()).map(path =>
      path.replace(/(?<=-)[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/, 'uuid'),
    );
    expect(names.slice(0, 4)).toEqual(
      ['c000', 'c001', 'c002', 'c003'].map(count => `k=0/part-00000-uuid.${count}.json`),
    );
    expect(names).toHaveLength(4 + 4 + 3);
    expect(idsOf(await output.rows())).toEqual(rows.map(([id]) => id));
    expect((await output.logged()).sort()).toEqual((await output.data()).sort());
    const small = new Output('id int', [], { maxFileBytes: 1 });
    await small.write([[[1]], [[2]]] as RowInput[][]);
    expect(await small.data()).toHaveLength(2);
  });

  test('forgets in its log what is older than the retention, when the log is gathered', async () => {
    const output = new Output('id int', [], { retention: '1h' });
    for (let i = 0; i < 10; i++) {
      if (i === 7) clock.advance(2 * 3_600_000);
      await output.write([[[i]]] as RowInput[][]);
    }
    expect(await output.logged()).toHaveLength(3);
    expect(await output.data()).toHaveLength(10);
    expect(await output.write([[[10]]] as RowInput[][])).toBeUndefined();
  });
});

describe('names', () => {
  test('tell who wrote a file, and nothing of others', () => {
    const origin = { query: '0123456789abcdef', batchId: 0x1234abcd, run: 'fedcba98' };
    for (const isPartitioned of [true, false]) {
      const name = dataFileName(origin, 100_000, 1000, isPartitioned, '.snappy.parquet');
      expect(originOf(`k=1/${name}`)).toEqual(origin);
    }
    expect(originOf('k=1/part-00000-x-c000.json')).toBeUndefined();
  });
});

describe('a folder', () => {
  const rows = (from: number, count = 1): RowInput[] =>
    Array.from({ length: count }, (_, i) => [from + i, `k${i % 2}`]);
  const written = async (batches: number, columns: readonly string[] = []): Promise<Output> => {
    const output = new Output('id int, k string', columns);
    expect(await output.write(Array.from({ length: batches }, (_, i) => rows(i, 2)))).toBeUndefined();
    return output;
  };

  test('of another query is refused, and so is a new checkpoint', async () => {
    const output = await written(2);
    expect(await output.write([rows(9)], 'memory:///fresh')).toMatchObject({ key: 'OUTPUT_OF_ANOTHER_QUERY' });
    const before = await output.paths();
    expect(await output.run()).toBeUndefined();
    expect((await output.data()).length).toBe(before.filter(path => path.startsWith('part')).length + 1);
  });

  test('that Spark wrote is refused', async () => {
    const output = new Output('id int');
    const entry = { path: output.files.address('part-0.json'), size: 1, isDir: false, action: 'add' };
    await output.files.createNew('_spark_metadata/0', Buffer.from(`v1\n${JSON.stringify(entry)}`));
    expect(await output.write([[[1]]] as RowInput[][])).toMatchObject({ key: 'OUTPUT_OF_ANOTHER_QUERY' });
  });

  test('whose log is in the other place is refused', async () => {
    const output = await written(1);
    const other = new Output('id int', [], { sparkLog: false });
    await other.files.createNew('_spark_metadata/0', await output.files.read('_spark_metadata/0'));
    expect(await other.write([[[1]]] as RowInput[][])).toMatchObject({ key: 'OUTPUT_LOG_ELSEWHERE' });
  });

  test.each([1, 4, 10, 12])(
    'of which any file of the log is damaged is refused by name, after %i batches',
    async count => {
      for (const columns of [[], ['k']]) {
        const names = (await (await written(count, columns)).paths('_spark_metadata')).filter(
          path => count < 10 || Number.parseInt(path.slice(16), 10) >= 9,
        );
        for (const name of names) {
          const damages: [string, (bytes: Buffer) => Buffer | undefined][] = [
            ['removed', () => undefined],
            ['emptied', () => Buffer.alloc(0)],
            ['v1', () => Buffer.from('v1')],
            ['half', bytes => bytes.subarray(0, bytes.length / 2)],
            ...Array.from({ length: 8 }, (_, i): [string, (bytes: Buffer) => Buffer] => [
              `bit ${i}`,
              bytes => {
                const place = Math.floor(((i + 0.5) * bytes.length) / 8);
                bytes[place] ^= 1 << i;
                return bytes;
              },
            ]),
          ];
          for (const [what, damage] of damages) {
            const output = await written(count, columns);
            const bytes = damage(Buffer.from(await output.files.read(name)));
            await output.files.remove(name);
            if (bytes) await output.files.createNew(name, bytes);
            const before = await output.data();
            const failed = await output.write([rows(100)]);
            expect(failed?.key, `${name} ${what}`).toMatch(
              /^(?:OUTPUT_|CHECKPOINT_FILE|MALFORMED_LOG|INVALID_LOG|INCOMPLETE|LOG_WITH)/,
            );
            expect(failed?.explain('en').message, `${name} ${what}`).toContain('_spark_metadata');
            expect(await output.data()).toEqual(before);
          }
        }
      }
    },
  );

  test('that is ahead of its checkpoint is refused', async () => {
    const output = await written(3);
    await output.checkpoint.remove('offsets/2', 'commits/2');
    expect(await output.run()).toMatchObject({ key: 'OUTPUT_LOG_AHEAD' });
  });

  test.each([
    // Its files hold nothing, and so nothing that says whose they are.
    ['of which every file is empty', [[], []], ['metadata', 'offsets', 'commits', 'xpto-'], /nobody signed/],
    ['of a query that has lost what it knew of it', [rows(0, 1)], ['offsets', 'commits'], /this/],
  ])('%s is refused to a checkpoint that knows nothing of it', async (_what, batches, lost, owner) => {
    const output = new Output('id int, k string', ['k']);
    expect(await output.write(batches)).toBeUndefined();
    for await (const { path } of output.checkpoint.list('')) {
      if (lost.some(name => path.startsWith(name))) await output.checkpoint.remove(path);
    }
    const before = await output.paths();
    const failed = await output.run();
    expect(failed).toMatchObject({ key: 'OUTPUT_OF_ANOTHER_QUERY' });
    expect(failed?.explain('en').message).toMatch(owner);
    expect(await output.paths()).toEqual(before);
  });

  test('that holds another batch of the number is refused', async () => {
    const output = await written(3);
    await output.checkpoint.remove('commits/2');
    const { id } = JSON.parse(await textIn(output.checkpoint, 'metadata'));
    const plan = withoutSeal(await textIn(output.checkpoint, 'offsets/2'));
    await output.checkpoint.remove('offsets/2');
    const other = plan.replace(/(?<="batchTimestampMs":)\d+/, '7');
    await output.checkpoint.createNew('offsets/2', Buffer.from(seal(`${id} offsets/2`, other)));
    const before = await output.paths();
    expect(await output.run()).toMatchObject({ key: 'OUTPUT_LOG_CHANGED' });
    expect(await output.paths()).toEqual(before);
  });

  test('of which a file is missing by which its checkpoint knows it is refused', async () => {
    const output = await written(10); // the last file of the log holds all; the checkpoint knows the one before
    await output.checkpoint.remove('commits/9');
    await output.files.remove('_spark_metadata/3');
    expect(await output.run()).toMatchObject({ key: 'LOG_WITH_A_GAP' });
  });

  test('that holds the batch already is not written to again; but only for the same offsets', async () => {
    const output = await written(3);
    const before = await output.paths();
    await output.checkpoint.remove('commits/2');
    expect(await output.run()).toBeUndefined();
    expect(await output.paths()).toEqual(before);
    const other = await written(3);
    await other.checkpoint.remove('commits/2', 'offsets/2');
    await other.checkpoint.createNew('offsets/2', await output.checkpoint.read('offsets/2'));
    expect((await other.run())?.key).toMatch(/CHECKPOINT_FILE_CHECKSUM|OUTPUT_LOG_CHANGED/);
  });

  test('with an empty entry for a batch that is not committed: the batch is written', async () => {
    const output = await written(3, ['k']);
    const whole = await output.rows();
    await output.checkpoint.remove('commits/2');
    const entry = await output.logged();
    await output.files.remove('_spark_metadata/2');
    await output.files.createNew('_spark_metadata/2', Buffer.from('v1'));
    expect(await output.run()).toBeUndefined();
    expect(idsOf(await output.rows())).toEqual(idsOf(whole));
    expect(await output.logged()).toHaveLength(entry.length);
    expect((await output.logged()).sort()).toEqual((await output.data()).sort());
  });
});

describe('a process that sleeps through a takeover', () => {
  const other = '_spark_metadata/0';
  test.each([
    ['was about to say what it will show', /intents/, false, [other]],
    ['has shown its files, and was about to name them', /^_spark_metadata/, false, [other]],
    // What cannot be removed is noted still: the next run removes it.
    [
      'is kept from removing what it has shown',
      /^_spark_metadata/,
      true,
      [other, expect.stringMatching(/intents/), expect.stringMatching(/^part-/)],
    ],
  ])('shows nothing of a batch that another one has written while it %s', async (_when, when, isStuck, left) => {
    const location = `memory:///zombie${++places}`;
    const files = memoryFilesAt(location);
    const asleep = new Session({
      clock,
      openFiles: async place => {
        const opened = memoryFilesAt(place);
        if (place !== location) return opened;
        const own = Object.create(opened) as typeof opened;
        for (const name of ['list', 'create', 'recover', 'read', 'stat', 'address', 'pathOf'] as const) {
          Object.assign(own, { [name]: opened[name].bind(opened) });
        }
        return Object.assign(own, {
          async createNew(path: string, bytes: Uint8Array) {
            if (when.test(path)) await opened.createNew(other, Buffer.from('v1'));
            await opened.createNew(path, bytes);
          },
          async remove(...paths: string[]) {
            if (isStuck && paths.some(path => path.startsWith('part-')))
              throw new RuntimeError('WRITE_FAILED', { path: paths[0], reason: 'stuck', next: '' });
            await opened.remove(...paths);
          },
        });
      },
    });
    const source = asleep.memoryStream('id int');
    source.add([[1]]);
    const query = source
      .toDF()
      .writeStream.format('json')
      .option('checkpointLocation', `${location}-c`)
      .start(location);
    await expect(query.processAllAvailable()).rejects.toMatchObject({ message: expect.stringMatching(/batch 0/) });
    const paths: string[] = [];
    for await (const { path } of files.list('')) paths.push(path);
    expect(paths).toEqual(left);
  });
});

describe('xpto compact', () => {
  const options = { targetBytes: 1 << 20, olderThanMs: 0, includeActive: true, nowMs: () => clock.nowMs() };
  const make = async (format = 'json', columns: readonly string[] = []): Promise<Output> => {
    const output = new Output('id int, k string', columns, {}, format);
    for (let i = 0; i < 12; i++) await output.write([[[i, i < 9 ? 'old' : 'new']] as RowInput[]]);
    return output;
  };

  test('merges files of the gathered log, and the query goes on', async () => {
    const output = await make();
    expect(await compact(output.files, options)).toMatchObject({
      filesBefore: 12,
      filesMerged: 9,
      filesMade: 1,
      filesWaiting: 3,
    });
    expect(await output.data()).toHaveLength(4);
    expect((await output.logged()).sort()).toEqual((await output.data()).sort());
    expect(await output.write([[[12, 'new']], [[13, 'new']]] as RowInput[][])).toBeUndefined();
    expect(idsOf(await output.rows())).toEqual(Array.from({ length: 14 }, (_, i) => i));
    expect(await compact(output.files, options)).toMatchObject({ filesMerged: 0 });
    expect(await output.paths('_xpto')).toEqual([]);
  });

  test('a stream that has read what is merged is refused from then on; others read each row once', async () => {
    const output = await make();
    const copied = async (name: string): Promise<number[]> => {
      const to = `${output.location}-${name}`;
      const query = session.readStream
        .schema('id int, k string')
        .option('maxFilesPerTrigger', 2)
        .json(output.location)
        .writeStream.format('json')
        .option('checkpointLocation', `${to}-checkpoint`)
        .trigger({ availableNow: true })
        .start(to);
      await query.awaitTermination();
      return idsOf(await session.read.schema('id int').json(to).collect());
    };
    const ids = Array.from({ length: 12 }, (_, i) => i);
    expect(await copied('before')).toEqual(ids);
    await compact(output.files, options);
    await expect(copied('before')).rejects.toMatchObject({ cause: { key: 'INPUT_COMPACTED' } });
    expect(await copied('behind')).toEqual(ids);
    expect(await output.write([[[12, 'new']]] as RowInput[][])).toBeUndefined();
    expect(await copied('behind')).toEqual([...ids, 12]);
  });

  test('leaves partitions alone that the last batches wrote to, unless told otherwise', async () => {
    const output = await make('json', ['k']);
    expect(await compact(output.files, { ...options, includeActive: false })).toMatchObject({
      filesMerged: 9,
      filesMade: 1,
    });
    expect((await output.data()).map(folderOf)).toEqual(['k=new', 'k=new', 'k=new', 'k=old']);
    const flat = await make();
    expect(await compact(flat.files, { ...options, includeActive: false })).toMatchObject({ filesMerged: 0 });
    expect(await compact(flat.files, { ...options, olderThanMs: 1 })).toMatchObject({ filesMerged: 0 });
    expect(await compact(flat.files, { ...options, targetBytes: 30 })).toMatchObject({ filesMerged: 8, filesMade: 4 });
  });

  test('reads and writes Parquet', async () => {
    const output = await make('parquet');
    expect(await compact(output.files, options)).toMatchObject({ filesMerged: 9, filesMade: 1 });
    expect(await output.data()).toHaveLength(4);
    expect(await output.write([[[12, 'new']]] as RowInput[][])).toBeUndefined();
  });

  test('keeps apart Parquet files of other columns', async () => {
    const output = await make('parquet');
    const wide = new Output('id int, k string, v double', [], {}, 'parquet');
    await wide.write([[[100, 'a', 0.5]]] as RowInput[][]);
    const [small] = (await output.logged()).filter(path => originOf(path)?.batchId === 3);
    await output.files.remove(small);
    await output.files.createNew(small, await wide.files.read((await wide.data())[0]));
    expect(await compact(output.files, options)).toMatchObject({ filesMerged: 8, filesMade: 1 });
    expect(await output.data()).toContain(small);
  });

  test.each([
    ['json', {}],
    ['json', { compression: 'deflate' }],
    ['text', { compression: 'gzip' }],
    ['csv', {}],
    ['csv', { header: true, compression: 'gzip' }],
    ['csv', { header: true }],
    ['parquet', { compression: 'gzip' }],
  ] as const)('merges %s with %o, all batches but the last, and the query goes on', async (format, given) => {
    const schema = format === 'text' ? 'value string' : 'id int, k string';
    const output = new Output(schema, [], given, format);
    const rowOf = (id: number) => (format === 'text' ? [String(id)] : [id, `a"\n${id}`]) as unknown as RowInput;
    const add = async (from: number, to: number) => {
      for (let id = from; id < to; id++) expect(await output.write([[rowOf(id)]])).toBeUndefined();
    };
    const check = async (rows: number, files: number) => {
      expect((await output.logged()).sort()).toEqual((await output.data()).sort());
      expect(await output.data()).toHaveLength(files);
      expect(await output.paths('_xpto')).toEqual([]);
      const reader = session.read
        .format(format)
        .schema(schema)
        .options({ ...given, multiLine: format === 'csv' });
      const found = await reader.load(output.location).collect();
      const ids = found.map(row => Number(format === 'text' ? row['value'] : row['id']));
      expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
      if (format !== 'text') expect(found.every(row => row['k'] === `a"\n${row['id']}`)).toBe(true);
    };
    await add(0, 5);
    const all = { ...options, lastBatches: true };
    expect(await compact(output.files, all)).toMatchObject({ filesMerged: 4, filesMade: 1, filesWaiting: 1 });
    await check(5, 2);
    await add(5, 13);
    expect(await compact(output.files, all)).toMatchObject({ filesMerged: 9, filesMade: 1, filesWaiting: 1 });
    await check(13, 2);
    await add(13, 15);
    expect(await compact(output.files, all)).toMatchObject({ filesMerged: 3, filesMade: 1 });
    await add(15, 20);
    expect(await compact(output.files, all)).toMatchObject({ filesMerged: 6, filesMade: 1, filesWaiting: 1 });
    await add(20, 21);
    await check(21, 3);
  });

  test('keeps what the checkpoint knows of the log, whichever of its files change', async () => {
    const output = new Output('id int, k string', ['k']);
    const all = { ...options, lastBatches: true };
    const add = async (...rows: [number, string][]) => expect(await output.write([rows])).toBeUndefined();
    for (let id = 0; id < 10; id++) await add([id, 'a']);
    for (const [id, k] of [[10, 'b'], [11, 'b'], [12, 'c'], [13, 'd'], [14, 'c']] as const) await add([id, k]); // biome-ignore format: a line
    expect(await compact(output.files, { ...all, includeActive: false })).toMatchObject({ filesMade: 2 }); // a and b
    await add([15, 'd']);
    expect(await compact(output.files, all)).toMatchObject({ filesMerged: 2, filesMade: 1 }); // c, behind what was noted
    await add([16, 'b']);
    await add([17, 'a']);
    const { data } = { data: await output.data() };
    // A file of the log that lost its entries is no longer the one that the note speaks of.
    await output.files.replace('_spark_metadata/11', Buffer.from('v1'));
    expect(await output.write([[[18, 'a']]] as RowInput[][])).toMatchObject({ key: 'OUTPUT_LOG_CHANGED' });
    expect(await output.data()).toEqual(data);
  });

  test('merges CSV files of which the log does not tell only when somebody does', async () => {
    const output = new Output('a int, b string', [], { header: true }, 'csv');
    for (let i = 0; i < 11; i++) await output.write([[[i, 'x']]] as RowInput[][]);
    // As an older log, or Spark's, is: it says nothing of headers. The note keeps it a log of xpto.
    const path = '_spark_metadata/9.compact';
    const text = (await output.text(path)).replaceAll(',"xptoHeader":4', '').replace(/,"xpto":"\w+"/, '');
    const [, query] = /"xptoNote":\{"query":"([^"]+)/.exec(text)!;
    await output.files.replace(path, Buffer.from(seal(`${query} ${path}`, text)));
    await expect(compact(output.files, options)).rejects.toMatchObject({ key: 'COMPACT_FORMAT' });
    expect(await output.data()).toHaveLength(11);
    expect(await compact(output.files, { ...options, csvHeader: true })).toMatchObject({
      filesMerged: 9,
      filesMade: 1,
    });
    const texts = await Promise.all((await output.data()).map(name => output.text(name)));
    expect(texts.map(content => content.split('\n').length - 1).sort()).toEqual([10, 2, 2]);
    expect(texts.every(content => content.startsWith('a,b\n'))).toBe(true);
  });

  test('merges what Spark wrote when its query is said to be stopped, and leaves no wrong checksum', async () => {
    const output = await make('parquet');
    for (const path of await output.paths()) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (path.startsWith('_spark_metadata/')) {
        const text = (await output.text(path)).replace(/,"xptoNote":.*?\}(?=[,}])/, '').replace(/,"xpto":"\w+"/, '');
        await output.files.replace(path, Buffer.from(text));
      }
      await output.files.createNew(`${path.slice(0, -name.length)}.${name}.crc`, Buffer.from('crc'));
    }
    await expect(compact(output.files, options)).rejects.toMatchObject({ key: 'OUTPUT_OF_SPARK' });
    await expect(rebase(output.files, () => 0)).rejects.toMatchObject({ key: 'OUTPUT_OF_SPARK' });
    const moved = await copyOf(output);
    expect(await rebase(moved.files, () => 0, true)).toMatchObject({ from: output.location, logFiles: 12 });
    expect((await moved.logged()).sort()).toEqual((await moved.data()).sort());
    expect((await moved.paths()).filter(path => path.startsWith('_spark_metadata/.'))).toEqual([]);
    const stopped = { ...options, sparkStopped: true };
    expect(await compact(output.files, stopped)).toMatchObject({ filesMerged: 10, filesMade: 1, filesWaiting: 2 });
    expect(await compact(output.files, { ...stopped, lastBatches: true })).toMatchObject({ filesMerged: 2 });
    expect((await output.logged()).sort()).toEqual((await output.data()).sort());
    const rows = await session.read.schema('id int, k string').parquet(output.location).collect();
    expect(idsOf(rows)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    const paths = new Set(await output.paths());
    const checksums = [...paths].filter(path => path.endsWith('.crc') && !path.startsWith('_spark_metadata/'));
    expect(checksums.map(path => path.replace(/^\.(.*)\.crc$/, '$1')).every(path => paths.has(path))).toBe(true);
    expect(paths.has('_spark_metadata/.9.compact.crc')).toBe(false);
    expect(paths.has('_spark_metadata/.10.crc')).toBe(false);
    expect(paths.has('_spark_metadata/.11.crc')).toBe(true);
  });

  test.each([
    ['part-00000-6c9b0f2b-0000-0000-3d96-c56691016358.c000.json.gz', '.json.gz'],
    ['k=a-c000.b/part-00001-6c9b0f2b-0000-0000-3d96-c56691016358-c012.snappy.parquet', '.snappy.parquet'],
    ['part-00000.json', undefined],
  ])('finds the extension of %s', (path, extension) => expect(extensionOf(path)).toBe(extension));

  test('knows what it cannot do', async () => {
    await expect(compact(memoryFilesAt('memory:///nothing'), options)).rejects.toMatchObject({
      key: 'OUTPUT_WITHOUT_LOG',
    });
    const few = new Output('id int');
    await few.write([[[1]], [[2]]] as RowInput[][]);
    expect(await compact(few.files, options)).toMatchObject({ filesMerged: 0, filesWaiting: 2 });
  });

  const long = 'x'.repeat(3 << 19);
  const arrow = readFileSync(new URL('../formats/parquet/arrow.parquet', import.meta.url));
  test.each<[string, string, readonly (string | Buffer)[], Partial<CompactOptions>, unknown]>([
    ['CSV without headers', '.csv', ['a,1\n', 'b,2\n'], { csvHeader: false }, ['a,1\nb,2\n']],
    ['CSV with headers, one of them alone', '.csv', ['h\n1\n', 'h\n', 'h\n2\n'], { csvHeader: true }, ['h\n1\n2\n']],
    ['CSV with headers, and empty files', '.csv', ['h\n1\n', '', 'h\n2\n', ''], { csvHeader: true }, ['', 'h\n1\n2\n']],
    [
      'CSV with headers, and long rows',
      '.csv.gz',
      [`h\n${long}\n`, `h\n2\n`],
      { csvHeader: true },
      [`h\n${long}\n2\n`],
    ],
    ['CSV with and without headers, which nobody tells', '.csv', ['h\n1\n', 'h\n2\n'], {}, 'COMPACT_FORMAT'],
    ['CSV with a name in two lines', '.csv', ['"a\nb"\n1\n', '"a\nb"\n2\n'], { csvHeader: true }, 'COMPACT_FORMAT'],
    ['CSV that ends in the middle of a line', '.csv', ['h\n1', 'h\n2'], { csvHeader: true }, 'COMPACT_FORMAT'],
    ['ORC', '.snappy.orc', ['ORC', 'ORC'], {}, 'COMPACT_FORMAT'],
    ['Parquet with more to it than its rows', '.parquet', [arrow, arrow], {}, 'COMPACT_FORMAT'],
  ])('of %s that Spark wrote', async (_what, extension, contents, given, expected) => {
    const files = memoryFilesAt(`memory:///spark${++places}`);
    const isZipped = extension.endsWith('.gz');
    const entries: string[] = [];
    for (const [i, content] of contents.entries()) {
      const path = `part-0000${i}-0c5d1b5e-0000-4000-8000-000000000000-c000${extension}`;
      await files.createNew(path, isZipped ? gzipSync(content) : Buffer.from(content));
      entries.push(
        JSON.stringify({ path: files.address(path), size: 1, isDir: false, modificationTime: 0, action: 'add' }),
      );
    }
    await files.createNew('_spark_metadata/0', Buffer.from(['v1', ...entries].join('\n')));
    await files.createNew('_spark_metadata/1', Buffer.from('v1'));
    const done = await compact(files, { ...options, sparkStopped: true, lastBatches: true, ...given }).catch(
      error => error,
    );
    const texts: string[] = [];
    for await (const { path } of files.list('')) {
      if (!path.startsWith('part')) continue;
      const bytes = await files.read(path);
      texts.push((isZipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString());
    }
    if (typeof expected === 'string') expect(done).toMatchObject({ key: expected });
    expect(texts.sort()).toEqual(typeof expected === 'string' ? contents.map(String) : expected);
  });

  test('refuses a folder that was copied', async () => {
    const output = await make();
    const copy = await copyOf(output);
    await expect(compact(copy.files, options)).rejects.toMatchObject({ key: 'OUTPUT_MOVED' });
    expect(await copy.paths()).toEqual(await output.paths());
  });

  test('waits for no query: one that runs keeps it out', async () => {
    const output = await make();
    const source = session.memoryStream('id int, k string');
    source.add([[1, 'a']]);
    const location = 'memory:///busy';
    const query = source
      .toDF()
      .writeStream.format('json')
      .option('checkpointLocation', `${location}-c`)
      .start(location);
    await query.processAllAvailable();
    await expect(compact(memoryFilesAt(location), options)).rejects.toMatchObject({ key: 'OUTPUT_IN_USE' });
    await query.stop();
    expect(await compact(memoryFilesAt(location), options)).toMatchObject({ filesMerged: 0 });
    expect(await compact(output.files, options)).toMatchObject({ filesMerged: 9 });
  });
});

describe('xpto lake rebase', () => {
  const nowMs = () => clock.nowMs();
  /** The log of one batch is empty. */
  const batches = Array.from({ length: 12 }, (_, i) => (i === 10 ? [] : [[i, `a/${i % 2}`]])) as RowInput[][];
  const made = async (): Promise<Output> => {
    const output = new Output('id int, k string', ['k']);
    await output.write(batches);
    return output;
  };

  test('lets the query go on in a folder that was copied', async () => {
    const output = await made();
    const copy = await copyOf(output);
    for await (const { path } of output.checkpoint.list('')) {
      await copy.checkpoint.createNew(path, await output.checkpoint.read(path));
    }
    for (const batch of batches) copy.add(batch);
    expect(await copy.write([[[12, 'b']]] as RowInput[][])).toMatchObject({ key: 'OUTPUT_MOVED' });
    const done = await rebase(copy.files, nowMs);
    expect(done).toEqual({ from: output.location, to: copy.files.root, logFiles: 11 });
    expect(await copy.run()).toBeUndefined();
    expect(await copy.data()).toHaveLength(12);
    expect((await copy.logged()).sort()).toEqual((await copy.data()).sort());
    expect(await rebase(copy.files, nowMs)).toMatchObject({ from: undefined, logFiles: 0 });
  });

  test('goes on where it was cut off, also in a folder that was moved into itself', async () => {
    const output = await made();
    const copy = await copyOf(output, `${output.location}/inner`);
    await rebase(copy.files, nowMs);
    const mended = await copy.logged();
    expect(mended.toSorted()).toEqual((await copy.data()).toSorted());
    await copy.files.replace('_spark_metadata/11', await output.files.read('_spark_metadata/11'));
    expect(await rebase(copy.files, nowMs)).toEqual({ from: output.location, to: copy.files.root, logFiles: 11 });
    expect(await copy.logged()).toEqual(mended);
  });

  test('takes a file that lies elsewhere for one that is missing, but not one that the log has gathered since', async () => {
    const output = await made();
    const { id } = JSON.parse(await textIn(output.checkpoint, 'metadata'));
    for (const [file, end] of [
      [11, { key: 'REBASE_FILE_MISSING' }],
      [3, { logFiles: 11 }],
    ] as const) {
      const copy = await copyOf(output);
      const log = new CompactingLog(copy.files, '_spark_metadata', id, nowMs, true);
      const { entries, note } = (await log.file(file))!;
      const moved = entries.map(entry => ({ ...entry, path: 'memory:///elsewhere/a.json' }));
      await log.rewrite(file, { entries: moved, note });
      const before = await copy.text('_spark_metadata/9.compact');
      expect(await rebase(copy.files, nowMs).catch(error => error)).toMatchObject(end);
      expect((await copy.text('_spark_metadata/9.compact')) === before).toBe(file === 11);
      expect(await copy.text(`_spark_metadata/${file}`)).toContain('memory:///elsewhere/a.json');
    }
  });

  test('refuses a folder that is not whole', async () => {
    const output = new Output('id int');
    await output.write([[[1]]] as RowInput[][]);
    const copy = new Output('id int');
    await copy.files.createNew('_spark_metadata/0', await output.files.read('_spark_metadata/0'));
    await expect(rebase(copy.files, nowMs)).rejects.toMatchObject({ key: 'REBASE_FILE_MISSING' });
    await expect(rebase(memoryFilesAt('memory:///none'), nowMs)).rejects.toMatchObject({ key: 'OUTPUT_WITHOUT_LOG' });
  });
});
