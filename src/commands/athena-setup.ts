import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { RuntimeError, UsageError } from '../lib/base/errors.ts';
import { type Phrase, phrase, say } from '../lib/base/messages/index.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import type { Cloud } from '../lib/lake/cloud.ts';
import { namesOf } from '../lib/lake/ddl.ts';
import { DUCKDB } from '../lib/lake/duckdb.ts';
import { type StyleName, styles } from '../lib/lake/partition-style.ts';
import type { Proof } from '../lib/lake/proof.ts';
import type { Changes, CloudTerms, Sample, Setup, Step } from '../lib/lake/setup.ts';
import { athenaUsdShown, sizeShown } from './amounts.ts';
import { printTable } from './answer.ts';
import { tellState, tellStopped } from './athena-query.ts';
import type { Io } from './io.ts';
import { type Engine, engineFor, engines, s3Folder, scanLimit, tableName } from './lake-options.ts';
import { nonEmpty, oneOf, valueOption } from './options.ts';

interface SetupCommandOptions {
  readonly ref: string;
  readonly engine?: Engine;
  readonly database: string;
  readonly table: string;
  readonly partitions?: StyleName;
  readonly workgroup: string;
  readonly results?: string;
  readonly scanLimit: number;
  readonly apply: boolean;
  readonly destroy: boolean;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addHelpText('before', `${text('ATHENA_SETUP_EXAMPLES')}\n`)
    .addOption(valueOption('--ref <dir>', text('OPTION_LAKE_REF'), nonEmpty, 'ref'))
    .option('--apply', text('OPTION_APPLY'), false)
    .option('--destroy', text('OPTION_DESTROY'), false)
    .addOption(valueOption('--engine <engine>', text('OPTION_ENGINE'), oneOf(engines)))
    .addOption(valueOption('--database <name>', text('OPTION_DATABASE'), tableName, 'xpto'))
    .addOption(valueOption('--table <name>', text('OPTION_TABLE'), tableName, 'tweets'))
    .addOption(valueOption('--partitions <style>', text('OPTION_PARTITIONS'), oneOf(styles)))
    .addOption(valueOption('--workgroup <name>', text('OPTION_WORKGROUP'), nonEmpty, 'xpto'))
    .addOption(valueOption('--results <dir>', text('OPTION_RESULTS'), s3Folder))
    .addOption(valueOption('--scan-limit <size>', text('OPTION_SCAN_LIMIT'), scanLimit).default(1e9, '1GB'))
    .option('--json', text('OPTION_SETUP_JSON'), false)
    .addHelpText('after', `\n${text('ATHENA_SETUP_RULES', { package: DUCKDB })}`)
    .action((options: SetupCommandOptions) => run(io, options));
}

async function run(io: Io, options: SetupCommandOptions): Promise<void> {
  const isCloud = engineFor(options.ref, options.engine) === 'athena';
  const cloud = isCloud ? await (await import('../lib/lake/cloud.ts')).openCloud() : undefined;
  try {
    if (options.destroy) await destroy(io, options, cloud);
    else await setUp(io, options, cloud);
  } catch (error) {
    if (!tellStopped(io, error)) throw error;
  } finally {
    cloud?.close();
  }
}

async function setUp(io: Io, options: SetupCommandOptions, cloud: Cloud | undefined): Promise<void> {
  const { athenaSetup, localSetup } = await import('../lib/lake/setup.ts');
  const { ref, apply, json, scanLimit: scanLimitBytes, workgroup, results, partitions } = options;
  if (!cloud && partitions !== undefined)
    throw new UsageError('OPTIONS_EXCLUDE', { one: '--partitions', other: '--engine local' });
  const files = await openFiles(ref);
  const names = namesOf(options.database, options.table);
  const setup = cloud
    ? await athenaSetup(files, cloud, { names, partitions, workgroup, results, scanLimitBytes })
    : await localSetup(files, { names });
  if (!json) await printPlan(io, setup);
  if (!apply) {
    if (json) await io.stdout.write(`${JSON.stringify(report(io, setup))}\n`);
    else if (setup.steps.length > 0) io.note(io.text('SETUP_SHOWN_ONLY'));
    return;
  }
  await setup.apply(step => io.note(stepDone(io, step)));
  const { proof, sample } = await setup.prove({
    clock: systemClock,
    stopped: io.interrupted,
    onState: state => tellState(io, state),
  });
  if (json) await io.stdout.write(`${JSON.stringify({ ...report(io, setup), applied: true, proof })}\n`);
  requireProven(proof, setup);
  io.note(terminalSafe(proven(io, proof)));
  if (!json) await printSample(io, sample);
}

/** Which way out there is depends on where it went wrong. */
function requireProven({ isProven, differences }: Proof, { cloud }: Setup): void {
  if (isProven) return;
  const [{ partition, of, expected, found }] = differences;
  const [stray] = cloud?.stray ?? [];
  const next = !cloud
    ? phrase('NEXT_PROOF_LOCAL')
    : stray === undefined
      ? phrase('NEXT_PROOF_ATHENA')
      : phrase('SETUP_STRAY', { count: cloud.stray.length, example: stray });
  throw new RuntimeError('PROOF_FAILED', { partition, of, expected, found, count: differences.length, next });
}

