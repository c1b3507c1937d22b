import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Row, Session } from 'xpto';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { askHere } from '../../src/lib/lake/ask-here.ts';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { idOf, type Post } from '../../src/lib/twitter/post.ts';
import { root, run, start } from '../support/process.ts';

const invented = inventPosts({ count: 1200, seed: 3 });
const distinct = [...new Map(invented.posts.map(post => [post.id, post])).values()];

let folder: string;
let raw: string;
let ref: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  raw = join(folder, 'raw');
  ref = join(folder, 'ref');
  mkdirSync(raw);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file is there at once and whole: what looks at RAW meanwhile is not to find half of one. */
function put(name: string, text: string | Buffer): void {
  writeFileSync(join(folder, 'tmp'), text);
  renameSync(join(folder, 'tmp'), join(raw, name));
}
const lines = (values: readonly unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');
const command = (...args: string[]) => ['raw-to-ref', '--raw', raw, '--ref', ref, ...args];

async function rowsOf(location = ref, format = 'parquet'): Promise<Row[]> {
  const session = new Session();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const { read } = session;
  const frame =
    format === 'parquet'
      ? read.parquet(location)
      : read.schema('raw_file string, reason string, line string').format('json').load(location);
  return frame.collect();
}
const rejected = () => rowsOf(join(ref, '_rejected'), 'json');
const byId = (rows: readonly Row[]) => new Map(rows.map(row => [row['id'] as string, row]));

/** The same post, as API v1.1 gives it: its number is beyond what a double holds. */
function olderShape(post: Post): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(
    new Date(post.created_at).toUTCString(),
  )!;
  const metrics = post.public_metrics!;
  const older = {
    created_at: `${weekday} ${month} ${day} ${time} +0000 ${year}`,
    id: '@',
    id_str: post.id,
    full_text: post.text,
    user: { id_str: post.author_id, name: 'x' },
    lang: post.lang,
    retweet_count: metrics['retweet_count'],
    favorite_count: metrics['like_count'],
    reply_count: metrics['reply_count'],
    quote_count: metrics['quote_count'],
  };
  return JSON.stringify(older).replace('"@"', post.id);
}

/** Every post is there once, with its symbol, its day and what else is known of it. */
function expectAll(rows: readonly Row[], posts: readonly Post[] = distinct): void {
  expect(rows.map(({ id }) => id).sort()).toEqual(posts.map(({ id }) => id).sort());
  const found = byId(rows);
  for (const { id, text, created_at, author_id, lang, public_metrics } of posts) {
    const { symbol, mood } = invented.answers.get(id)!;
    const at = new Date(created_at);
    expect(found.get(id)).toEqual({
      id,
      text,
      created_at: at,
      author_id,
      lang,
      retweet_count: BigInt(public_metrics!['retweet_count']),
      reply_count: BigInt(public_metrics!['reply_count']),
      like_count: BigInt(public_metrics!['like_count']),
      quote_count: BigInt(public_metrics!['quote_count']),
      Sentimento: mood,
      Símbolo: symbol,
      raw_file: expect.stringMatching(/^file:\/.*\/raw\/.*\.(?:json|jsonl|ndjson|gz)$/),
      ano: at.getUTCFullYear(),
      mes: at.getUTCMonth() + 1,
      dia: at.getUTCDate(),
    });
  }
}

