/**
 * Kills `xpto ingest-twitter` with SIGKILL at random moments, while `xpto twitter-replay` sends and everything goes wrong
 * there that can, and starts it again each time. In the end every post that was sent must be in RAW once, in files that
 * are whole and have the right names; and one more start changes nothing.
 *
 *     node test/crash/program/kill-ingest.mjs [--kills 100] [--rate 200] [--seed 1]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  conclude,
  faultsFor,
  isQuiet,
  isWhole,
  killOptions,
  readRaw,
  startIngest,
  startX,
  Told,
  wrongInRaw,
} from './ingest.mjs';
import { randomFrom } from './random.mjs';

/** After the 150 ms in which Node starts. */
const LONGEST_LIFE_MS = 1_000;
/** A life and its start take about so long. */
const LIFE_SECONDS = 1.2;
/** Of so many lives one first closes its gap, so that what was kept before a kill is not always found again by search. */
const WHOLE_EVERY = 4;

const { kills, rate, seed } = killOptions('200');
const random = randomFrom(seed);

const raw = mkdtempSync(join(tmpdir(), 'xpto-kill-ingest-'));
const seconds = 4 + kills * LIFE_SECONDS;
const faults = faultsFor(seconds);
const x = await startX({ posts: Math.ceil(seconds * rate), rate, faults, seed });
const startMs = performance.now();
const told = new Told();
const seen = { kills: 0, whole: 0, early: 0 };

for (; seen.kills < kills; seen.kills++) {
  const life = startIngest(x.port, raw);
  if (seen.kills % WHOLE_EVERY === 0 && seen.kills > 0 && (await life.until(isWhole))) seen.whole++;
  await Promise.race([sleep(150 + random() * LONGEST_LIFE_MS), life.ended]);
  const { signal, stderr, events } = await life.stop('SIGKILL');
  if (signal !== 'SIGKILL') throw new Error(`It ended by itself: ${stderr}`);
  if (!events.some(({ event }) => event === 'connected')) seen.early++;
  told.note(events);
}

const wrong = [];
const killedMs = performance.now() - startMs;
const last = startIngest(x.port, raw);
await x.over();
const sinceOver = last.events.length;
told.note(await finish(last, events => isWhole(events) && isQuiet(events, sinceOver)));
const files = readRaw(raw);
await finish(startIngest(x.port, raw), events => events.some(({ event }) => event === 'connected'));
if (String([...readRaw(raw).keys()]) !== String([...files.keys()])) wrong.push('one more start changes RAW');
const sent = await x.bill();
const deleted = faults.split(' delete').length - 1;
wrong.push(...wrongInRaw(raw, { sent, told, deleted }));
const done = `${seen.kills} kills in ${Math.round(killedMs / 1000)} s (${seen.early} before it listened, ${seen.whole} behind a closed gap), ${sent.length} posts`;
conclude({ folder: raw, seed, done, wrong, right: `each of them once in ${files.size} files` });

/** Ends a life as Ctrl-C does, once it is so far. */
async function finish(life, isSoFar) {
  await life.until(isSoFar);
  const { code, stderr, events } = await life.stop('SIGINT');
  if (code !== 130) wrong.push(`it ended with ${code}: ${stderr}`);
  return events;
}
