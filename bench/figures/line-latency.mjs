import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { median, quantile } from '../support/goals.mjs';
import { serveOne } from '../support/line-server.mjs';
import { xptoCommand } from '../support/processes.mjs';
import { sparkCommand } from '../support/spark.mjs';

export const name = 'line-latency';
export const peers = ['pyspark'];

const LINES_PER_SECOND = 100;
const LINES = 1000;
const MOST_RUNS = 3;

/** From a line sent to the table that counts it, at 100 lines a second. */
export async function run(bench) {
  const lines = bench.quick ? LINES / 5 : LINES;
  const own = [];
  const spark = [];
  for (let i = 0; i < Math.min(bench.runs, MOST_RUNS); i++) {
    bench.progress(`line-latency, run ${i + 1}`);
    own.push(await latencies(port => `${xptoCommand} wordcount --port ${port}`, lines));
    if (i === 0) spark.push(await latencies(port => `${sparkCommand()} socket ${port}`, lines));
  }
  return [
    ['median', 0.5, 5],
    ['p99', 0.99, 20],
  ].map(([measure, part, atMost]) => {
    const [xpto, peer] = [own, spark].map(runs => median(runs.map(values => quantile(values, part))));
    return { measure, value: xpto, unit: 'ms', goal: { atMost }, xpto, peer, peerName: 'running Spark', behind: 'ms' };
  });
}

/** The milliseconds of each line but the first, which waits for the process to start. */
async function latencies(command, lines) {
  const server = await serveOne();
  const child = spawn('sh', ['-c', `exec ${command(server.port)}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = new Promise(resolve => child.once('close', resolve));
  const sentAt = [];
  const seenAt = [];
  const counted = watchCount(child.stdout, count => {
    const now = performance.now();
    while (seenAt.length < count) seenAt.push(now);
  });
  const socket = await Promise.race([server.connection(), closed.then(() => Promise.reject(new Error('It ended.')))]);
  const send = () => {
    sentAt.push(performance.now());
    socket.write('gol\n');
  };
  send();
  await counted(1);
  const start = performance.now();
  for (let line = 1; line < lines; line++) {
    const wait = start + (line * 1000) / LINES_PER_SECOND - performance.now();
    if (wait > 0) await setTimeout(wait);
    send();
  }
  await counted(lines);
  child.kill('SIGKILL');
  await closed;
  server.close();
  return seenAt.slice(1).map((seen, i) => seen - sentAt[i + 1]);
}

/** Watches tables for the count of the only word there is. @returns a function that waits for a count */
function watchCount(stream, onCount) {
  let rest = '';
  let wanted = Number.POSITIVE_INFINITY;
  let reached = () => {};
  stream.setEncoding('utf8').on('data', text => {
    rest += text;
    const rows = [...rest.matchAll(/gol\| *(\d+)\|\n/g)];
    const last = rows.at(-1);
    if (last === undefined) return;
    rest = rest.slice(last.index + last[0].length);
    const count = Number(last[1]);
    onCount(count);
    if (count >= wanted) reached();
  });
  return count =>
    new Promise(resolve => {
      [wanted, reached] = [count, resolve];
    });
}