function proven(io: Io, { rows, partitions, filled }: Proof): string {
  const columns = Object.entries(filled).map(([column, count]) =>
    io.text('SETUP_FILLED', { column, count: count.toLocaleString(io.language) }),
  );
  return io.text('SETUP_PROVEN', { rows: rows.toLocaleString(io.language), partitions, filled: columns.join('') });
}

const stepDone = (io: Io, { name, subject }: Step): string =>
  io.style.dim(io.text('SETUP_STEP_DONE', { name, subject }));

/** Names of columns and files come from the data. */
const write = (io: Io, text: string): Promise<void> =>
  io.stdout.write(io.stdout.isTerminal ? text.split('\n').map(terminalSafe).join('\n') : text);

async function printPlan(io: Io, setup: Setup): Promise<void> {
  const { table, names, style, ddl, steps, drift, cloud } = setup;
  const { text, language } = io;
  const part = (title: string, body: string) => `-- ${title}\n${body}\n\n`;
  const list = (lines: readonly string[]) => lines.map(line => `--   ${line}`).join('\n');
  const facts = {
    name: `${names.database}.${names.table}`,
    rows: table.rows.toLocaleString(language),
    files: table.files.length.toLocaleString(language),
    size: sizeShown(table.sizeBytes),
    partitions: table.counts.length,
  };
  const remarks = [
    text('SETUP_TABLE', facts),
    !cloud
      ? text('SETUP_IS_LOCAL')
      : style.name === 'projection'
        ? text('SETUP_PROJECTION', { folders: style.folders })
        : text('SETUP_ADDED', { why: style.why }),
    ...(cloud && cloud.stray.length > 0
      ? [text('SETUP_STRAY', { count: cloud.stray.length, example: cloud.stray[0] })]
      : []),
    ...(cloud?.unknown ? [text('SETUP_UNKNOWN', { reason: cloud.unknown.explain(language).message })] : []),
  ];
  const doing = steps.map(({ name, subject }) => `${name} ${subject}`);
  await write(
    io,
    [
      `${remarks.map(remark => `-- ${remark}`).join('\n')}\n\n`,
      part(text('SETUP_DDL'), ddl.map(statement => `${statement};`).join('\n\n')),
      ...(drift.length > 0 ? [part(text('SETUP_DRIFT'), list(saidOf(io, drift)))] : []),
      part(text('SETUP_STEPS'), list(doing.length > 0 ? doing : [text('SETUP_NOTHING')])),
      ...(cloud ? cloudParts(cloud) : []),
    ].join(''),
  );

  function cloudParts({ workgroup, results, scanLimitBytes, policy, usd: prices }: CloudTerms): string[] {
    const { whole, dearest, lists } = prices;
    const price = text('SETUP_PRICE_FACTS', {
      proof: athenaUsdShown(2 * whole),
      whole: athenaUsdShown(whole),
      dearest: athenaUsdShown(dearest),
      lists: athenaUsdShown(lists),
    });
    const group = text('SETUP_WORKGROUP_FACTS', { workgroup, results, limit: sizeShown(scanLimitBytes) });
    return [
      part(text('SETUP_WORKGROUP'), list([group])),
      part(text('SETUP_PRICE'), list(price.split('\n'))),
      part(text('SETUP_POLICY'), JSON.stringify(policy, null, 2)),
    ];
  }
}

const saidOf = (io: Io, phrases: readonly Phrase[]): string[] => phrases.map(said => say(io.language, said));

/** The same, for programs. */
function report(io: Io, { table, names, style, ddl, steps, drift, cloud }: Setup): object {
  return {
    ...names,
    files: table.files.length,
    bytes: table.sizeBytes,
    rows: table.rows,
    columns: table.columns,
    partitions: table.partitions,
    style: style.name,
    ddl,
    drift: saidOf(io, drift),
    steps: steps.map(({ name, subject, input }) => ({ name, subject, input })),
    ...(cloud && { cloud: { ...cloud, unknown: cloud.unknown?.explain(io.language).message ?? null } }),
    applied: false,
  };
}

async function printSample(io: Io, { sql, columns, rows }: Sample): Promise<void> {
  await write(io, `-- ${io.text('SETUP_SAMPLE')}\n${sql};\n\n`);
  await printTable(io, columns, rows, 40);
}

async function destroy(io: Io, options: SetupCommandOptions, cloud: Cloud | undefined): Promise<void> {
  const { athenaRemoval, localRemoval } = await import('../lib/lake/setup.ts');
  const names = namesOf(options.database, options.table);
  const { workgroup, apply, json } = options;
  const removal: Changes = cloud
    ? await athenaRemoval(cloud, { names, workgroup })
    : await localRemoval(await openFiles(options.ref), names);
  const { steps } = removal;
  const listed = steps.map(({ name, subject }) => `${name} ${subject}`);
  if (!json) {
    const lines = listed.length > 0 ? listed : [io.text('SETUP_NOTHING_TO_REMOVE')];
    await io.stdout.write(`-- ${io.text('SETUP_REMOVAL')}\n${lines.map(line => `--   ${line}\n`).join('')}`);
  }
  if (apply) await removal.apply(step => io.note(stepDone(io, step)));
  else if (steps.length > 0) io.note(io.text('SETUP_SHOWN_ONLY'));
  if (json) {
    const calls = steps.map(({ name, subject, input }) => ({ name, subject, input }));
    await io.stdout.write(`${JSON.stringify({ steps: calls, applied: apply })}\n`);
  }
  if (steps.length > 0) io.note(io.text('SETUP_DATA_STAY'));
}
