/**
 * Making a folder of Parquet answer SQL: in Athena, or in the engine on this machine. Either way there is a plan first,
 * then its steps, then the proof that the table has what the files have.
 */
import { AnalysisError, type XptoError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import type { Files } from '../files/files.ts';
import { askAthena, type FollowOptions } from './athena.ts';
import {
  type AthenaSettings,
  type CloudCall,
  NOTHING,
  planAthena,
  planRemoval,
  send,
  whatIsThere,
} from './athena-setup.ts';
import type { Cloud } from './cloud.ts';
import { catalogTable, ddlOf, locationOf, type TableNames } from './ddl.ts';
import { requireDuckDb } from './duckdb.ts';
import { openLocalTables } from './local-table.ts';
import { catalogName } from './names.ts';
import { type PartitionStyle, type StyleName, styleOf } from './partition-style.ts';
import { type Policy, policyFor } from './policy.ts';
import { listsUsd, queryUsd } from './price.ts';
import { type Proof, proofOf, proofSql } from './proof.ts';
import { questionSql } from './questions.ts';
import { REGISTRATION, type Registration, readRegistration, writeRegistration } from './registration.ts';
import { allRows, type QueryResult, type ResultRow } from './result.ts';
import { dataFiles, type MeasuredTable, measureTable, strayFiles } from './table.ts';

/** Something that is changed. */
export interface Step {
  /** `Glue CreateTable`, or what is done here. */
  readonly name: string;
  readonly subject: string;
  readonly input: object;
}

export interface Sample {
  readonly sql: string;
  readonly columns: QueryResult['columns'];
  readonly rows: readonly ResultRow[];
}

/** Steps that are shown first, and taken by `apply`. */
export interface Changes {
  /** Nothing where all is as it should be. */
  readonly steps: readonly Step[];
  apply(onStep: (step: Step) => void): Promise<void>;
}

/** One table, and what is to be done for it. */
export interface Setup extends Changes {
  readonly table: MeasuredTable;
  readonly names: TableNames;
  readonly style: PartitionStyle;
  readonly ddl: readonly string[];
  /** In what the table that is there is another one. */
  readonly drift: readonly Phrase[];
  /** What of Amazon's is needed, and costs; undefined on this machine. */
  readonly cloud?: CloudTerms;
  prove(options: FollowOptions): Promise<{ readonly proof: Proof; readonly sample: Sample }>;
}

export interface CloudTerms {
  readonly workgroup: string;
  readonly results: string;
  readonly scanLimitBytes: number;
  readonly policy: Policy;
  readonly usd: {
    /** A query over everything. */
    readonly whole: number;
    /** The dearest query that is let through. */
    readonly dearest: number;
    /** S3's own part of a query that names no partition. */
    readonly lists: number;
  };
  /** Files that Athena reads although no whole batch has them. */
  readonly stray: readonly string[];
  /** Why it is not known what is there; then the plan is that of an empty account. */
  readonly unknown: XptoError | undefined;
}

export interface SetupOptions {
  readonly names: TableNames;
  readonly partitions?: StyleName;
}

export interface AthenaOptions extends SetupOptions {
  readonly workgroup: string;
  readonly results?: string;
  readonly scanLimitBytes: number;
}

const SAMPLE_ROWS = 5;

/** @throws AnalysisError `LAKE_EMPTY`, and those of `measureTable` */
async function measured(files: Files): Promise<MeasuredTable> {
  const found = await dataFiles(files);
  if (found.length === 0) throw new AnalysisError('LAKE_EMPTY', { folder: files.root });
  return measureTable(files, found);
}

/** A question of the course where the table has what it asks for. */
function sampleSql({ columns }: MeasuredTable, names: TableNames): string {
  const has = new Set(columns.map(({ name }) => catalogName(name)));
  const isRef = has.has('sentimento') && (has.has('símbolo') || has.has('simbolo'));
  return isRef
    ? `${questionSql('symbols', names)}\nLIMIT ${SAMPLE_ROWS}`
    : `SELECT * FROM ${names.view} LIMIT ${SAMPLE_ROWS}`;
}

/** The setup of the engine on this machine. */
export async function localSetup(files: Files, { names, partitions }: SetupOptions): Promise<Setup> {
  const table = await measured(files);
  const style = styleOf(table, partitions);
  const catalog = catalogTable(table);
  const wanted = { ...catalog, database: names.database, table: names.table };
  const known = await readRegistration(files);
  const drift = known ? registrationDrift(known, wanted) : [];
  const isSame = known !== undefined && drift.length === 0;
  const steps = isSame ? [] : [localStep('CreateTable', names, files, wanted)];
  return {
    table,
    names,
    style,
    ddl: ddlOf(table, catalog, style, names, files),
    drift,
    ...changes(steps, async () => {
      await requireDuckDb();
      await writeRegistration(files, wanted);
    }),
    async prove({ stopped }) {
      const { engine, close } = await openLocalTables(files, table.files, names, catalog);
      try {
        const ask = async (sql: string) => gathered(await engine.query(sql, stopped));
        return await proven(table, names, ask);
      } finally {
        await close();
      }
    },
  };
}

const localStep = (operation: string, { database, table }: TableNames, files: Files, input: object): Step => ({
  name: `DuckDB ${operation}`,
  subject: `${database}.${table}`,
  input: { file: files.address(REGISTRATION), ...input },
});

function registrationDrift(known: Registration, wanted: Registration): Phrase[] {
  const drift: Phrase[] = [];
  const nameOf = ({ database, table }: Registration) => `${database}.${table}`;
  if (nameOf(known) !== nameOf(wanted)) {
    drift.push(phrase('DRIFT_NAME', { before: nameOf(known), now: nameOf(wanted) }));
  }
  const [before, now] = [known, wanted].map(
    ({ columns, partitions }) => new Map([...columns, ...partitions].map(({ name, type }) => [name, type])),
  );
  for (const [name, type] of now) {
    const old = before.get(name);
    if (old === undefined) drift.push(phrase('DRIFT_NEW_COLUMN', { name, type }));
    else if (old !== type) drift.push(phrase('DRIFT_TYPE', { name, before: old, type }));
  }
  for (const name of before.keys()) if (!now.has(name)) drift.push(phrase('DRIFT_NO_COLUMN', { name }));
  return drift;
}

/** The setup of Athena. */
export async function athenaSetup(
  files: Files,
  cloud: Cloud,
  { names, partitions, workgroup, results, scanLimitBytes }: AthenaOptions,
): Promise<Setup> {
  const table = await measured(files);
  const style = styleOf(table, partitions);
  const location = locationOf(files);
  const settings: AthenaSettings = {
    names,
    style,
    workgroup,
    scanLimitBytes,
    results: results === undefined ? resultsBeside(location) : `${results.replace(/\/+$/, '')}/`,
  };
  if (`${settings.results}/`.startsWith(`${location}/`)) {
    throw new AnalysisError('RESULTS_IN_REF', { results: settings.results, folder: location });
  }
  let unknown: XptoError | undefined;
  const present = await whatIsThere(cloud, settings).catch(error => {
    if (error instanceof Error && 'key' in error) unknown = error as XptoError;
    else throw error;
    return NOTHING;
  });
  const { catalog, calls, drift } = planAthena(table, files, settings, present);
  return {
    table,
    names,
    style,
    ddl: ddlOf(table, catalog, style, names, files),
    drift,
    ...changes(calls.map(cloudStep), async call => {
      if (unknown) throw unknown;
      await send(cloud, call);
    }),
    cloud: {
      workgroup,
      results: settings.results,
      scanLimitBytes,
      policy: policyFor({ names, workgroup, location, results: settings.results, region: cloud.region }),
      usd: {
        whole: queryUsd(table.sizeBytes),
        dearest: queryUsd(scanLimitBytes),
        lists: listsUsd(style.name === 'projection' ? style.folders : table.counts.length),
      },
      stray: await strayFiles(files, table.files),
      unknown,
    },
    prove(options) {
      const ask = async (sql: string) =>
        gathered(await askAthena(cloud, { sql, database: names.database, workgroup }, options));
      return proven(table, names, ask, () => measured(files));
    },
  };
}

/** Beside the data, never in it. */
const resultsBeside = (location: string): string => `${/^s3:\/\/[^/]+/.exec(location)?.[0]}/athena-results/`;

interface Gathered {
  readonly columns: QueryResult['columns'];
  readonly rows: ResultRow[];
}

const gathered = async (result: QueryResult): Promise<Gathered> => ({
  columns: result.columns,
  rows: await allRows(result),
});

/** @param measureAgain where the engine may see more than what was measured: somebody may write */
async function proven(
  table: MeasuredTable,
  names: TableNames,
  ask: (sql: string) => Promise<Gathered>,
  measureAgain?: () => Promise<MeasuredTable>,
) {
  const sql = proofSql(table, catalogTable(table), names);
  const { rows } = await ask(sql);
  let proof = proofOf(table, sql, rows);
  if (!proof.isProven && measureAgain) proof = proofOf(table, sql, rows, await measureAgain());
  const asked = sampleSql(table, names);
  return { proof, sample: { sql: asked, ...(await ask(asked)) } };
}

/** What `--destroy` takes away of the engine on this machine: what is registered; the data stay. */
export async function localRemoval(files: Files, names: TableNames): Promise<Changes> {
  const isThere = (await files.stat(REGISTRATION)) !== undefined;
  const steps = isThere ? [localStep('DeleteTable', names, files, {})] : [];
  return changes(steps, () => files.remove(REGISTRATION));
}

/** What `--destroy` takes away of Athena: what xpto has made there; the data and the answers stay. */
export async function athenaRemoval(
  cloud: Cloud,
  { names, workgroup }: Pick<AthenaOptions, 'names' | 'workgroup'>,
): Promise<Changes> {
  const present = await whatIsThere(cloud, { names, workgroup });
  const calls = await planRemoval(cloud, { names, workgroup }, present);
  return changes(calls.map(cloudStep), call => send(cloud, call));
}

const cloudStep = (call: CloudCall) => ({ ...call, name: `${call.service} ${call.operation}` });

const changes = <S extends Step>(steps: readonly S[], take: (step: S) => Promise<void>): Changes => ({
  steps,
  async apply(onStep) {
    for (const step of steps) {
      await take(step);
      onStep(step);
    }
  },
});
