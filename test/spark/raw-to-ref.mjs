// RAW to REF by xpto and by real Spark, of the same steps: the program of PySpark that `xpto raw-to-ref --pyspark` prints.
// Both read the posts of the bundled corpus, as `xpto twitter-replay` serves them, in every shape that RAW may have, and
// real tweets; then more files, some of them with tweets that were there before. Rows, types and
// partitions must be equal; and what Spark reads of xpto's folder once `xpto ref-purge` has removed what was deleted.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const POSTS = 6000;
const QUERY = 'presidente OR presidência OR presidencia OR governo OR hoje OR brasil OR reforma';
const OPTIONS = {
  'as it is': [],
  'with other options': ['--columns', 'ascii', '--time-zone', 'America/Sao_Paulo', '--emoji', '--dedup-days', '0'],
};

export async function compareRawToRef({ root, folder, python, tweets, tell }) {
  const posts = [...(await corpus(root)), ...HOSTILE];
  const base = join(folder, 'raw-to-ref');
  const cases = Object.entries(OPTIONS).map(([name, options], i) => ({ name, options, at: join(base, `${i}`) }));
  for (const { at } of cases) putFirst(join(at, 'raw'), posts, tweets);
  const xpto = (...args) => output(root, args);
  const rawToRef = ({ at, options }, out, ...more) =>
    xpto('raw-to-ref', '--once', '--raw', join(at, 'raw'), '--ref', join(at, out), ...options, ...more);
  const spark = (command, request) => runSpark(root, python, command, request);
  for (const turn of [1, 2]) {
    for (const each of cases) {
      if (turn === 2) putMore(join(each.at, 'raw'), posts);
      rawToRef(each, 'ref');
      const program = join(each.at, 'program.py');
      writeFileSync(program, rawToRef(each, 'spark', '--pyspark'));
      each.program = program;
    }
    spark('run', { programs: cases.map(({ program }) => program) });
    const folders = cases.flatMap(({ at }) => [
      [join(at, 'ref'), join(at, 'spark'), 'parquet'],
      [join(at, 'ref/_rejected'), join(at, 'spark/_rejected'), 'json'],
    ]);
    const found = spark('compare', { folders });
    for (const [i, { rows, difference }] of found.entries()) {
      const { name } = cases[i >> 1];
      const what = i % 2 === 0 ? 'tweets' : 'rejected lines';
      tell(
        `RAW to REF ${name}, run ${turn}: ${rows} ${what}`,
        rows === 0 ? '  nothing was read' : (difference ?? undefined),
      );
    }
  }
  const [{ at }] = cases;
  const before = spark('ids', { folder: join(at, 'ref') });
  const gone = [posts[1].id, posts[700].id, posts[1999].id];
  putFile(join(at, 'raw/deletes_1.json'), lines(gone.map(id => ({ delete: { tweet: { id } } }))));
  xpto('ref-purge', '--raw', join(at, 'raw'), '--ref', join(at, 'ref'));
  const after = spark('ids', { folder: join(at, 'ref') });
  const expected = before.filter(id => !gone.includes(id));
  const isRight = expected.length === before.length - gone.length && String(after) === String(expected);
  tell('Spark reads REF behind ref-purge', isRight ? undefined : `  ${before.length} rows became ${after.length}`);
}

/** The posts of the bundled corpus, from the replay of X. */
async function corpus(root) {
  const args = [
    join(root, 'bin/xpto.js'),
    'twitter-replay',
    '-p',
    '0',
    '--posts',
    `${POSTS}`,
    '--rate',
    '1/s',
    '--json',
  ];
  const replay = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env: ENGLISH });
  let said = '';
  try {
    const port = await new Promise((found, failed) => {
      replay.stderr.setEncoding('utf8').on('data', text => {
        said += text;
        const [, port] = /http:\/\/localhost:(\d+)[\s\S]*posts are there/.exec(said) ?? [];
        if (port) found(port);
      });
      replay.once('close', () => failed(new Error(`twitter-replay ended:\n${said}`)));
    });
    const posts = new Map();
    const fields = `tweet.fields=created_at,author_id,lang,public_metrics&max_results=100&query=${encodeURIComponent(QUERY)}`;
    for (let next = ''; next !== undefined; ) {
      const url = `http://localhost:${port}/2/tweets/search/recent?${fields}${next && `&next_token=${next}`}`;
      const answer = await fetch(url, { headers: { authorization: 'Bearer any' } });
      if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
      const { data = [], meta } = await answer.json();
      for (const post of data) posts.set(post.id, post);
      next = meta.next_token;
    }
    if (posts.size < 2000) throw new Error(`Of ${POSTS} posts the search has found ${posts.size}.`);
    return [...posts.values()].slice(0, 2000);
  } finally {
    replay.kill('SIGINT');
  }
}

