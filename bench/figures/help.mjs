import { median } from '../support/goals.mjs';
import { quote, timeShell, xptoCommand } from '../support/processes.mjs';

export const name = 'help';
export const peers = [];

/** `xpto --help`, beside a Node that does nothing. */
export async function run(bench) {
  const { xpto, node } = await bench.interleave(
    {
      xpto: () => timeShell(`exec ${xptoCommand} --help`),
      node: () => timeShell(`exec ${quote(process.execPath)} -e 0`),
    },
    bench.runs * 3,
  );
  const [own, peer] = [median(xpto), median(node)];
  return [
    { measure: 'time', value: own * 1000, unit: 'ms', goal: { atMost: 150 } },
    { measure: 'beside node -e 0', value: own / peer, unit: 'x', xpto: own, peer, peerName: 'node' },
  ];
}
