import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { benchFolder } from './data.mjs';

const path = relative => fileURLToPath(new URL(relative, import.meta.url));
const quote = text => `'${text.replaceAll("'", "'\\''")}'`;

export const xptoScript = path('../../bin/xpto.js');
/** xpto as a part of a shell command. */
export const xptoCommand = `${quote(process.execPath)} ${quote(xptoScript)}`;
export const programPath = name => path(`../programs/${name}`);
/** A program of `bench/programs` as a part of a shell command. */
export const programCommand = name => `${quote(process.execPath)} ${quote(programPath(name))}`;
export { quote };

/** Counts the words of its input, as people do without xpto. */
export const MAWK_COUNT = `mawk '{for(i=1;i<=NF;i++)c[$i]++}END{for(k in c)print k,c[k]}'`;

/**
 * Runs a shell command to its end. What it prints is thrown away, unless `output` names a file.
 *
 * @returns the seconds from its start to its end
 * @throws when it fails, with what it said on standard error
 */
export async function timeShell(command, { output = '/dev/null', env = {} } = {}) {
  const start = performance.now();
  const child = spawn('sh', ['-c', `${command} > ${quote(output)}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  await ended(child, command);
  return (performance.now() - start) / 1000;
}

/** The most memory in MB that the Node process in a shell command had, of a run that is not timed. */
export async function peakMemoryMb(command) {
  const report = join(benchFolder(), `usage-${process.pid}.json`);
  const preload = pathToFileURL(programPath('report-usage.mjs')).href;
  const env = { NODE_OPTIONS: `--import=${preload}`, XPTO_BENCH_USAGE: report };
  await timeShell(command, { env });
  const { maxRSS } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  return maxRSS / 1024;
}

/** Resolves when a process has ended well. */
export async function ended(child, name) {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-4000);
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...how) => resolve(how));
  });
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}:\n${said}`);
}
