// The same queries over the same files, run by xpto and by real Spark: what their checkpoints say, and what each makes of
// what the other has left. Stateful queries of xpto are none of Spark's business: it has to see that, and stop.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { xpto } from './files.mjs';

const VALUES = ['plain', 'a=b', '../x', '%2F', 'ação', null];
const FILES = 13;
const KINDS = ['rows', 'windows'];
const SCHEMA = 'id bigint, k string, at timestamp';

/** @yields the name of each check, and what differs; undefined for nothing */
export async function* checkCheckpoints({ root, folder, python }) {
  const library = await import(pathToFileURL(join(root, 'dist/index.js')).href);
  const session = library.Session.builder.config('spark.sql.session.timeZone', 'UTC').getOrCreate();
  const base = join(folder, 'checkpoints');
  const input = join(base, 'in');
  mkdirSync(input, { recursive: true });
  for (let i = 0; i < FILES; i++) putFile(input, i);
  const at = (who, kind) => ({ output: join(base, who, kind), checkpoint: join(base, who, `${kind}-checkpoint`) });
  const spark = startSpark(python, join(root, 'test/spark/checkpoints.py'));
  try {
    for (const kind of KINDS) {
      await write(session, library.functions, { kind, input, ...at('xpto', kind) });
      yield [`Spark runs ${kind}`, differs([], await spark({ do: 'write', kind, input, ...at('spark', kind) }))];
      const shown = who => show(root, at(who, kind).checkpoint);
      yield [`the checkpoints of ${kind} say the same`, differs(shown('spark'), shown('xpto'))];
      const [format, schema] =
        kind === 'windows' ? ['json', 'start timestamp, count bigint'] : [formatOf(kind), SCHEMA];
      const sparks = await spark({ do: 'read', format, schema, path: at('spark', kind).output });
      const ours = await spark({ do: 'read', format, schema, path: at('xpto', kind).output });
      yield [`Spark reads of both the same ${kind}`, differs(sparks, ours)];
      const read = async path => textsOf(await session.read.schema(schema).format(format).load(path).collect());
      const [one, other] = [await read(at('spark', kind).output), await read(at('xpto', kind).output)];
      yield [`xpto reads of both the same ${kind}`, differs(one, other) ?? differs(sparks.length, one.length)];
    }
    yield* checkTools({ root, base, spark, session, of: at('spark', 'rows').output });
    putFile(input, FILES);
    for (const kind of KINDS) {
      const failed = await spark({ do: 'write', kind, input, ...at('xpto', kind) });
      const wanted = kind === 'rows' ? undefined : 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY';
      yield [`Spark, led to a checkpoint of ${kind} of xpto`, differs(wanted, failed.at(-1))];
    }
    const after = await spark({ do: 'read', format: 'parquet', schema: SCHEMA, path: at('xpto', 'rows').output });
    yield [
      'Spark goes on where xpto was',
      differs(idsOf(FILES + 1), after.map(row => JSON.parse(row)[0]).sort(byNumber)),
    ];
  } finally {
    spark.end();
  }
}

/** What Spark wrote, moved to another place and merged there: Spark and xpto read it as before. */
async function* checkTools({ root, base, spark, session, of }) {
  const ask = path => spark({ do: 'read', format: 'parquet', schema: SCHEMA, path });
  const before = await ask(of);
  const moved = join(base, 'moved by xpto');
  cpSync(of, join(base, 'copy'), { recursive: true });
  renameSync(of, `${of}, away`); // so that nobody reads it by mistake
  renameSync(join(base, 'copy'), moved);
  xpto(root, 'lake', 'rebase', moved, '--spark-stopped');
  yield ['Spark reads its own rows, moved', differs(before, await ask(moved))];
  const { filesMerged } = JSON.parse(
    xpto(root, 'compact', moved, '--all', '--spark-stopped', '--last-batches', '--json'),
  );
  yield ['xpto merges what Spark wrote', filesMerged > FILES ? undefined : `${filesMerged} files`];
  yield ['Spark reads its own rows, merged', differs(before, await ask(moved))];
  const rows = await session.read.schema(SCHEMA).parquet(moved).collect();
  yield ['xpto reads them, merged', differs(idsOf(FILES), rows.map(({ id }) => Number(id)).sort(byNumber))];
}

const formatOf = kind => (kind === 'rows' ? 'parquet' : 'json');
const textsOf = rows =>
  rows.map(row => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).sort();
const byNumber = (a, b) => a - b;
const idsOf = files => Array.from({ length: files * 3 }, (_, id) => id);

/** Three rows of five minutes; the times of the files say in which order they are read. */
function putFile(input, i) {
  const row = id => ({ id, k: VALUES[id % VALUES.length], at: new Date(Date.UTC(2026, 0, 1) + id * 100_000) });
  const path = join(input, `${i}.json`);
  writeFileSync(
    path,
    idsOf(1)
      .map(k => `${JSON.stringify(row(i * 3 + k))}\n`)
      .join(''),
  );
  utimesSync(path, 1_700_000_000 + i, 1_700_000_000 + i);
}

async function write(session, F, { kind, input, output, checkpoint }) {
  let frame = session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(input);
  if (kind === 'windows') {
    const windows = frame.withWatermark('at', '10 minutes').groupBy(F.window('at', '5 minutes'));
    frame = windows.count().select('window.start', 'count');
  }
  const writer = frame.writeStream.format(formatOf(kind)).partitionBy(kind === 'rows' ? ['k'] : []);
  const query = writer.option('checkpointLocation', checkpoint).trigger({ availableNow: true }).start(output);
  await query.awaitTermination();
}

/** The batches of a checkpoint, without the times at which they ran. */
function show(root, checkpoint) {
  const { batches, restart } = JSON.parse(xpto(root, 'checkpoint', 'show', checkpoint, '--json', '--last', '1000'));
  return [restart, ...batches.map(({ time, ...batch }) => batch)];
}

function differs(wanted, got) {
  const [want, is] = [wanted, got].map(value => JSON.stringify(value));
  return want === is ? undefined : `expected ${want}\ngot      ${is}`;
}

function startSpark(python, program) {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore' };
  const child = spawn(python, [program], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    told += text;
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async question => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`Spark's side failed:\n${told.slice(-4000)}`);
    return JSON.parse(value);
  };
  return Object.assign(ask, { end: () => child.stdin.end() });
}
