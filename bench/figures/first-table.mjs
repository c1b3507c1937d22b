import { spawn } from 'node:child_process';
import { median } from '../support/goals.mjs';
import { serveOne } from '../support/line-server.mjs';
import { xptoCommand } from '../support/processes.mjs';
import { sparkCommand } from '../support/spark.mjs';

export const name = 'first-table';
export const peers = ['pyspark'];

const MOST_SPARK_RUNS = 2;

/** A line is there; from the start of the process until the table that holds it is printed. */
export async function run(bench) {
  const own = [];
  for (let i = 0; i < bench.runs * 3; i++)
    own.push(await firstTable(port => `${xptoCommand} wordcount --port ${port}`));
  const spark = [];
  for (let i = 0; i < Math.min(bench.runs, MOST_SPARK_RUNS); i++) {
    bench.progress('first-table: Spark');
    spark.push(await firstTable(port => `${sparkCommand()} socket ${port}`));
  }
  const [xpto, peer] = [median(own), median(spark)];
  return [
    { measure: 'time', value: xpto, unit: 's', goal: { atMost: 0.35 } },
    { measure: 'beside a cold Spark', value: peer / xpto, unit: 'x', xpto, peer, peerName: 'Spark' },
  ];
}

async function firstTable(command) {
  const server = await serveOne();
  void server.connection().then(socket => socket.write('bom dia\n'));
  const start = performance.now();
  const child = spawn('sh', ['-c', `exec ${command(server.port)}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = new Promise(resolve => child.once('close', resolve));
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    if (/dia\|.*\n(\|.*\n)*\+.*\n/.test(printed)) break; // the row, and the rule below the rows
  }
  const seconds = (performance.now() - start) / 1000;
  child.kill('SIGKILL');
  await closed;
  server.close();
  if (!printed.includes('dia|')) throw new Error(`No table came of: ${command(server.port)}\n${printed}`);
  return seconds;
}
