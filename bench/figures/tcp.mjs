import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { freePort, untilListening } from '../../scripts/ports.mjs';
import { wordsFile } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { ended, MAWK_COUNT, timeShell, xptoCommand, xptoScript } from '../support/processes.mjs';
import { LINES } from './words.mjs';

export const name = 'tcp';
export const peers = ['mawk', 'nc'];

/** The same words over TCP. The servers listen already; the time is that of the whole counting process. */
export async function run(bench) {
  const file = wordsFile(bench.size(LINES));
  const { xpto, nc } = await bench.interleave({
    xpto: () =>
      served(
        port => spawn(process.execPath, [xptoScript, 'netcat', '-l', '-p', `${port}`, '--file', file], STDERR_ONLY),
        port => `${xptoCommand} wordcount --mode complete --port ${port}`,
      ),
    nc: () =>
      served(
        port => spawn('nc', ['-l', '-N', '127.0.0.1', `${port}`], { stdio: [openSync(file), 'ignore', 'pipe'] }),
        port => `nc -d 127.0.0.1 ${port} | ${MAWK_COUNT}`,
      ),
  });
  const [own, peer] = [median(xpto), median(nc)];
  const peerName = 'nc into mawk';
  return [{ measure: 'time', value: own / peer, unit: 'x', goal: { atMost: 0.8 }, xpto: own, peer, peerName }];
}

const STDERR_ONLY = { stdio: ['ignore', 'ignore', 'pipe'] };

async function served(serve, client) {
  const port = await freePort();
  const server = serve(port);
  const serverEnded = ended(server, 'the server');
  await Promise.race([untilListening(port), serverEnded]);
  const seconds = await timeShell(client(port));
  await serverEnded;
  return seconds;
}
