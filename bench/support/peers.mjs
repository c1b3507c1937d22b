import { spawnSync } from 'node:child_process';
import { SPARK_VERSION, sparkPython } from '../../scripts/spark-python.mjs';

const isThere = {
  mawk: () => runs('mawk', ['-W', 'version']),
  nc: () => runs('nc', ['-h']),
  pyspark: () => sparkPython() !== undefined,
};

const known = new Map();

const wayOut = {
  mawk: 'install the package mawk',
  nc: 'install the package netcat-openbsd',
  pyspark: `name a Python that has pyspark ${SPARK_VERSION} in XPTO_SPARK_PYTHON, or let \`npm run test:spark\` install one`,
};

/** Those of the named peers that this machine does not have, each with what to do about it. */
export function missingPeers(peers) {
  for (const peer of peers) if (!known.has(peer)) known.set(peer, isThere[peer]());
  return peers.filter(peer => !known.get(peer)).map(peer => `${peer} (${wayOut[peer]})`);
}

const runs = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
