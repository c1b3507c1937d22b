/** Queries on Athena: started once, followed to their end, stopped on demand, and their answers page by page. */
import { randomUUID } from 'node:crypto';
import type { QueryExecution, Row } from '@aws-sdk/client-athena';
import type { Clock } from '../base/clock.ts';
import { AnalysisError, RuntimeError } from '../base/errors.ts';
import { asking, type Cloud } from './cloud.ts';
import { queryUsd } from './price.ts';
import type { QueryResult, ResultColumn, ResultRow } from './result.ts';

export interface AthenaQuestion {
  readonly sql: string;
  readonly database: string;
  readonly workgroup: string;
}

/** How far a query is. */
export interface QueryState {
  readonly id: string;
  readonly state: string;
  /** So far, while it runs. */
  readonly bytes: number;
  readonly usd: number;
}

export interface FollowOptions {
  readonly clock: Clock;
  /** Called for each state that is another one than before. */
  readonly onState?: (state: QueryState) => void;
  /** The query is stopped then. */
  readonly stopped?: AbortSignal;
}

export interface AthenaResult extends QueryResult {
  readonly done: QueryState;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;
const ROWS_PER_PAGE = 1000;

/**
 * Runs a query to its end.
 *
 * @throws AnalysisError `SQL_REFUSED`, RuntimeError `ATHENA_FAILED`, `ATHENA_STOPPED`, and those of `cloudFailure`
 */
export async function askAthena(cloud: Cloud, question: AthenaQuestion, options: FollowOptions): Promise<AthenaResult> {
  const { sql, database, workgroup } = question;
  const { QueryExecutionId: id } = await asking('Athena', async () => {
    const started = cloud.athena.startQueryExecution({
      QueryString: sql,
      QueryExecutionContext: { Database: database, Catalog: 'AwsDataCatalog' },
      WorkGroup: workgroup,
      ClientRequestToken: randomUUID(), // sent again, the same request starts no second query
    });
    return started.catch(error => {
      throw isWithoutWorkgroup(error) ? new RuntimeError('WORKGROUP_MISSING', { workgroup }, { cause: error }) : error;
    });
  });
  const execution = await follow(cloud, id!, options);
  return { ...(await resultOf(cloud, execution, options)), done: stateOf(execution) };
}

/** Athena says it in words only. */
const isWithoutWorkgroup = (error: unknown): boolean =>
  /workgroup.* (?:not found|does not exist)/i.test((error as Error).message);

async function follow(cloud: Cloud, id: string, { clock, onState, stopped }: FollowOptions): Promise<QueryExecution> {
  let last: string | undefined;
  let isStopping = false;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    if (stopped?.aborted && !isStopping) {
      isStopping = true;
      await asking('Athena', () => cloud.athena.stopQueryExecution({ QueryExecutionId: id }));
    }
    const { QueryExecution: execution = {} } = await asking('Athena', () =>
      cloud.athena.getQueryExecution({ QueryExecutionId: id }),
    );
    const state = stateOf(execution);
    if (state.state !== last) onState?.(state);
    last = state.state;
    if (last === 'SUCCEEDED') return execution; // also one that was done before it could be stopped
    if (last === 'FAILED' || last === 'CANCELLED') throw endOf(execution, state);
    await clock.waitUntil(clock.nowMs() + pauseMs, isStopping ? undefined : stopped);
  }
}

function stateOf({ QueryExecutionId: id = '', Status, Statistics }: QueryExecution): QueryState {
  const bytes = Statistics?.DataScannedInBytes ?? 0;
  return { id, state: Status?.State ?? 'QUEUED', bytes, usd: queryUsd(bytes) };
}

/** Athena says by a word in capitals whose fault it is: those of the query are for its author. */
const OF_THE_QUERY =
  /^(?:SYNTAX_ERROR|COLUMN_NOT_FOUND|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|TYPE_MISMATCH|FUNCTION_NOT_FOUND|AMBIGUOUS_\w+|MISSING_\w+|EXPRESSION_\w+|INVALID_\w+|NOT_SUPPORTED|DUPLICATE_\w+)\b|^line \d+:\d+:/;

function endOf({ Status }: QueryExecution, state: QueryState): AnalysisError | RuntimeError {
  const { id, usd } = state;
  if (state.state === 'CANCELLED') return new RuntimeError('ATHENA_STOPPED', { id, bytes: state.bytes, usd });
  const reason = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? '-';
  if (OF_THE_QUERY.test(reason)) return new AnalysisError('SQL_REFUSED', { reason });
  return new RuntimeError('ATHENA_FAILED', { id, reason });
}

async function resultOf(cloud: Cloud, execution: QueryExecution, { stopped }: FollowOptions): Promise<QueryResult> {
  const { QueryExecutionId, StatementType } = execution;
  const page = (NextToken?: string) =>
    asking('Athena', () => cloud.athena.getQueryResults({ QueryExecutionId, NextToken, MaxResults: ROWS_PER_PAGE }));
  const first = await page();
  const info = first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
  const columns = info.map(({ Name, Type }) => columnOf(Name ?? '', Type ?? ''));
  return { columns, pages: pages() };

  async function* pages(): AsyncGenerator<ResultRow[]> {
    // The first row of what a SELECT gives is the names of the columns.
    const rows = rowsOf(first.ResultSet?.Rows);
    yield StatementType === 'DML' || StatementType === undefined ? withoutHeader(rows, columns) : rows;
    for (let token = first.NextToken; token !== undefined; ) {
      if (stopped?.aborted) throw endOf(execution, { ...stateOf(execution), state: 'CANCELLED' });
      const { ResultSet, NextToken } = await page(token);
      yield rowsOf(ResultSet?.Rows);
      token = NextToken;
    }
  }
}

const rowsOf = (rows: readonly Row[] = []): ResultRow[] =>
  rows.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));

/** It is there or not, as the statement has it (EXPLAIN has none): what it says tells. */
function withoutHeader(rows: ResultRow[], columns: readonly ResultColumn[]): ResultRow[] {
  const isHeader = rows.length > 0 && columns.every(({ name }, i) => rows[0][i] === name);
  return isHeader && columns.length > 0 ? rows.slice(1) : rows;
}

function columnOf(name: string, type: string): ResultColumn {
  if (/^(?:tinyint|smallint|integer|int|bigint|float|real|double|decimal)/i.test(type)) return { name, is: 'number' };
  return type.toLowerCase() === 'boolean' ? { name, is: 'boolean' } : { name };
}
