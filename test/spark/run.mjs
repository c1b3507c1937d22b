// `npm run test:spark`: real tweets, served by Debian's nc and by `xpto netcat`, counted by xpto and by real Spark;
// files and checkpoints of each, read by the other; and Parquet of xpto's under filters in Spark.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, untilListening } from '../../scripts/ports.mjs';
import { installedSparkPython, requireJava } from '../../scripts/spark-python.mjs';
import { consoleQueries, queries, xptoArguments } from './cases.mjs';
import { checkCheckpoints } from './checkpoints.mjs';
import { differenceOfRows, differenceOfTables, finalRows } from './compare.mjs';
import { checkFiles } from './files.mjs';
import { compareParquet } from './parquet.mjs';
import { compareRawToRef } from './raw-to-ref.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const xpto = join(root, 'bin', 'xpto.js');
const { values: options } = parseArgs({ options: { tweets: { type: 'string' } } });

/** Who serves the lines of a file to the first who connects, and then ends. */
const servers = {
  nc: (port, file) =>
    spawn('nc', ['-l', '-N', '127.0.0.1', `${port}`], { stdio: [openSync(file), 'ignore', 'inherit'] }),
  'xpto netcat': (port, file) =>
    spawn(process.execPath, [xpto, 'netcat', '-l', '-p', `${port}`, '--file', file], { stdio: 'ignore' }),
};

const folder = mkdtempSync(join(tmpdir(), 'xpto-test-spark-'));
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`test:spark: ${error.message}`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true });
}

async function main() {
  requireNc();
  requireJava();
  const tweets = readTweets();
  const lines = inputFiles(tweets);
  const python = installedSparkPython();
  console.log(`Spark counts ${lines.count} tweets ...`);
  const spark = sparkCounts(python, lines);
  let [passed, failed] = [0, 0];
  const tell = (name, difference) => {
    if (difference === undefined) passed++;
    else failed++;
    console.log(difference === undefined ? `ok      ${name}` : `FAILED  ${name}\n${difference}`);
  };
  for (const query of queries) {
    for (const server of Object.keys(servers)) {
      const expected = finalRows(query, spark.batches(query));
      const printed = await countedOverTcp(servers[server], query, lines);
      tell(`${query.name}, served by ${server}`, differenceOfRows(query, expected, printed));
    }
  }
  for (const query of consoleQueries) {
    tell(query.name, differenceOfTables(query, spark.printed(query), countedFromStdin(query, lines)));
  }
  console.log('Spark reads the files of xpto ...');
  for (const [name, difference] of await checkFiles({ root, folder, python })) tell(name, difference);
  console.log('Spark and xpto run the same queries, and each reads what the other left ...');
  for await (const [name, difference] of checkCheckpoints({ root, folder, python })) tell(name, difference);
  await compareParquet(await import('xpto'), python, root, folder, tell);
  console.log('Spark and xpto bring RAW to REF ...');
  await compareRawToRef({ root, folder, python, tweets, tell });
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function requireNc() {
  const { error, stderr } = spawnSync('nc', ['-h'], { encoding: 'utf8' });
  if (error) throw new Error('There is no nc. Install the package netcat-openbsd.');
  if (!stderr.includes('OpenBSD')) throw new Error('nc is not that of OpenBSD. Install the package netcat-openbsd.');
}

function readTweets() {
  const path = resolve(options.tweets ?? process.env.XPTO_TWEETS ?? join(root, '../shared/data/tweets-mg-2017.ndjson'));
  if (!existsSync(path)) {
    throw new Error(
      `There is no ${path}. Name a file of tweets, one JSON object a line with "text" and "created_at", by XPTO_TWEETS or --tweets.`,
    );
  }
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

/** A tweet is one line here: each end of line in its text becomes a space, as Java's reader and ours see ends of lines. */
function inputFiles(tweets) {
  const texts = tweets.map(({ text }) => text.replace(/\r\n|\r|\n/g, ' '));
  const write = (name, lines) => {
    const path = join(folder, name);
    writeFileSync(path, lines.map(line => `${line}\n`).join(''));
    return path;
  };
  return {
    count: tweets.length,
    plain: write('texts.txt', texts),
    timed: write(
      'timed.txt',
      texts.map((text, i) => `${tweets[i].created_at}\t${text}`),
    ),
  };
}

function inputOf({ eventTime }, { plain, timed }) {
  return eventTime ? timed : plain;
}

function sparkCounts(python, lines) {
  const out = join(folder, 'spark');
  mkdirSync(out);
  const cases = [...queries, ...consoleQueries].map(query => ({
    ...query,
    input: inputOf(query, lines),
    lines: lines.count,
  }));
  const program = join(root, 'test/spark/counts.py');
  const { status, stdout, stderr, error } = spawnSync(python, [program, out, JSON.stringify(cases)], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore' },
  });
  if (error || status !== 0) throw new Error(`Spark's side failed: ${error?.message ?? stderr.slice(-4000)}`);
  return {
    batches: ({ name }) => JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')),
    printed: ({ name }) =>
      stdout.slice(stdout.indexOf(`BEGIN ${name}\n`) + name.length + 7, stdout.indexOf(`END ${name}\n`)),
  };
}

/** What `xpto wordcount` or `xpto window` prints of lines that a server gives it: a JSON object a row. */
async function countedOverTcp(serve, query, lines) {
  const port = await freePort();
  const server = serve(port, inputOf(query, lines));
  const served = ended(server, 'the server');
  await Promise.race([untilListening(port), served]);
  const printed = await output([...xptoArguments(query), '--sink', 'json', '--port', `${port}`]);
  await served;
  return printed;
}

/** What they print of lines from standard input. */
function countedFromStdin(query, lines) {
  const args = [xpto, ...xptoArguments(query), '--trigger', 'available-now', '-'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: [openSync(inputOf(query, lines)), 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`xpto ${query.name} ended with ${status}:\n${stderr}`);
  return stdout;
}

async function output(args) {
  const child = spawn(process.execPath, [xpto, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    printed += text;
  });
  await ended(child, `xpto ${args.join(' ')}`);
  return printed;
}

async function ended(child, name) {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', text => {
    said += text;
  });
  const status = await new Promise((done, failed) => child.once('error', failed).once('close', code => done(code)));
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${said.slice(-4000)}`);
}
