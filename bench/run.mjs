// `npm run bench`: how fast xpto is, each figure beside that of a peer measured in the same run, by turns.
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { figures } from './figures/index.mjs';
import { openBench } from './support/bench.mjs';
import { judge } from './support/goals.mjs';
import { missingPeers } from './support/peers.mjs';
import { resultLines } from './support/report.mjs';

const USAGE = `Usage: npm run bench -- [options]

  --only NAME        only this figure; may be repeated. The figures are:
                     ${figures.map(({ name }) => name).join(', ')}
  --runs N           runs of each side, by turns (default 5); the figure is their median
  --quick            a twentieth of the input and one run: does everything work? The ratios mean nothing
  --json             the results as JSON, for machines
  --check            exit with 1 where a goal is missed
  --allow-missing    leave out the figures whose peer (mawk, nc, pyspark) is not there, instead of failing

XPTO_BENCH_DIR is where the input is made and kept (default: a folder among the temporary files).
XPTO_SPARK_PYTHON is a Python that has pyspark 4.3.0; \`npm run test:spark\` installs one.`;

const options = {
  only: { type: 'string', multiple: true },
  runs: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  'allow-missing': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

process.exitCode = await main(readArguments());

async function main(args) {
  if (args.help) {
    console.log(USAGE);
    return 0;
  }
  const chosen = figures.filter(({ name }) => args.only === undefined || args.only.includes(name));
  const results = [];
  let failures = 0;
  const bench = openBench(args);
  try {
    for (const { name, peers, run } of chosen) {
      const missing = missingPeers(peers);
      if (missing.length > 0) {
        if (!args.allowMissing) failures++;
        console.error(`${name}: ${args.allowMissing ? 'left out' : 'cannot be measured'}: no ${missing.join(', no ')}`);
        continue;
      }
      bench.progress(name);
      try {
        const measured = judge(name, await run(bench), args);
        results.push(...measured);
        if (!args.json) for (const line of resultLines(measured)) console.log(line);
      } catch (error) {
        failures++;
        console.error(`${name}: cannot be measured: ${error.message}`);
      }
    }
  } finally {
    await bench.close();
  }
  const missed = results.filter(({ met }) => met === false);
  if (args.json) console.log(JSON.stringify({ machine: machine(), ...args, results }, null, 2));
  else console.log(summary(results, missed, args));
  return failures > 0 || (args.check && missed.length > 0) ? 1 : 0;
}

function summary(results, missed, { quick }) {
  const count = `${results.length} measures, ${results.length - missed.length} met their goal, ${missed.length} missed it`;
  return quick ? `${results.length} measures taken; with --quick their sizes mean nothing` : count;
}

function machine() {
  return { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() };
}

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    const names = figures.map(({ name }) => name);
    const unknown = values.only?.find(name => !names.includes(name));
    if (unknown !== undefined) throw new Error(`There is no figure "${unknown}". They are: ${names.join(', ')}.`);
    const runs = values.quick ? 1 : Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1)
      throw new Error(`--runs is ${values.runs}; it must be a whole number from 1 on.`);
    return { ...values, runs, allowMissing: values['allow-missing'] };
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
