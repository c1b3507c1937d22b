/**
 * SQL on this machine: DuckDB, in this process. It is loaded when it is used, and not installed with xpto: it is a native
 * program of 70 MB.
 */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisError, RuntimeError } from '../base/errors.ts';
import { allRows, type QueryResult, type ResultColumn, type ResultRow } from './result.ts';

/** What of the package is used. */
interface DuckDB {
  readonly DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<Instance>;
  };
  readonly StatementType: Readonly<Record<number, string>>;
}
interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}
interface Connection {
  run(sql: string): Promise<unknown>;
  extractStatements(sql: string): Promise<{ readonly count: number; prepare(index: number): Promise<Statement> }>;
  interrupt(): void;
  closeSync(): void;
}
interface Statement {
  readonly statementType: number;
  run(): Promise<Result>;
}
interface Result {
  deduplicatedColumnNames(): string[];
  columnTypes(): { toString(): string }[];
  yieldRows(): AsyncIterable<readonly (readonly unknown[])[]>;
}

const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** One that comes before a query has begun is forgotten. */
const INTERRUPT_AGAIN_MS = 50;

export class SqlEngine {
  readonly #package: DuckDB;
  readonly #instance: Instance;
  readonly #connection: Connection;

  /** @throws RuntimeError `DUCKDB_MISSING`, `DUCKDB_BROKEN` */
  static async open(): Promise<SqlEngine> {
    const duckdb = await load();
    // For what does not fit into memory, instead of a folder where the user stands. Queries may read what lies in it:
    // it is one that nobody else has.
    const room = join(tmpdir(), `xpto-sql-${randomUUID()}`);
    const instance = await duckdb.DuckDBInstance.create(':memory:', { ...SETTINGS, temp_directory: room });
    const engine = new SqlEngine(duckdb, instance, await instance.connect());
    // As in Athena: a whole number by a whole number is one, and the clock is that of UTC.
    await engine.prepare("SET integer_division = true; SET TimeZone = 'UTC'");
    return engine;
  }

  private constructor(duckdb: DuckDB, instance: Instance, connection: Connection) {
    this.#package = duckdb;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Runs statements of ours. */
  async prepare(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** From now on only these files can be read, none written, and this cannot be changed. */
  async confineTo(paths: readonly string[]): Promise<void> {
    await this.prepare(
      `SET allowed_paths = [${paths.map(sqlText).join(', ')}]; SET enable_external_access = false; SET lock_configuration = true`,
    );
  }

  /**
   * Runs one query. All of its rows are there before the first is given: of one that fails on the way DuckDB's stream of
   * rows just ends, as if that were all.
   *
   * @param stopped ends it
   * @throws AnalysisError `SQL_REFUSED`, `SQL_NOT_ONE`, `SQL_NO_QUERY`; RuntimeError `SQL_FAILED`, `SQL_STOPPED`
   */
  async query(sql: string, stopped?: AbortSignal): Promise<QueryResult> {
    const statement = await this.#parsed(sql);
    const result = await this.#run(statement, stopped);
    const types = result.columnTypes().map(String);
    const columns = result.deduplicatedColumnNames().map((name, i) => columnOf(name, types[i]));
    return { columns, pages: pagesOf(result, types, stopped) };
  }

  async #run(statement: Statement, stopped?: AbortSignal): Promise<Result> {
    let again: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#connection.interrupt();
      again ??= setInterval(stop, INTERRUPT_AGAIN_MS);
    };
    if (stopped?.aborted) throw new RuntimeError('SQL_STOPPED');
    stopped?.addEventListener('abort', stop);
    try {
      return await statement.run();
    } catch (error) {
      throw stopped?.aborted ? new RuntimeError('SQL_STOPPED', {}, { cause: error }) : sqlError(error);
    } finally {
      stopped?.removeEventListener('abort', stop);
      clearInterval(again);
    }
  }

  /** All rows of a query, of which it is known that there are few. */
  async rows(sql: string): Promise<ResultRow[]> {
    return allRows(await this.query(sql));
  }

  async #parsed(sql: string): Promise<Statement> {
    try {
      const statements = await this.#connection.extractStatements(sql);
      if (statements.count !== 1) throw new AnalysisError('SQL_NOT_ONE', { count: statements.count });
      const statement = await statements.prepare(0);
      const kind = this.#package.StatementType[statement.statementType];
      if (kind !== 'SELECT' && kind !== 'EXPLAIN') throw new AnalysisError('SQL_NO_QUERY', { kind });
      return statement;
    } catch (error) {
      if (error instanceof AnalysisError) throw error;
      // Of these it says first that a view cannot be changed.
      const [, kind] = /^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b/i.exec(sql) ?? [];
      throw kind ? new AnalysisError('SQL_NO_QUERY', { kind: kind.toUpperCase() }, { cause: error }) : sqlError(error);
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

async function* pagesOf(
  result: Result,
  types: readonly string[],
  stopped: AbortSignal | undefined,
): AsyncGenerator<ResultRow[]> {
  for await (const rows of result.yieldRows()) {
    if (stopped?.aborted) throw new RuntimeError('SQL_STOPPED');
    yield rows.map(row => row.map((value, i) => textOf(value, types[i])));
  }
}

const NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

function columnOf(name: string, type: string): ResultColumn {
  if (NUMBER.test(type)) return { name, is: 'number' };
  return type === 'BOOLEAN' ? { name, is: 'boolean' } : { name };
}

function textOf(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  if (type === 'TIMESTAMP') return withMillis(text);
  return type === 'TIMESTAMP WITH TIME ZONE' ? `${withMillis(text.replace(/\+00$/, ''))} UTC` : text;
}

/** Athena writes milliseconds always. */
const withMillis = (text: string): string => text.replace(/(?:\.(\d+))?$/, (_, part = '') => `.${part.padEnd(3, '0')}`);

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What it says itself is about the query, and the best that can be said. */
function sqlError(error: unknown): unknown {
  const { message } = error as Error;
  const [, kind, said] = /^(?:Failed to [a-z ]+: )?(\w+(?: \w+)*) Error: (.*)$/s.exec(message) ?? [];
  if (kind === undefined) return error;
  const reason = said.trim();
  if (/^(?:Parser|Binder|Catalog|Permission|Not implemented|Syntax)$/.test(kind)) {
    return new AnalysisError('SQL_REFUSED', { reason }, { cause: error });
  }
  return new RuntimeError('SQL_FAILED', { reason: `${kind}: ${reason}` }, { cause: error });
}

/** The version that package.json names. */
export const DUCKDB = '@duckdb/node-api@1.5.6-r.1';

/** Before anything is done that is of no use without it. @throws RuntimeError `DUCKDB_MISSING`, `DUCKDB_BROKEN` */
export async function requireDuckDb(): Promise<void> {
  await load();
}

const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

async function load(): Promise<DuckDB> {
  try {
    return (await import('@duckdb/node-api')) as unknown as DuckDB;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (NOT_FOUND.has(String(code))) throw new RuntimeError('DUCKDB_MISSING', { package: DUCKDB }, { cause: error });
    throw new RuntimeError('DUCKDB_BROKEN', { package: DUCKDB, reason: message }, { cause: error });
  }
}