describe('RAW of every shape', () => {
  test('gives each tweet once, with its symbol, and tells what is no tweet', async () => {
    const { posts } = invented;
    const part = (i: number) => posts.slice(i * 100, (i + 1) * 100);
    put('tweets_2026-03-02_00-00.json', lines(part(0)));
    put('olders.jsonl', `${part(1).map(olderShape).join('\r\n')}\r\n`);
    put('array.json', JSON.stringify(part(2)));
    put('pretty.json', JSON.stringify(part(3), null, 2));
    put(
      'by-line.json',
      `[\n${part(4)
        .map(post => JSON.stringify(post))
        .join(',\n')}\n]\n`,
    );
    put('stream.ndjson', lines(part(5).map(data => ({ data, matching_rules: [{ id: '1', tag: 'x' }] }))));
    put(
      'pages.json',
      lines([{ data: part(6), meta: { result_count: 100 } }, { meta: { result_count: 0 } }, { data: [], meta: {} }]),
    );
    put('page.json', JSON.stringify({ data: part(7), includes: {}, meta: {} }, null, 1));
    put('packed.json.gz', gzipSync(lines(part(8))));
    mkdirSync(join(raw, 'ano=2026'));
    put('ano=2026/inner.json', `\uFEFF${lines(part(9))}\n\n`);
    put('rows.json', JSON.stringify(part(10).map(data => ({ data }))));
    put('rest.json', lines(posts.slice(1100)));
    put('deleted.json', lines([{ delete: { status: { id_str: distinct[0].id } } }]));
    put('empty.json', '');
    put('empty.json.gz', '');
    put('notes.txt', 'no tweets');
    put('_hidden.json', 'no tweets');
    put(
      'bad name ç.json',
      `{"id":"1","text":"cut\n{"id":1.5e3,"text":"x","created_at":"2026-01-01T00:00:00Z"}\n{"text":"x"}\n{"id":"7","created_at":"2026-01-01T00:00:00Z"}\n{"id":"8","text":"a"}\n{"id":"9","text":"a","created_at":"ontem"}\n{"id":"10","text":"a","created_at":"0001-01-01T00:00:00Z"}\n[]\n5\n{"__proto__":{"id":"11"},"constructor":1}\n`,
    );
    put('z.json.gz', 'no gzip'); // the last by time and by name
    const { code, stdout, stderr } = await run(command('--once'));
    expect([code, stdout], stderr).toEqual([0, '']);
    expect(stderr).toContain('Days of UTC.');
    expect(stderr).not.toContain('Warning');
    expect(stderr).toContain('was read in the last 7 days is not written again');
    expect(stderr).toMatch(
      new RegExp(`Tweets in REF: 1200\\. Read before, not written again: ${posts.length - 1200}\\. Rejected: 10\\.`),
    );
    expectAll(await rowsOf());
    // A batch has one file for each day.
    const days = readdirSync(ref, { recursive: true }).filter(path => /dia=\d+$/.test(`${path}`));
    expect(days.length).toBeGreaterThan(3);
    for (const day of days) expect(readdirSync(join(ref, `${day}`))).toHaveLength(1);
    const told = await rejected();
    expect(told.map(({ reason }) => reason)).toEqual([
      'not JSON',
      expect.stringMatching(/^no id: 1/),
      'no id',
      'no text',
      'no created_at',
      'no time: ontem',
      expect.stringMatching(/^no time of a tweet: 0001/),
      'not JSON',
      'no id',
      'unreadable file',
    ]);
    expect(told[0]).toMatchObject({
      raw_file: expect.stringContaining('bad%20name%20ç.json'),
      line: '{"id":"1","text":"cut',
    });
  });

  test('an id tells the time of a tweet that has none, and hostile ones are kept as they are', async () => {
    const id = idOf(Date.UTC(2026, 4, 6, 7, 8, 9));
    const large = 'x'.repeat(10_000_000);
    put(
      'tweets_1.json',
      lines([
        { id, text: 'sem hora :)' },
        {
          id: '123456789012345678',
          text: `\u0000\u001b[31m ${large} :(`,
          created_at: '2026-05-06T07:08:09.123Z',
          lang: "pt' OR 1",
          public_metrics: 'none',
        },
        { id: '123456789012345679', text: 'x', created_at: '2026-05-06T23:59:59-03:00', author_id: '../../etc' },
      ]),
    );
    const { code, stderr } = await run(command('--once'));
    expect(code, stderr).toBe(0);
    const found = byId(await rowsOf());
    expect(found.get(id)).toMatchObject({ created_at: new Date('2026-05-06T07:08:09Z'), Símbolo: ':)', dia: 6 });
    expect(found.get('123456789012345678')).toMatchObject({ Símbolo: ':(', lang: "pt' OR 1", like_count: null });
    expect((found.get('123456789012345678')!['text'] as string).length).toBe(large.length + 10);
    expect(found.get('123456789012345679')).toMatchObject({ dia: 7, author_id: '../../etc', Sentimento: 'Neutro' });
  });
});

