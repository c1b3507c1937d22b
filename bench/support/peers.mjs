import { spawnSync } from 'node:child_process';
import { sparkPython } from '../../scripts/spark-python.mjs';

const isThere = {
  mawk: () => runs('mawk', ['-W', 'version']),
  nc: () => runs('nc', ['-h']),
  pyspark: () => sparkPython() !== undefined,
};

const known = new Map();

/** Those of the named peers that this machine does not have. */
export function missingPeers(peers) {
  for (const peer of peers) if (!known.has(peer)) known.set(peer, isThere[peer]());
  return peers.filter(peer => !known.get(peer));
}

const runs = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