const post = (id, text, created_at, more) => ({ id, text, created_at, ...more });
const HOSTILE = [
  post('9007199254740993', 'a\u0000b \u001b[31m :)', '2026-03-01T02:59:59.999Z'),
  post('9007199254740995', '😀 ☹️ (texto): http://a.b/:) 10:30', '2026-03-01T03:00:00Z', { lang: "pt' OR 1", author_id: '../x' }),
  post('1234567890123456789', 'sem hora :(', undefined),
  post('18446744073709551615', 'linhas\r\n\u2028 :-D', '2026-02-28T23:59:59-03:00', { public_metrics: 'none' }),
  post('5', '', '2006-01-01T00:00:00Z', { public_metrics: { like_count: 9007199254740991, reply_count: '7' } }),
]; // biome-ignore format: a table

/** In every shape, among what is no tweet. */
function putFirst(raw, posts, tweets) {
  mkdirSync(join(raw, 'inner'), { recursive: true });
  const put = (name, text) => putFile(join(raw, name), text);
  const part = i => posts.slice(i * 200, (i + 1) * 200);
  put('tweets_0.json', lines(part(0)));
  put('rows.ndjson', lines(part(1).map(data => ({ data, matching_rules: [{ id: '1' }] }))));
  put('array.json', JSON.stringify(part(2)));
  put('pretty.json', JSON.stringify(part(3), null, 2));
  put('pages.jsonl', lines([{ data: part(4), meta: { result_count: 200 } }, { meta: { result_count: 0 } }]));
  put('page.json', JSON.stringify({ data: part(5), meta: {} }, null, 1));
  put('packed.json.gz', gzipSync(lines(part(6))));
  put('inner/mark ç.json', `\uFEFF${lines(part(7))}\r\n\n`);
  put('olders.json', lines(part(8).map(olderShape)));
  put('by-line.json', `[\n${part(9).map(each => JSON.stringify(each)).join(',\n')}\n]\n`); // biome-ignore format: a line
  put('rest.json', lines(posts.slice(2000)));
  const more = HOSTILE.map((each, i) => ({ ...each, id: `77${i}`, text: `${each.text} }{ "a": ][ },{"id":"5"}` }));
  put(
    'joined.json',
    [more.slice(0, 2), more.slice(2)].map(some => JSON.stringify(some[0]) + JSON.stringify(some[1])).join('\n'),
  );
  put('commas.json', more.map((each, i) => JSON.stringify({ ...each, id: `78${i}` })).join(','));
  put('documents.json', more.map((each, i) => JSON.stringify({ data: { ...each, id: `79${i}` } }, null, 2)).join('\n'));
  put('tweets_real.json', lines(tweets));
  put('empty.json', '');
  put('_hidden.json', 'no tweets');
  put(
    'none.json',
    '{"id":"1","text":"cut\n{"id":1.5e3,"text":"x","created_at":"2026-01-01T00:00:00Z"}\n{"text":"x"}\n{"id":"7"}\n' +
      '{"id":"8","text":"a"}\n{"id":"9","text":"a","created_at":"ontem"}\n{"id":"10","text":"a","created_at":"0001-01-01T00:00:00Z"}\n' +
      '[]\n5\n"x"\nnull\n{"data":[]}\n{"id":"8\\n","text":"x","created_at":"2026-01-01"}\n{"__proto__":{"id":"11"}}\n{"delete":{"status":{"id_str":"1"}}}\n[{"id":"12","text":"a"},{"id":13}]\n',
  );
}

/** Some of them were there before. */
function putMore(raw, posts) {
  const again = posts
    .slice(100, 300)
    .map((each, i) => (i % 2 === 0 ? each : { ...each, id: `${BigInt(each.id) + 1n}` }));
  putFile(join(raw, 'tweets_again.json'), lines(again));
  putFile(join(raw, 'bad_again.json'), '{"id":"x"}\n');
}

function olderShape({ id, text, created_at, author_id, lang, public_metrics }) {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(
    new Date(created_at ?? 0).toUTCString(),
  );
  const { retweet_count, like_count, reply_count, quote_count } = public_metrics ?? {};
  return {
    created_at: `${weekday} ${month} ${day} ${time} +0000 ${year}`,
    id_str: id,
    full_text: text,
    user: { id_str: author_id },
    ...{ lang, retweet_count, favorite_count: like_count, reply_count, quote_count },
  };
}

const lines = values => values.map(value => `${JSON.stringify(value)}\n`).join('');
const putFile = (path, text) => writeFileSync(path, text);

const ENGLISH = { ...process.env, XPTO_LANG: 'en', LC_ALL: 'C.UTF-8', NO_COLOR: '1' };

function output(root, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/xpto.js'), ...args], {
    encoding: 'utf8',
    env: ENGLISH,
  });
  if (status !== 0) throw new Error(`xpto ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

function runSpark(root, python, command, request) {
  const program = join(root, 'test/spark/raw_to_ref.py');
  const { status, stdout, stderr } = spawnSync(python, [program, command, JSON.stringify(request)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...ENGLISH, PYTHONWARNINGS: 'ignore' },
  });
  if (status !== 0) throw new Error(`raw_to_ref.py ${command}:\n${stderr.slice(-4000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