describe('a run after another', () => {
  test('goes on where that one stopped, and writes nothing again', async () => {
    put('tweets_a.json', lines(distinct.slice(0, 500)));
    expect((await run(command('--once'))).stderr).toContain('Tweets in REF: 500.');
    expect((await run(command('--once'))).stderr).toContain('Files: 0. Tweets in REF: 0.');
    put('tweets_b.json', lines(distinct.slice(400)));
    expect((await run(command('--once', '--lang', 'pt-BR'))).stderr).toContain(
      'Tweets na REF: 700. Já lidos, não gravados de novo: 100.',
    );
    expectAll(await rowsOf());
  });

  test('reads new files as they come, survives kill -9, and ends well at Ctrl-C', async () => {
    const parts = 12;
    let query = start(command('--trigger', '0 seconds'));
    for (let i = 0; i < parts; i++) {
      put(`tweets_2026-03-02_00-0${i}.json`, lines(distinct.slice(i * 100, (i + 1) * 100)));
      if (i % 4 === 1) {
        await query.waitFor(/Batch \d+: \d+ files?, [1-9]\d* tweets?/);
        query.signal('SIGKILL');
        await query.ended;
        query = start(command('--trigger', '0 seconds'));
      }
    }
    for (let batches = 1, rows = 0; rows < distinct.length; batches++) {
      await query.waitFor(new RegExp(`(?:Batch \\d+: \\d+ files?, [1-9]\\d* tweets?[\\s\\S]*){${batches}}`));
      rows = (await rowsOf()).length;
    }
    query.signal('SIGINT');
    const { code, stderr } = await query.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Files: \d+\. Tweets in REF: \d+\./);
    expect(stderr.match(/^Stopping/gm)?.length).toBe(1);
    expectAll(await rowsOf());
  });

  test('--json reports the batches', async () => {
    put('tweets_a.json', lines(distinct.slice(0, 10)));
    const { stdout } = await run(command('--once', '--json'));
    const reports = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(reports.map(({ name, numInputRows, sink }) => [name, numInputRows, sink.numOutputRows])).toEqual([
      ['raw-to-ref', 1, 10],
      ['rejected', 1, 0],
    ]);
  });
});

describe('options', () => {
  test('--columns ascii, --time-zone, --dedup-days 0, --emoji; REF remembers the first two', async () => {
    const tweet = { id: '123456789012345678', text: '😀 bom', created_at: '2026-03-02T01:00:00Z' };
    put('tweets_a.json', lines([tweet, tweet]));
    const options = [
      '--columns',
      'ascii',
      '--time-zone',
      'America/Sao_Paulo',
      '--dedup-days',
      '0',
      '--emoji',
      '--once',
    ];
    const { code, stderr } = await run(command(...options));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Days of America/Sao_Paulo.');
    expect(stderr).toContain('will be in REF twice');
    const row = { id: tweet.id, Simbolo: '😀', Sentimento: 'Positivo', ano: 2026, mes: 3, dia: 1 };
    expect(await rowsOf()).toMatchObject([row, row]);
    const changed = await run(command('--columns', 'ascii', '--once'));
    expect([changed.code, changed.stderr]).toEqual([
      2,
      expect.stringMatching(/--time-zone America\/Sao_Paulo, and UTC is asked for/),
    ]);
    expect((await run(command('--time-zone', 'America/Sao_Paulo', '--once'))).stderr).toMatch(
      /--columns ascii, and course/,
    );
    writeFileSync(join(ref, '_raw-to-ref.json'), '{"timeZone":');
    expect(await run(command('--once'))).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(
        /_raw-to-ref\.json is not as xpto writes it.*\n.*\{"timeZone":"UTC","columns":"course"\}/,
      ),
    });
  });

  test('--symbols', async () => {
    put('tweets_a.json', lines([{ id: '1', text: 'viva! :)', created_at: '2026-03-02T01:00:00Z' }]));
    const symbols = join(folder, 'my.json');
    writeFileSync(symbols, '{"Positivo": ["!"], "Negativo": []}');
    expect((await run(command('--once', '--symbols', symbols))).code).toBe(0);
    expect(await rowsOf()).toMatchObject([{ Símbolo: '!', Sentimento: 'Positivo' }]);
    writeFileSync(symbols, '{"Positivo": ["a b"], "Negativo": []}');
    const { code, stderr } = await run(command('--once', '--symbols', symbols));
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/my\.json is no list of symbols: "a b" in "Positivo" is no symbol/),
    ]);
  });

  test.each([
    [['--raw', 'x', '--ref', './x/'], /RAW and REF are the same folder/],
    [['--settle', 'soon'], /--settle is "soon"/],
    [['--trigger', 'once'], /--trigger/],
    [['--symbols', 'nowhere.json'], /nowhere\.json/],
    [['--raw', 'nowhere'], /There is nothing at .*nowhere/],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await run(['raw-to-ref', '--once', ...args], { cwd: folder });
    expect(code).toBeGreaterThan(1);
    expect(stderr).toMatch(message);
  });

  test('a file of another program is read when it has been left alone', async () => {
    const fromMs = Date.now();
    put('other.json', lines(distinct.slice(0, 5)));
    const query = start(command('--trigger', '0 seconds', '--settle', '2s'));
    await query.waitFor(/Batch 0: 1 file, 5 tweets/);
    expect(Date.now() - fromMs).toBeGreaterThan(1900); // the times of files are a little behind
    put('tweets_ours.json', lines(distinct.slice(5, 8)));
    await query.waitFor(/Batch 1: 1 file, 3 tweets/);
    query.signal('SIGINT');
    await query.ended;
  });

  test('--pyspark prints a program and does nothing; npm run test:spark runs it', async () => {
    const program = (...args: string[]) => run(command('--pyspark', ...args));
    const { code, stdout, stderr } = await program('--time-zone', 'America/Sao_Paulo');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('.dropDuplicatesWithinWatermark(["id"])');
    expect(stdout).toContain('spark.conf.set("spark.sql.session.timeZone", "America/Sao_Paulo")');
    expect(stdout).toContain('.trigger(processingTime="10 seconds")');
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
    const { stdout: other } = await program('--once', '--dedup-days', '0', '--columns', 'ascii', '--emoji');
    expect(other).not.toMatch(/Watermark|Símbolo/);
    expect(other).toContain('.trigger(availableNow=True)');
    expect(existsSync(ref)).toBe(false);
  });

  test('the help names the list of symbols that is there', async () => {
    const { stdout } = await run(['raw-to-ref', '--help']);
    const [, path] = /The symbols: (.*)/.exec(stdout)!;
    expect(JSON.parse(readFileSync(path, 'utf8'))['Positivo']).toContain(':)');
  });
});

