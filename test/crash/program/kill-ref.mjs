/**
 * Kills `xpto raw-to-ref` with SIGKILL at random moments, while `xpto ingest-twitter`, which is killed now and then, too,
 * brings to RAW what `xpto twitter-replay` sends, with everything going wrong there that can. In the end every tweet of
 * RAW must be in REF once, for those who read its log and for those who read the files as they lie there; and one more
 * start changes nothing. Then `xpto ref-purge` removes what was deleted meanwhile, and nothing else.
 *
 *     node test/crash/program/kill-ref.mjs [--kills 100] [--rate 100] [--seed 1]
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Session } from '../../../dist/index.js';
import {
  conclude,
  faultsFor,
  isQuiet,
  isWhole,
  killOptions,
  readRaw,
  start,
  startIngest,
  startX,
  Told,
  wrongInRaw,
} from './ingest.mjs';
import { filesIn } from './program.mjs';
import { randomFrom } from './random.mjs';

/** After the 200 ms in which it starts. */
const LONGEST_LIFE_MS = 1_100;
/** A life and its start take about so long. */
const LIFE_SECONDS = 1.1;
/** Every so many kills the collector is killed, too. */
const INGEST_EVERY = 5;
/** Of so many lives one first writes a batch. */
const BATCH_EVERY = 3;

/** Of the last posts so many are deleted. */
const DELETED = 30;

const { kills, rate, seed } = killOptions('100');
const random = randomFrom(seed);

const folder = mkdtempSync(join(tmpdir(), 'xpto-kill-ref-'));
const [raw, ref] = [join(folder, 'raw'), join(folder, 'ref')];
mkdirSync(raw);
const seconds = 4 + kills * LIFE_SECONDS;
const faults = `${faultsFor(seconds)}; t+${seconds - 1} delete ${DELETED}`;
const x = await startX({ posts: Math.ceil(seconds * rate), rate, faults, seed });
const startMs = performance.now();
const told = new Told();
const seen = { ingest: 0, batches: 0, early: 0 };

let ingest = startIngest(x.port, raw);
await ingest.until(events => events.some(({ event }) => event === 'file'));
for (let kill = 0; kill < kills; kill++) {
  const life = startRef('--trigger', '0 seconds');
  // On a slow machine X may have sent all before the last kill: then there is nothing more to write.
  if (kill % BATCH_EVERY === 0) await Promise.race([life.until(events => events.some(wroteTweets)), x.over()]);
  await Promise.race([sleep(random() ** 2 * LONGEST_LIFE_MS + 200), life.ended]);
  const { signal, stderr, events } = await life.stop('SIGKILL');
  if (signal !== 'SIGKILL') throw new Error(`It ended by itself: ${stderr}; left in ${folder}; --seed ${seed}`);
  seen.batches += events.filter(wroteTweets).length;
  if (events.length === 0) seen.early++;
  if (kill % INGEST_EVERY !== 0) continue;
  told.note((await ingest.stop('SIGKILL')).events);
  seen.ingest++;
  ingest = startIngest(x.port, raw);
}

const wrong = [];
const killedMs = performance.now() - startMs;
await x.over();
const sinceOver = ingest.events.length;
await ingest.until(events => isWhole(events) && isQuiet(events, sinceOver));
told.note((await ingest.stop('SIGINT')).events);
// X tells of what was deleted only who asks.
const asked = await startIngest(x.port, raw, '--recheck', '1').ended;
if (asked.code !== 0) wrong.push(`--recheck ended with ${asked.code}: ${asked.stderr}`);
const sent = await x.bill();
wrong.push(...wrongInRaw(raw, { sent, told, deleted: faults.split(' delete').length - 2 + DELETED }));
await once();
const expected = [...readRaw(raw).values()].flat().map(({ id }) => id).sort(); // biome-ignore format: a line
const plain = dataFiles();
const session = new Session();
compare('the log', await idsOf(ref), expected);
compare('plain files', (await Promise.all(plain.map(idsOf))).flat(), expected);
const rejected = existsSync(join(ref, '_rejected/_spark_metadata'))
  ? await session.read.schema('line string').format('json').load(join(ref, '_rejected')).collect()
  : [];
if (rejected.length > 0) wrong.push(`${rejected.length} lines were rejected: ${rejected[0]['line']}`);
await once();
if (String(dataFiles()) !== String(plain)) wrong.push('one more start changes REF');
const deleted = deletedIn(raw);
const purged = await start(['ref-purge', '--raw', raw, '--ref', ref, '--json']).ended;
if (purged.code !== 0) wrong.push(`ref-purge ended with ${purged.code}: ${purged.stderr}`);
const kept = expected.filter(id => !deleted.has(id));
if (kept.length === expected.length) wrong.push('nothing was deleted');
compare('the log, behind ref-purge', await idsOf(ref), kept);

const done = `${kills} kills in ${Math.round(killedMs / 1000)} s (${seen.early} before a batch, between them ${seen.batches} batches), the collector killed ${seen.ingest} times, ${sent.length} posts`;
const right = `each tweet of RAW once in ${plain.length} files of REF, ${expected.length - kept.length} of them deleted then`;
conclude({ folder, seed, done, wrong, right });

function startRef(...more) {
  return start(['raw-to-ref', '--raw', raw, '--ref', ref, '--settle', '100ms', '--json', ...more]);
}

/** Without checkpoints, and what was rejected. */
function dataFiles() {
  return filesIn(ref).filter(path => !/[\\/]_/.test(path.slice(ref.length)));
}

/** The ids that RAW says were deleted. */
function deletedIn(raw) {
  const names = readdirSync(raw).filter(name => /^deletes_.*\.json$/.test(name));
  const lines = names.flatMap(name => readFileSync(join(raw, name), 'utf8').trimEnd().split('\n'));
  return new Set(lines.map(line => JSON.parse(line).delete.tweet.id));
}

async function once() {
  const { code, stderr } = await startRef('--once').ended;
  if (code !== 0) wrong.push(`it ended with ${code}: ${stderr}`);
}

function wroteTweets({ name, sink }) {
  return name === 'raw-to-ref' && sink.numOutputRows > 0;
}

async function idsOf(path) {
  return (await session.read.parquet(path).select('id').collect()).map(({ id }) => id).sort();
}

function compare(reader, ids, expected) {
  const once = new Set(ids);
  const missing = expected.filter(id => !once.has(id));
  const unknown = [...once].filter(id => !expected.includes(id));
  if (ids.length !== once.size) wrong.push(`by ${reader} ${ids.length - once.size} tweets are there twice`);
  if (missing.length > 0) wrong.push(`by ${reader} ${missing.length} tweets are missing: ${missing.slice(0, 3)}`);
  if (unknown.length > 0) wrong.push(`by ${reader} ${unknown.length} tweets are not in RAW`);
}
