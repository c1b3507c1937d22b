import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { sparkPython } from '../../scripts/spark-python.mjs';
import { programPath, quote } from './processes.mjs';

export const sparkCommand = () => `${quote(sparkPython())} ${quote(programPath('spark_bench.py'))}`;

/** Runs that bring Spark to its speed: Java compiles while it runs. */
export const WARM_UP_RUNS = 4;

const ANSWER = 'ANSWER ';

/** A Spark session in a process of its own, that runs one query after the other. */
export function openSpark() {
  const child = spawn(sparkPython(), [programPath('spark_bench.py'), 'serve'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-4000);
  });
  const waiting = [];
  createInterface(child.stdout).on('line', line => {
    if (line.startsWith(ANSWER)) waiting.shift()?.resolve(JSON.parse(line.slice(ANSWER.length)));
  });
  const closed = new Promise(resolve => child.once('close', resolve));
  void closed.then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`Spark ended:\n${said}`));
  });
  const answer = () => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  const ready = answer();
  return {
    /** @returns what the program answers */
    async ask(request) {
      await ready;
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const given = await answer();
      if (given.error !== undefined) throw new Error(`Spark: ${given.error}`);
      return given;
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
