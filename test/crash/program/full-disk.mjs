/**
 * A disk that is really full: the output and the checkpoint of a query lie on a file system of 1 MB. The query ends and
 * says where; no half file is there; and with room again every row comes once. Needs the right to mount.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from '../../../dist/index.js';
import { filesIn, idsIn, putFile, ROWS_PER_FILE, start, wrongIn } from './program.mjs';

const FILES = 40;

const folder = mkdtempSync(join(tmpdir(), 'xpto-full-'));
const [input, disk] = [join(folder, 'in'), join(folder, 'disk')];
for (const path of [input, disk]) mkdirSync(path);
try {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'pipe' });
} catch (error) {
  console.log(`1 skipped: a file system of 1 MB cannot be mounted here (${String(error.stderr).trim()})`);
  process.exit(0);
}
try {
  for (let number = 0; number < FILES; number++) putFile(input, number);
  const [rows, session] = [FILES * ROWS_PER_FILE, new Session()];
  // So much is taken already: the query gets a little further each time before there is no room.
  for (const takenKB of [1016, 1004, 992, 976, 960]) {
    for (const format of ['json', 'parquet']) await fill(format, takenKB, rows, session);
  }
} finally {
  execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true });
}

async function fill(format, takenKB, rows, session) {
  const base = join(disk, 'query');
  const [output, checkpoint, ballast] = [join(base, 'out'), join(base, 'checkpoint'), join(disk, 'ballast')];
  writeFileSync(ballast, Buffer.alloc(takenKB * 1024));
  const run = () => start([input, output, format, 'yes', 'yes'], checkpoint).ended;
  const full = await run();
  const isTold = full.code > 0 && /ENOSPC/.test(full.stderr) && full.stderr.includes(base);
  if (!isTold) throw new Error(`With ${takenKB} kB taken it ended with ${full.code}: ${full.stderr}`);
  if (existsSync(output)) {
    for (const path of filesIn(output)) await idsIn(session, format, path); // none is half written
  }
  rmSync(ballast);
  const { code, stderr } = await run();
  if (code !== 0) throw new Error(`With room again it ended with ${code}: ${stderr}`);
  const plain = (await Promise.all(filesIn(output).map(path => idsIn(session, format, path)))).flat();
  const wrong = wrongIn(await idsIn(session, format, output), rows) ?? wrongIn(plain, rows);
  if (wrong) throw new Error(`With room again: ${JSON.stringify(wrong)}`);
  rmSync(base, { recursive: true });
  console.log(`${format}, ${takenKB} of 1024 kB taken: ended at ${/ENOSPC/.exec(full.stderr)[0]}, then every row once`);
}