test('ref-purge removes what RAW records as deleted, and raw-to-ref goes on', async () => {
  const [gone, edited, later] = [distinct[3].id, distinct[7].id, distinct[600].id];
  put('tweets_a.json', lines(distinct.slice(0, 500)));
  put('deletes_a.json', lines([{ delete: { tweet: { id: gone } } }, { delete: { tweet: { id: later } } }]));
  await run(command('--once'));
  const purge = (...args: string[]) => run(['ref-purge', '--raw', raw, '--ref', ref, ...args]);
  expect((await purge('--lang', 'pt-BR')).stdout).toBe(
    'A RAW fala de 2 tweets a tirar; 1 deles estava na REF. Arquivos gravados de novo: 1, em 1 dia.\n',
  );
  expectAll(
    await rowsOf(),
    distinct.slice(0, 500).filter(({ id }) => id !== gone),
  );
  put('tweets_b.json', lines(distinct.slice(500).map(post => ({ ...post, edit_history_tweet_ids: [post.id] }))));
  put('tweets_c.json', lines([{ ...distinct[7], id: '99', edit_history_tweet_ids: [edited, '99'] }]));
  expect((await run(command('--once'))).stderr).toContain('Tweets in REF: 701.');
  const { stdout } = await purge('--json', '--edited');
  expect(JSON.parse(stdout)).toMatchObject({ told: 3, rowsRemoved: 2 });
  const rest = distinct.filter(({ id }) => ![gone, edited, later].includes(id));
  const rows = await rowsOf();
  expectAll(
    rows.filter(({ id }) => id !== '99'),
    rest,
  );
  expect(rows.length).toBe(rest.length + 1);
});

