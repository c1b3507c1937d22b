/** Streams of files: which files are taken, in which batch, and what becomes of them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock, Session } from 'xpto';
import { LocalFiles } from '../../../src/lib/files/local-files.ts';
import { nodeDisk } from '../../../src/lib/files/node-disk.ts';
import { randomFrom } from '../../support/random.ts';
import { rowsOf } from '../../support/script.ts';
import { SimulatedMachine } from '../../support/simulated-disk.ts';

let folder: string;
let session: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  mkdirSync(join(folder, 'in'));
  session = new Session({ clock: new ManualClock(1_000_000_000_000) });
});
afterEach(async () => {
  await session.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file of one line, which is its name unless told otherwise. @param second its time of modification */
function put(name: string, second: number, line = name): void {
  const path = join(folder, 'in', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${line}\n`);
  utimesSync(path, 1_000_000_000 + second, 1_000_000_000 + second);
}

type Options = Readonly<Record<string, string | number | boolean>>;
type Batches = [id: number, ...rows: unknown[]][];

interface Script {
  readonly options?: Options;
  readonly at?: string;
  readonly trigger?: Parameters<ReturnType<Session['range']>['writeStream']['trigger']>[0];
  /** What happens once the query has nothing to do, step by step. */
  readonly steps?: readonly (() => unknown)[];
}

/** Runs a query until it has nothing to do, once before the first step and again after each. */
async function run({ options = {}, at = 'in', trigger, steps = [] }: Script = {}): Promise<Batches> {
  const batches: Batches = [];
  const frame = session.readStream.options(options).text(join(folder, at));
  const writer = frame.writeStream
    .option('checkpointLocation', join(folder, 'checkpoint'))
    .foreachBatch(async (rows, id) => void batches.push([id, ...(await rowsOf(rows)).map(row => row.join())]));
  const query = (trigger ? writer.trigger(trigger) : writer).start();
  if (trigger) await query.awaitTermination();
  else {
    await query.processAllAvailable();
    for (const step of steps) {
      await step();
      await query.processAllAvailable();
    }
    await query.stop();
  }
  return batches;
}

const logged = (log: string): string[] => readdirSync(join(folder, 'checkpoint', log)).sort();

describe('a stream of files', () => {
  test('T44: an empty folder begins no batch', async () => {
    expect(await run()).toEqual([]);
    expect(logged('.').filter(name => name === 'offsets')).toEqual([]);
  });

  test('takes each file once: the oldest first, whatever becomes of it later', async () => {
    put('b', 2);
    put('a', 3);
    put('c', 1);
    const rewrite = () => put('a', 9, 'other'); // T62
    expect(await run({ steps: [rewrite, () => put('d', 4)] })).toEqual([
      [0, 'c', 'b', 'a'],
      [1, 'd'],
    ]);
    expect(await run({ steps: [() => put('e', 5)] })).toEqual([[2, 'e']]);
  });

  test('T52: once takes all there is, available-now as many at a time as the limit lets through', async () => {
    for (const [i, name] of ['a', 'b', 'c'].entries()) put(name, i);
    expect(await run({ options: { maxFilesPerTrigger: 1 }, trigger: { once: true } })).toEqual([[0, 'a', 'b', 'c']]);
    for (const [i, name] of ['d', 'e', 'f'].entries()) put(name, 3 + i);
    expect(await run({ options: { maxFilesPerTrigger: 2 }, trigger: { availableNow: true } })).toEqual([
      [1, 'd', 'e'],
      [2, 'f'],
    ]);
  });

  // As real Spark 4.3 does, where an older file comes while the first batch runs.
  test.each<[options: Options, ...batches: string[]]>([
    [{ maxFilesPerTrigger: 1 }, 'a', 'b', 'c', 'd', 'e', 'old'],
    [{ maxFilesPerTrigger: 2 }, 'a b', 'c d', 'e', 'old'],
    [{ maxFilesPerTrigger: 2, discardCachedInputRatio: 0.9 }, 'a b', 'c d', 'old e'],
    [{ maxFilesPerTrigger: 4, discardCachedInputRatio: '0.5' }, 'a b c d', 'old e'],
    [{ maxFilesPerTrigger: 1, maxCachedFiles: 0 }, 'a', 'old', 'b', 'c', 'd', 'e'],
    [{ maxFilesPerTrigger: 1, maxCachedFiles: 2 }, 'a', 'b', 'c', 'old', 'd', 'e'],
    [{ maxBytesPerTrigger: 4 }, 'a b', 'c d', 'e', 'old'],
    [{ maxBytesPerTrigger: 4, discardCachedInputRatio: 1 }, 'a b', 'c d', 'old', 'e'],
    [{ maxBytesPerTrigger: 4, maxCachedFiles: 1 }, 'a b', 'c', 'old', 'd', 'e'],
    [{ maxFilesPerTrigger: 1, latestFirst: true }, 'e', 'd', 'c', 'b', 'a', 'old'],
  ])('where a folder is listed, with %j files that are left come before new ones', async (options, ...expected) => {
    for (const [i, name] of ['a', 'b', 'c', 'd', 'e'].entries()) put(name, 10 + i);
    const unwatched = new Session({
      openFiles: async location => Object.assign(new LocalFiles(location, nodeDisk), { watch: undefined }),
    });
    const seen: string[] = [];
    const frame = unwatched.readStream.schema('value string').options(options).text(join(folder, 'in'));
    const query = frame.writeStream
      .foreachBatch(async (rows, id) => {
        seen.push((await rowsOf(rows)).join(' '));
        if (id === 0) put('old', 1);
      })
      .start();
    await query.processAllAvailable();
    await unwatched.stop();
    expect(seen).toEqual(expected);
  });

  test('T65: its log is compacted at every tenth entry', async () => {
    for (let i = 0; i < 11; i++) put(`f${i}`, i);
    await run({ options: { maxFilesPerTrigger: 1 }, trigger: { availableNow: true } });
    expect(logged('sources/0')).toEqual(['0', '1', '10', '2', '3', '4', '5', '6', '7', '8', '9.compact']);
    const compact = readFileSync(join(folder, 'checkpoint/sources/0/9.compact'), 'utf8');
    expect(compact.split('\n').length).toBe(11);
  });
});

describe('what cannot be is refused', () => {
  const frameOf = (options: Options, at = 'in') => session.readStream.options(options).text(join(folder, at));

  test.each([
    ['PATH_NOT_FOUND', () => session.readStream.text(join(folder, 'none'))],
    ['STREAM_OF_FILES_WITHOUT_SCHEMA', () => session.readStream.json(join(folder, 'in'))],
    ['SOURCE_PATH_MISSING', () => session.readStream.format('text').load()],
    ['INVALID_GLOB', () => session.readStream.text(join(folder, 'in/[a'))],
    [
      'SCHEMA_NEEDED',
      () => {
        session.conf.set('spark.sql.streaming.schemaInference', true);
        return session.readStream.json('memory:///in');
      },
    ],
  ])('when the frame is made: %s', (key, load) => {
    expect(load).toThrow(expect.objectContaining({ key }));
  });

  test.each<[string, Options]>([
    ['INVALID_OPTION_VALUE', { maxFilesPerTrigger: 0 }],
    ['INVALID_OPTION_VALUE', { maxFilesPerTrigger: 'x' }],
    ['INVALID_OPTION_VALUE', { maxBytesPerTrigger: 0 }],
    ['INVALID_OPTION_VALUE', { maxCachedFiles: -1 }],
    ['INVALID_OPTION_VALUE', { discardCachedInputRatio: 2 }],
    ['INVALID_OPTION_VALUE', { discardCachedInputRatio: '' }],
    ['INVALID_OPTION_VALUE', { latestFirst: 'yes' }],
    ['INVALID_OPTION_VALUE', { fileNameOnly: 'x' }],
    ['INVALID_OPTION_VALUE', { maxFileAge: 'x' }],
    ['INVALID_OPTION_VALUE', { maxFileAge: '-1s' }],
    ['INVALID_OPTION_VALUE', { maxFileAge: '1toString' }],
    ['INVALID_OPTION_VALUE', { cleanSource: 'x' }],
    ['TWO_LIMITS_PER_TRIGGER', { maxFilesPerTrigger: 1, maxBytesPerTrigger: 5 }],
    ['ARCHIVE_DIR_MISSING', { cleanSource: 'archive' }],
    ['ARCHIVE_IN_SOURCE', { cleanSource: 'archive', sourceArchiveDir: 'in/archive' }],
    ['ARCHIVE_IN_SOURCE', { cleanSource: 'archive', sourceArchiveDir: '.' }],
    ['ARCHIVE_ELSEWHERE', { cleanSource: 'archive', sourceArchiveDir: 'memory:///archive' }],
    ['OPTION_OF_BATCHES_ONLY', { modifiedBefore: '2026-01-01T00:00:00' }],
    ['OPTION_OF_BATCHES_ONLY', { modifiedAfter: '2026-01-01T00:00:00' }],
  ])('when the query runs: %s %j', async (key, given) => {
    const dir = given['sourceArchiveDir'];
    const isHere = dir !== undefined && !String(dir).includes(':');
    const options = isHere ? { ...given, sourceArchiveDir: join(folder, String(dir)) } : given;
    const query = frameOf(options).writeStream.format('noop').start();
    await expect(query.awaitTermination()).rejects.toMatchObject({ cause: expect.objectContaining({ key }) });
  });

  test('what is taken as it should be', async () => {
    const options = { maxFileAge: '90', cleanSource: 'OFF' };
    put('a', 1);
    expect(await run({ options })).toEqual([[0, 'a']]);
  });

  test('a log that has lost what its query has noted', async () => {
    put('a', 1);
    await run();
    rmSync(join(folder, 'checkpoint/sources'), { recursive: true });
    await expect(run()).rejects.toMatchObject({
      cause: expect.objectContaining({
        key: 'CHECKPOINT_FILE_MISSING',
        message: expect.stringContaining('sources/0/0'),
      }),
    });
  });

  test('a log of which a file was changed', async () => {
    put('a', 1);
    await run();
    const path = join(folder, 'checkpoint/sources/0/0');
    writeFileSync(path, readFileSync(path, 'utf8').replace('in/a', 'in/b'));
    await expect(run()).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED' }),
    });
  });
});

describe('a file that', () => {
  /** Two files of which the second goes, or is broken, while the first is read. */
  async function losing(options: Options, lose: () => void): Promise<Batches> {
    for (const [i, name] of ['a', 'b', 'c'].entries()) put(name, i);
    const batches: Batches = [];
    const query = session.readStream
      .options({ ...options, maxFilesPerTrigger: 1 })
      .text(join(folder, 'in'))
      .writeStream.trigger({ availableNow: true })
      .foreachBatch(async (rows, id) => {
        if (id === 0) lose();
        batches.push([id, ...(await rowsOf(rows)).map(row => row.join())]);
      })
      .start();
    await query.awaitTermination();
    return batches;
  }
  const lose = () => rmSync(join(folder, 'in/b'));

  test('is gone when it is to be read fails the query', async () => {
    await expect(losing({}, lose)).rejects.toMatchObject({
      cause: expect.objectContaining({
        key: 'FAILED_READ_FILE.FILE_NOT_EXIST',
        condition: 'FAILED_READ_FILE.FILE_NOT_EXIST',
      }),
    });
  });

  test('is gone is passed over with ignoreMissingFiles', async () => {
    expect(await losing({ ignoreMissingFiles: true }, lose)).toEqual([[0, 'a'], [1], [2, 'c']]);
  });

  test('is broken fails the query, or is passed over with ignoreCorruptFiles', async () => {
    put('x.gz', 1, 'no gzip');
    await expect(run()).rejects.toMatchObject({ cause: expect.objectContaining({ key: 'DECOMPRESSION_FAILED' }) });
    expect(await run({ options: { ignoreCorruptFiles: true } })).toEqual([[0]]);
  });

  test('has the same time as another is taken once (T63)', async () => {
    put('b', 1);
    put('a', 1);
    const options = { maxFilesPerTrigger: 1 };
    expect(await run({ options, trigger: { availableNow: true } })).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'has a name of any kind is read, once',
    async () => {
      const random = randomFrom(11);
      const letters = [
        'a',
        ' ',
        '%',
        '%41',
        '#',
        '?',
        '*',
        '[',
        ']',
        '{',
        '}',
        '\\',
        '"',
        "'",
        '\n',
        '\t',
        'é',
        'e\u0301',
        '😀',
        '=',
        '&',
        '+',
        ';',
        ':',
        ',',
        '-',
        '~',
        '$',
      ];
      const names = new Set<string>();
      while (names.size < 200) {
        const length = 1 + random() * 6;
        const name = Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
        names.add(`n${name}`.normalize()); // some disks take two ways to write an accent for one
      }
      for (const [i, name] of [...names].entries()) put(name, i, String(i));
      const [[id, ...rows], ...more] = await run();
      expect([id, rows, more]).toEqual([0, Array.from(names, (_, i) => String(i)), []]);
      expect(await run()).toEqual([]);
    },
    20_000,
  );
});

describe('folders of partitions', () => {
  test('that come later must say the same columns', async () => {
    put('a', 1);
    await expect(run({ steps: [() => put('k=1/b', 2)] })).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'PARTITION_COLUMNS_CHANGED' }),
    });
  });

  test('must say values of the type of the column', async () => {
    put('k=1/a', 1);
    await expect(run({ steps: [() => put('k=x/b', 2)] })).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'INVALID_PARTITION_VALUE' }),
    });
  });

  test('in a place that cannot be looked at are told by the schema', async () => {
    const place = 'memory:///partitioned';
    const files = await session.openFiles(place);
    await files.createNew('day=1/a', Buffer.from('{"n":1}\n'));
    await files.createNew('day=2/a', Buffer.from('{"n":2}\n'));
    const rowsWith = async (schema: string) => {
      const rows: unknown[] = [];
      const query = session.readStream
        .schema(schema)
        .json(place)
        .writeStream.trigger({ availableNow: true })
        .foreachBatch(async frame => void rows.push(...(await rowsOf(frame))))
        .start();
      await query.awaitTermination();
      return rows;
    };
    expect(await rowsWith('DAY int, n int')).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await expect(rowsWith('n int')).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'PARTITION_COLUMN_UNKNOWN' }),
    });
  });
});

test('the schema of a stream is that of the files that are there, when asked for', async () => {
  put('k=1/a.json', 1, '{"n":1,"s":"x"}');
  session.conf.set('spark.sql.streaming.schemaInference', true);
  const frame = session.readStream.json(join(folder, 'in'));
  expect(frame.dtypes).toEqual([
    ['n', 'bigint'],
    ['s', 'string'],
    ['k', 'int'],
  ]);
});

describe('what another query writes', () => {
  /** Writes one batch of rows into `out`, and a file beside it that is not the query's. */
  async function write(rows: readonly [string, number][]): Promise<void> {
    written.add(rows);
    const query = written
      .toDF()
      .writeStream.format('json')
      .partitionBy('k')
      .option('checkpointLocation', join(folder, 'writer'))
      .start(join(folder, 'out'));
    await query.processAllAvailable();
    await query.stop();
    writeFileSync(join(folder, 'out/k=1/stray.json'), '{"s":"stray"}\n');
  }
  let written: ReturnType<Session['memoryStream']>;
  beforeEach(() => {
    written = session.memoryStream('s string, k int');
  });

  test('is read as its log says', async () => {
    await write([['a', 1]]);
    const seen: unknown[] = [];
    const stream = session.readStream.schema('s string').json(join(folder, 'out'));
    const query = stream.writeStream.foreachBatch(async rows => void seen.push(...(await rowsOf(rows)))).start();
    await query.processAllAvailable();
    await write([['b', 2]]);
    await query.processAllAvailable();
    await query.stop();
    expect(seen).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect((await rowsOf(session.read.schema('s string').json(join(folder, 'out')))).sort()).toEqual(seen);
  });

  test('may not be cleaned up', async () => {
    await write([['a', 1]]);
    const stream = session.readStream.option('cleanSource', 'delete').schema('s string').json(join(folder, 'out'));
    const query = stream.writeStream.format('noop').start();
    await expect(query.awaitTermination()).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'CLEAN_SOURCE_OF_SINK' }),
    });
  });
});

test('a new file is there without anybody asking, and a new folder with it', async () => {
  const live = new Session();
  put('k=1/a', 1);
  let came: (rows: unknown) => void = () => {};
  const next = () => new Promise(resolve => (came = resolve));
  const query = live.readStream
    .text(join(folder, 'in'))
    .writeStream.foreachBatch(async rows => came(await rowsOf(rows)))
    .start();
  try {
    await query.processAllAvailable();
    for (const [i, name] of ['k=1/b', 'k=2/c', 'k=2/d'].entries()) {
      const arrives = next();
      put(name, 2 + i);
      expect(await arrives).toEqual([[name, Number(name[2])]]);
    }
  } finally {
    await live.stop();
  }
});

test('on a simulated disk it goes on where a process died', async () => {
  const machine = new SimulatedMachine();
  const batches: Batches = [];
  const go = async () => {
    const disk = machine.start();
    const here = new Session({ clock: new ManualClock(1e12), openFiles: async place => new LocalFiles(place, disk) });
    const query = here.readStream
      .text('/lake/in')
      .writeStream.option('checkpointLocation', '/lake/checkpoint')
      .foreachBatch(async (rows, id) => void batches.push([id, ...(await rowsOf(rows)).map(row => row.join())]))
      .start();
    await query.processAllAvailable();
    await here.stop();
  };
  const writer = new LocalFiles('/lake/in', machine.start());
  await go(); // no folder yet
  await writer.createNew('a', Buffer.from('1'));
  await go();
  await writer.createNew('b', Buffer.from('2'));
  await go();
  expect(batches).toEqual([
    [0, '1'],
    [1, '2'],
  ]);
});

test.each([[[]], [['k', 'l']]])('files that a log names are read where they are, in folders of %j', async columns => {
  session.conf.set('spark.sql.streaming.schemaInference', true);
  mkdirSync(join(folder, 'out'));
  const rows = session.memoryStream('s string, k string, l int');
  rows.add([['a b', 'x=/%', 7]]);
  const query = rows.toDF().writeStream.format('json').option('checkpointLocation', join(folder, 'writer'));
  query.partitionBy(...columns);
  const writer = query.start(join(folder, 'out'));
  await writer.processAllAvailable();
  await writer.stop();
  cpSync(join(folder, 'out'), join(folder, 'elsewhere'), { recursive: true });
  const frame = session.read.schema('s string, k string, l int').json(join(folder, 'elsewhere'));
  expect(await rowsOf(frame)).toEqual([['a b', 'x=/%', 7]]);
  rmSync(join(folder, 'out'), { recursive: true });
  await expect(frame.collect()).rejects.toMatchObject({ key: 'FAILED_READ_FILE.FILE_NOT_EXIST' });
});

test('a stream may be of one file', async () => {
  put('k=1/a', 1);
  put('k=1/b', 2);
  expect(await run({ at: 'in/k=1/a' })).toEqual([[0, 'k=1/a']]);
});

test('what cannot be cleaned up stays, and the query goes on', async () => {
  for (const [i, name] of ['a', 'b', 'c'].entries()) put(name, i);
  const archived = join(folder, 'archive', folder, 'in/a');
  mkdirSync(dirname(archived), { recursive: true });
  writeFileSync(archived, 'here before');
  const options = { cleanSource: 'archive', sourceArchiveDir: join(folder, 'archive'), maxFilesPerTrigger: 1 };
  expect(await run({ options, trigger: { availableNow: true } })).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]);
  expect(readdirSync(join(folder, 'in')).sort()).toEqual(['a', 'c']);
  expect(readFileSync(archived, 'utf8')).toBe('here before');
});

describe('a batch of files', () => {
  const read = async (...places: string[]) => {
    const frame = session.read.text(places.map(place => join(folder, place)));
    return { columns: frame.columns, rows: (await rowsOf(frame)).map(row => row.join()).sort() };
  };

  test('is of a pattern, of partitions, or of several places', async () => {
    for (const name of ['x/k=1/a', 'x/k=2/b', 'y/c.log', 'y/d.txt', 'y/sub/e']) put(name, 1);
    expect(await read('in/x')).toEqual({ columns: ['value', 'k'], rows: ['x/k=1/a,1', 'x/k=2/b,2'] });
    expect(await read('in/y/*.{log,txt}')).toEqual({ columns: ['value'], rows: ['y/c.log', 'y/d.txt'] });
    expect(await read('in/y', 'in/y/sub/e')).toEqual({ columns: ['value'], rows: ['y/c.log', 'y/d.txt', 'y/sub/e'] });
    await expect(read('in/z*')).rejects.toMatchObject({ key: 'PATH_NOT_FOUND' });
    await expect(read('in/z')).rejects.toMatchObject({ key: 'PATH_NOT_FOUND' });
  });

  test('is of the files that were there when it was made', async () => {
    put('a', 1);
    const frame = session.read.text(join(folder, 'in'));
    put('b', 2);
    expect(await rowsOf(frame)).toEqual([['a']]);
  });
});
