import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { UsageError, XptoError } from '../lib/base/errors.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import type { QueryState } from '../lib/lake/athena.ts';
import { namesOf } from '../lib/lake/ddl.ts';
import { questionNames, questionSql } from '../lib/lake/questions.ts';
import type { QueryResult } from '../lib/lake/result.ts';
import { athenaUsdShown, secondsShown, sizeShown } from './amounts.ts';
import { type AnswerForm, printAnswer } from './answer.ts';
import type { Io } from './io.ts';
import { type Engine, engineFor, engines, tableName } from './lake-options.ts';
import { count, nonEmpty, oneOf, valueOption } from './options.ts';
import { readText } from './text-file.ts';

interface QueryOptions {
  readonly ref: string;
  readonly engine?: Engine;
  readonly database?: string;
  readonly table?: string;
  readonly workgroup: string;
  readonly file?: string;
  readonly example?: string;
  readonly json: boolean;
  readonly csv: boolean;
  readonly numRows: number;
  readonly truncate: number;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .addHelpText('before', `${text('ATHENA_QUERY_EXAMPLES')}\n`)
    .argument('[sql]', text('ARGUMENT_SQL'))
    .addOption(valueOption('--ref <dir>', text('OPTION_LAKE_REF'), nonEmpty, 'ref'))
    .addOption(valueOption('--example <name>', text('OPTION_EXAMPLE'), oneOf(questionNames)))
    .addOption(valueOption('--file <file>', text('OPTION_SQL_FILE'), nonEmpty))
    .option('--json', text('OPTION_QUERY_JSON'), false)
    .option('--csv', text('OPTION_CSV'), false)
    .addOption(valueOption('--num-rows <n>', text('OPTION_SHOWN_ROWS'), count, 100))
    .addOption(valueOption('--truncate <n>', text('OPTION_CUT_CELLS'), count, 40))
    .addOption(valueOption('--engine <engine>', text('OPTION_ENGINE'), oneOf(engines)))
    .addOption(valueOption('--database <name>', text('OPTION_QUERY_DATABASE'), tableName))
    .addOption(valueOption('--table <name>', text('OPTION_QUERY_TABLE'), tableName))
    .addOption(valueOption('--workgroup <name>', text('OPTION_WORKGROUP'), nonEmpty, 'xpto'))
    .addHelpText('after', `\n${text('ATHENA_QUERY_RULES', { names: questionNames.join(', ') })}`)
    .action((sql: string | undefined, options: QueryOptions) => run(io, sql, options));
}

async function run(io: Io, sql: string | undefined, options: QueryOptions): Promise<void> {
  const { json, csv, numRows, truncate } = options;
  if (json && csv) throw new UsageError('OPTIONS_EXCLUDE', { one: '--json', other: '--csv' });
  const form: AnswerForm = { as: json ? 'json' : csv ? 'csv' : 'table', numRows, truncate };
  const given = await givenQuestion(io, sql, options);
  try {
    if (engineFor(options.ref, options.engine) === 'athena') await onAthena(io, given, options, form);
    else await here(io, given, options, form);
  } catch (error) {
    if (!tellStopped(io, error)) throw error;
  }
}

/** @returns the SQL; undefined where it is one of the course's questions, which need the name of the table */
async function givenQuestion(
  io: Io,
  sql: string | undefined,
  { file, example }: QueryOptions,
): Promise<string | undefined> {
  if ([sql, file, example].filter(given => given !== undefined).length > 1) throw new UsageError('QUERY_TWICE');
  if (example !== undefined) return undefined;
  const text = file === undefined ? sql : file === '-' ? await readAll(io) : await readText(file, io.interrupted);
  const question = text
    ?.replace(/^\uFEFF/, '')
    .trim()
    .replace(/(?:\s*;)+$/, '');
  if (question) return question;
  throw new UsageError('QUERY_MISSING', { names: questionNames.join(', ') });
}

async function readAll({ stdin }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** What was not typed is shown; one of the course's is there to be learned from. */
function questionFor(
  io: Io,
  given: string | undefined,
  options: QueryOptions,
  database: string,
  table: string,
): string {
  const sql = given ?? questionSql(String(options.example), namesOf(database, table))!;
  if (options.example !== undefined || options.file !== undefined) io.note(io.style.dim(shownSql(sql)));
  return sql;
}

const shownSql = (sql: string): string => sql.split('\n').map(terminalSafe).join('\n');

async function onAthena(io: Io, given: string | undefined, options: QueryOptions, form: AnswerForm): Promise<void> {
  const [{ askAthena }, { openCloud }] = await Promise.all([
    import('../lib/lake/athena.ts'),
    import('../lib/lake/cloud.ts'),
  ]);
  const { database = 'xpto', table = 'tweets', workgroup } = options;
  const sql = questionFor(io, given, options, database, table);
  const cloud = await openCloud();
  const startedMs = systemClock.monotonicMs();
  try {
    const result = await askAthena(
      cloud,
      { sql, database, workgroup },
      { clock: systemClock, stopped: io.interrupted, onState: state => tellState(io, state) },
    );
    const rows = await printAnswer(io, result, form);
    const { bytes, usd: amount } = result.done;
    const facts = {
      rows,
      seconds: secondsSince(startedMs),
      size: sizeShown(bytes),
      usd: athenaUsdShown(amount),
    };
    io.note(io.style.dim(io.text('QUERY_DONE_ATHENA', facts)));
  } finally {
    cloud.close();
  }
}

export const tellState = (io: Io, { state, id }: QueryState): void =>
  io.note(io.style.dim(io.text('QUERY_STATE', { state, id })));

async function here(io: Io, given: string | undefined, options: QueryOptions, form: AnswerForm): Promise<void> {
  const { askHere } = await import('../lib/lake/ask-here.ts');
  const files = await openFiles(options.ref);
  const startedMs = systemClock.monotonicMs();
  const { database, table } = options;
  const rows = await askHere(files, {
    database,
    table,
    question: own => questionFor(io, given, options, own.database, own.table),
    stopped: io.interrupted,
    onCopy: (count, bytes) =>
      io.note(io.style.dim(io.text('QUERY_COPIED', { ref: options.ref, count, size: sizeShown(bytes) }))),
    use: (result: QueryResult) => printAnswer(io, result, form),
  });
  io.note(io.style.dim(io.text('QUERY_DONE_LOCAL', { rows, seconds: secondsSince(startedMs) })));
}

const secondsSince = (startedMs: number) => secondsShown(systemClock.monotonicMs() - startedMs);

/** Who stops a query knows it; what it has cost is news. */
export function tellStopped(io: Io, error: unknown): boolean {
  if (!(error instanceof XptoError) || !io.interrupted.aborted) return false;
  const { bytes, usd: amount } = error.params as { bytes?: number; usd?: number };
  if (error.key === 'ATHENA_STOPPED') {
    io.note(
      io.text('QUERY_STOPPED_ATHENA', {
        size: sizeShown(Number(bytes)),
        usd: athenaUsdShown(Number(amount)),
      }),
    );
  } else if (error.key === 'SQL_STOPPED') io.note(io.text('QUERY_STOPPED_LOCAL'));
  else return false;
  return true;
}