test('compact merges the days that have closed, whoever reads REF reads the same, and raw-to-ref goes on', async () => {
  const tweet = (day: number, i: number) => ({
    id: `${day}0${i}`,
    text: ':)',
    created_at: `2026-03-0${day}T12:00:00Z`,
  });
  const written: string[] = [];
  const putTweets = (name: string, ...tweets: ReturnType<typeof tweet>[]) => {
    put(`tweets_${name}.json`, lines(tweets));
    for (const { id } of tweets) if (!written.includes(id)) written.push(id);
  };
  const filesOf = (day: number) => readdirSync(join(ref, `ano=2026/mes=3/dia=${day}`)).length;
  /** By the log, by SQL, and by who only lists the folder. */
  const expectWritten = async (): Promise<void> => {
    const expected = [...written].sort();
    expect((await rowsOf()).map(({ id }) => id).sort()).toEqual(expected);
    expect(await idsBySql()).toEqual(expected);
    expect(await listedIds()).toEqual(expected);
  };
  const idsBySql = async () => {
    const ids: unknown[] = [];
    await askHere(await openFiles(ref), {
      question: () => 'SELECT id FROM tweets ORDER BY id',
      stopped: new AbortController().signal,
      onCopy: () => {},
      async use({ pages }) {
        for await (const rows of pages) ids.push(...rows.map(([id]) => id));
      },
    });
    return ids;
  };
  const listedIds = async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const files = join(ref, '*', '*', '*', '*.parquet').replaceAll('\\', '/').replaceAll("'", "''");
    const rows = await connection.runAndReadAll(`SELECT id FROM read_parquet('${files}') ORDER BY id`);
    connection.closeSync();
    return rows.getRows().map(([id]) => id);
  };
  const query = start(command('--trigger', '0 seconds'));
  for (let batch = 0; batch < 12; batch++) {
    if (batch < 9) putTweets(`${batch}`, tweet(1, batch), tweet(2, batch));
    else putTweets(`${batch}`, tweet(3, batch));
    await query.waitFor(new RegExp(`Batch ${batch}: 1 file,`));
  }
  expect(await run(['compact', ref])).toMatchObject({ code: 4, stderr: expect.stringContaining('is in use') });
  query.signal('SIGINT');
  expect((await query.ended).code).toBe(130);
  await expectWritten();
  expect([1, 2, 3].map(filesOf)).toEqual([9, 9, 3]);

  expect((await run(['compact', ref])).stdout).toMatch(/^18 files became 2; the folder has 5\.\n/);
  expect([1, 2, 3].map(filesOf)).toEqual([1, 1, 3]);
  await expectWritten();
  putTweets('late', tweet(1, 3), tweet(1, 99), tweet(2, 0), tweet(3, 11));
  expect((await run(command('--once'))).stderr).toContain('Tweets in REF: 1. Read before, not written again: 3.');
  expect(filesOf(1)).toBe(2);
  await expectWritten();

  put('deletes_1.json', lines([{ delete: { tweet: { id: written.shift() } } }]));
  expect((await run(['ref-purge', '--raw', raw, '--ref', ref])).code).toBe(0);
  expect((await run(['compact', ref, '--all', '--last-batches'])).code).toBe(0);
  putTweets('last', tweet(1, 99), tweet(4, 0));
  expect((await run(command('--once'))).stderr).toContain('Tweets in REF: 1. Read before, not written again: 1.');
  await expectWritten();
}, 120_000); // eight processes, one after another

/** Real tweets lie beside the checkout of those who have them. */
const REAL = ['../shared/data', '../../shared/data']
  .map(path => join(root, path, 'tweets-mg-2017.ndjson'))
  .find(existsSync);

/** Of the real tweets, those with a symbol; each was looked at. No other one has the characters of any symbol in it. */
const REVIEWED = {
  '816764079698875044': '=)',
  '817023791002550501': ':(',
  '817189839303606482': ':)', // :))))
  '817686105158582419': ':)',
};

test.skipIf(REAL === undefined)('8,199 real tweets: all are there, and what was found was looked at', async () => {
  put('tweets_real.json', readFileSync(REAL!));
  expect((await run(command('--once'))).stderr).toContain('Tweets in REF: 8199.');
  const rows = await rowsOf();
  const found = rows.filter(row => row['Símbolo'] !== null);
  expect(Object.fromEntries(found.map(row => [row['id'], row['Símbolo']]))).toEqual(REVIEWED);
  const { Positivo, Negativo } = JSON.parse(readFileSync(join(root, 'exercises/raw-to-ref/symbols.json'), 'utf8'));
  const symbols: string[] = [...Positivo, ...Negativo];
  const alike = rows.filter(({ text }) => symbols.some(symbol => (text as string).includes(symbol)));
  expect(alike.length).toBe(found.length);
  expect(readdirSync(ref).filter(name => name.startsWith('ano='))).toEqual(['ano=2016', 'ano=2017']);
});
