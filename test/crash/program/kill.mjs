/**
 * `npm run test:kill`: kills the real program with SIGKILL at random moments, while JSON files keep coming into the
 * folder that it reads, and starts it again each time. In the end every row must be in its output once, for those who
 * read the log of the output and for those who read the files as they lie there; and one more start changes nothing.
 *
 *     npm run test:kill -- --kills 100 [--format json|parquet] [--partitioned yes|no] [--location s3://bucket/prefix]
 *                          [--seed 1]
 *
 * Without a format both take turns, flat and partitioned. `--location` is where the output and the checkpoint lie; its
 * endpoint and credentials come from the usual variables of the environment.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Session } from '../../../dist/index.js';
import { filesIn, idsIn, putFile, ROWS_PER_FILE, start, wrongIn } from './program.mjs';
import { randomFrom } from './random.mjs';

const FILE_EVERY_MS = 15;
/** After the 150 ms in which Node starts. */
const LONGEST_LIFE_MS = 850;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    format: { type: 'string' },
    partitioned: { type: 'string' },
    location: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const random = randomFrom(Number(values.seed));
const formats = values.format ? [values.format] : ['json', 'parquet'];
const partitions = values.partitioned ? [values.partitioned] : ['no', 'yes'];
const kinds = formats.flatMap(format => partitions.map(isPartitioned => ({ format, isPartitioned })));
const kills = Math.ceil(Number(values.kills) / kinds.length);

let failures = 0;
for (const kind of kinds) failures += await survive(kind);
console.log(failures === 0 ? 'Every row came once.' : `${failures} failed; --seed ${values.seed}`);
process.exitCode = failures === 0 ? 0 : 1;

async function survive({ format, isPartitioned }) {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-kill-'));
  const base = values.location ? `${values.location}/${format}-${isPartitioned}-${Date.now()}` : folder;
  const [input, output, checkpoint] = [join(folder, 'in'), `${base}/out`, `${base}/checkpoint`];
  mkdirSync(input);
  const life = isLast => start([input, output, format, isPartitioned, isLast], checkpoint);

  const feeder = feed(input);
  const seen = { early: 0, running: 0 };
  for (let kill = 0; kill < kills; kill++) {
    const running = life('no');
    await Promise.race([sleep(150 + random() * LONGEST_LIFE_MS), running.ended]);
    running.child.kill('SIGKILL');
    const { signal, stderr } = await running.ended;
    if (signal !== 'SIGKILL') throw new Error(`It ended by itself: ${stderr}`);
    seen[/exactly once/i.test(stderr) ? 'running' : 'early']++;
  }
  const rows = await feeder.stop();
  const last = await life('yes').ended;
  if (last.code !== 0) throw new Error(`It did not go on: ${last.stderr}`);

  const wrong = [];
  const check = async (reader, ids) => {
    const told = wrongIn(await ids, rows);
    if (told) wrong.push({ reader, ...told });
  };
  const session = new Session();
  await check('of the log', idsIn(session, format, output));
  const plain = values.location ? undefined : filesIn(output);
  if (plain)
    await check(
      'of plain files',
      Promise.all(plain.map(path => idsIn(session, format, path))).then(ids => ids.flat()),
    );
  const again = await life('yes').ended;
  if (again.code !== 0) wrong.push({ reader: again.stderr });
  if (plain && String(filesIn(output)) !== String(plain))
    wrong.push({ reader: 'of plain files, after one more start' });

  const how = `${format}, ${isPartitioned === 'yes' ? 'partitioned' : 'flat'}`;
  console.log(
    `${how}: ${kills} kills (${seen.running} while it ran, ${seen.early} while it started), ${rows} rows,`,
    wrong.length === 0 ? 'each of them once' : `WRONG: ${JSON.stringify(wrong)}; left in ${folder}`,
  );
  if (wrong.length === 0) rmSync(folder, { recursive: true });
  return wrong.length;
}

/** Puts files into a folder, each of them whole at once, until it is stopped. */
function feed(folder) {
  let [files, isOver] = [0, false];
  const running = (async () => {
    while (!isOver) {
      putFile(folder, files++);
      await sleep(FILE_EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      return files * ROWS_PER_FILE;
    },
  };
}
