/**
 * A table in Athena: first the plan, of what is there and what is wanted; then the calls of the plan, and no others.
 * Asked for twice, the second plan is empty. What xpto has not made it neither changes nor removes.
 */
import type {
  CreateWorkGroupInput,
  DeleteWorkGroupInput,
  UpdateWorkGroupInput,
  WorkGroup,
  WorkGroupConfiguration,
} from '@aws-sdk/client-athena';
import type {
  BatchCreatePartitionRequest,
  BatchDeletePartitionRequest,
  Column,
  CreateDatabaseRequest,
  CreateTableRequest,
  Database,
  DeleteDatabaseRequest,
  DeleteTableRequest,
  Table as GlueTable,
  PartitionInput,
  PartitionValueList,
  TableInput,
} from '@aws-sdk/client-glue';
import { AnalysisError, RuntimeError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import type { Files } from '../files/files.ts';
import { asking, type Cloud, lookingFor } from './cloud.ts';
import { type CatalogTable, catalogTable, locationOf, type TableNames, viewQuery } from './ddl.ts';
import { inGroups } from './in-groups.ts';
import { plainName, plainNames } from './names.ts';
import { type PartitionStyle, partitionFolders } from './partition-style.ts';
import { partitionKey, type Table, type TableColumn } from './table.ts';

export interface AthenaSettings {
  readonly names: TableNames;
  readonly style: PartitionStyle;
  readonly workgroup: string;
  /** Where answers go: `s3://bucket/prefix/`. */
  readonly results: string;
  /** A query that would read more is stopped. */
  readonly scanLimitBytes: number;
}

/** One request to Amazon that changes something. */
export interface CloudCall {
  readonly service: 'Athena' | 'Glue';
  readonly operation: string;
  /** What it is about. */
  readonly subject: string;
  readonly input: object;
}

/** What stands in the catalogue, as far as it matters here. */
export interface Present {
  readonly database: Database | undefined;
  readonly table: GlueTable | undefined;
  readonly view: GlueTable | undefined;
  /** The values of the partitions in the catalogue. */
  readonly partitions: readonly (readonly string[])[];
  readonly workgroup: WorkGroup | undefined;
}

export const NOTHING: Present = {
  database: undefined,
  table: undefined,
  view: undefined,
  partitions: [],
  workgroup: undefined,
};

export interface AthenaPlan {
  /** What will be in the catalogue. */
  readonly catalog: CatalogTable;
  readonly calls: readonly CloudCall[];
  /** In what the table that is there is another one. */
  readonly drift: readonly Phrase[];
}

/** By this what xpto has made is known. */
const [MARK, MADE_BY] = ['made_by', 'xpto athena-setup'];
const ENGINE = 'Athena engine version 3';

/** @throws RuntimeError those of `cloudFailure` */
export async function whatIsThere(
  cloud: Cloud,
  { names, workgroup }: Pick<AthenaSettings, 'names' | 'workgroup'>,
): Promise<Present> {
  const { database, table, view } = names;
  const glueTable = (Name: string) => async () =>
    (await lookingFor('Glue', () => cloud.glue.getTable({ DatabaseName: database, Name })))?.Table;
  const [found, ownTable, ownView] = await Promise.all([
    lookingFor('Glue', () => cloud.glue.getDatabase({ Name: database })),
    glueTable(table)(),
    glueTable(view)(),
  ]);
  const group = await lookingFor('Athena', () => cloud.athena.getWorkGroup({ WorkGroup: workgroup }));
  return {
    database: found?.Database,
    table: ownTable,
    view: ownView,
    partitions: ownTable && !isProjected(ownTable) ? await partitionsIn(cloud, names) : [],
    workgroup: group?.WorkGroup ?? undefined,
  };
}

const isProjected = ({ Parameters }: GlueTable): boolean => Parameters?.['projection.enabled'] === 'true';

async function partitionsIn(cloud: Cloud, { database, table }: TableNames): Promise<string[][]> {
  const found: string[][] = [];
  let NextToken: string | undefined;
  do {
    const answer = await asking('Glue', () =>
      cloud.glue.getPartitions({ DatabaseName: database, TableName: table, NextToken }),
    );
    for (const { Values = [] } of answer.Partitions ?? []) found.push(Values);
    ({ NextToken } = answer);
  } while (NextToken);
  return found;
}

/**
 * What is to be done, so that the catalogue says of a table what its files are.
 *
 * @throws AnalysisError `TABLE_NOT_OURS`
 */
export function planAthena(table: Table, files: Files, settings: AthenaSettings, present: Present): AthenaPlan {
  const { names } = settings;
  for (const there of [present.table, present.view]) {
    if (there && !isOurs(there))
      throw new AnalysisError('TABLE_NOT_OURS', { database: names.database, table: there.Name });
  }
  const catalog = inOrderOf(catalogTable(table), present.table);
  const wanted = tableInput(catalog, files, settings);
  const drift = present.table ? driftOf(present.table, wanted, catalog) : [];
  const calls = [
    ...databaseCalls(names, present),
    ...tableCalls(names, present, wanted, drift),
    ...partitionCalls(table, catalog, files, settings, present),
    ...viewCalls(catalog, names, present),
    ...workgroupCalls(settings, present),
  ];
  return { catalog, calls, drift };
}

const isOurs = ({ Parameters }: GlueTable | Database): boolean => Parameters?.[MARK] === MADE_BY;

/** Columns that the catalogue has stay where they are, and new ones come behind them. */
function inOrderOf({ columns, partitions }: CatalogTable, there: GlueTable | undefined): CatalogTable {
  const known = (there?.StorageDescriptor?.Columns ?? []).map(({ Name }) => Name);
  const place = ({ name }: TableColumn) => (known.includes(name) ? known.indexOf(name) : known.length);
  return { columns: [...columns].sort((a, b) => place(a) - place(b)), partitions };
}

function databaseCalls({ database }: TableNames, { database: there }: Present): CloudCall[] {
  if (there) return [];
  const input: CreateDatabaseRequest = {
    DatabaseInput: { Name: database, Description: MADE_BY, Parameters: { [MARK]: MADE_BY } },
  };
  return [{ service: 'Glue', operation: 'CreateDatabase', subject: database, input }];
}

function tableCalls(
  { database, table }: TableNames,
  { table: there }: Present,
  wanted: TableInput,
  drift: readonly Phrase[],
): CloudCall[] {
  const subject = `${database}.${table}`;
  const input: CreateTableRequest = { DatabaseName: database, TableInput: wanted };
  const create: CloudCall = { service: 'Glue', operation: 'CreateTable', subject, input };
  if (!there) return [create];
  if (drift.length === 0) return [];
  // The columns of partitions cannot be changed; the data are not the table's, and stay.
  if (!sameColumns(there.PartitionKeys, wanted.PartitionKeys)) {
    const drop: DeleteTableRequest = { DatabaseName: database, Name: table };
    return [{ service: 'Glue', operation: 'DeleteTable', subject, input: drop }, create];
  }
  return [{ ...create, operation: 'UpdateTable' }];
}

const sameColumns = (a: readonly Column[] = [], b: readonly Column[] = []): boolean =>
  a.length === b.length && a.every(({ Name, Type }, i) => Name === b[i].Name && Type === b[i].Type);

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';

/** What Athena writes for a table without buckets; Trino trips over a table that does not say it. */
const NO_BUCKETS = {
  Compressed: false,
  NumberOfBuckets: -1,
  BucketColumns: [],
  SortColumns: [],
  Parameters: {},
  StoredAsSubDirectories: false,
};

const storageOf = (columns: readonly TableColumn[], Location: string) => ({
  Columns: columns.map(glueColumn),
  Location,
  InputFormat: `${PARQUET}.MapredParquetInputFormat`,
  OutputFormat: `${PARQUET}.MapredParquetOutputFormat`,
  SerdeInfo: {
    SerializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe`,
    Parameters: { 'serialization.format': '1' },
  },
  ...NO_BUCKETS,
});

const glueColumn = ({ name, type }: TableColumn): Column => ({ Name: name, Type: type });

function tableInput({ columns, partitions }: CatalogTable, files: Files, { names, style }: AthenaSettings): TableInput {
  const projection = style.name === 'projection' ? style.properties : {};
  return {
    Name: names.table,
    Description: MADE_BY,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', [MARK]: MADE_BY, ...projection },
    PartitionKeys: partitions.map(glueColumn),
    StorageDescriptor: storageOf(columns, `${locationOf(files)}/`),
  };
}

function driftOf(there: GlueTable, wanted: TableInput, { columns }: CatalogTable): Phrase[] {
  const drift: Phrase[] = [];
  const known = new Map((there.StorageDescriptor?.Columns ?? []).map(({ Name = '', Type = '' }) => [Name, Type]));
  const names = new Set(columns.map(({ name }) => name));
  for (const { name, type } of columns) {
    const before = known.get(name);
    if (before === undefined) drift.push(phrase('DRIFT_NEW_COLUMN', { name, type }));
    else if (before !== type) drift.push(phrase('DRIFT_TYPE', { name, before, type }));
  }
  for (const name of known.keys()) {
    if (names.has(name)) continue;
    // A name without its accent is another name, and reads NULL without a word.
    const meant = columns.find(column => plainName(column.name) === plainName(name))?.name;
    drift.push(meant ? phrase('DRIFT_ACCENT', { name, meant }) : phrase('DRIFT_NO_COLUMN', { name }));
  }
  if (!sameColumns(there.PartitionKeys, wanted.PartitionKeys)) {
    drift.push(
      phrase('DRIFT_PARTITIONS', { before: namesIn(there.PartitionKeys), now: namesIn(wanted.PartitionKeys) }),
    );
  }
  const [before, now] = [there.StorageDescriptor?.Location, wanted.StorageDescriptor?.Location];
  if (before !== now) drift.push(phrase('DRIFT_LOCATION', { before, now }));
  const [old, own] = [there.Parameters, wanted.Parameters].map(projectionIn);
  for (const key of new Set([...old.keys(), ...own.keys()])) {
    if (old.get(key) === own.get(key)) continue;
    drift.push(phrase('DRIFT_PROPERTY', { key, before: old.get(key) ?? '-', now: own.get(key) ?? '-' }));
  }
  return drift;
}

const namesIn = (columns: readonly Column[] = []): string => columns.map(({ Name }) => Name).join(', ') || '-';

const projectionIn = (parameters: Record<string, string> = {}): Map<string, string> =>
  new Map(Object.entries(parameters).filter(([key]) => /^projection\./.test(key)));

/** By Glue's rules. */
const [CREATED_AT_ONCE, DELETED_AT_ONCE] = [100, 25];

function partitionCalls(
  { files: found }: Table,
  { columns, partitions }: CatalogTable,
  files: Files,
  { names, style }: AthenaSettings,
  present: Present,
): CloudCall[] {
  if (style.name === 'projection' || partitions.length === 0) return [];
  const { database, table } = names;
  const of = { DatabaseName: database, TableName: table };
  const there = new Set(present.partitions.map(partitionKey));
  const folders = partitionFolders(found);
  const wanted = new Set(folders.map(({ values }) => partitionKey(values)));
  const missing = folders.filter(({ values }) => !there.has(partitionKey(values)));
  const gone = present.partitions.filter(values => !wanted.has(partitionKey(values)));
  const create = (PartitionInputList: PartitionInput[]): CloudCall => {
    const input: BatchCreatePartitionRequest = { ...of, PartitionInputList };
    return { service: 'Glue', operation: 'BatchCreatePartition', subject: subject(PartitionInputList), input };
  };
  const remove = (PartitionsToDelete: PartitionValueList[]): CloudCall => {
    const input: BatchDeletePartitionRequest = { ...of, PartitionsToDelete };
    return { service: 'Glue', operation: 'BatchDeletePartition', subject: subject(PartitionsToDelete), input };
  };
  const subject = ({ length }: readonly object[]) => `${database}.${table} (${length})`;
  const inputs = missing.map(({ values, folder }) => ({
    Values: values,
    StorageDescriptor: storageOf(columns, `${locationOf(files)}/${folder}`),
  }));
  const removed = gone.map(values => ({ Values: [...values] }));
  return [...inGroups(inputs, CREATED_AT_ONCE).map(create), ...inGroups(removed, DELETED_AT_ONCE).map(remove)];
}

/** Athena keeps a view as a table of Glue, with what Trino knows of it as JSON in Base64. */
function viewCalls(
  table: CatalogTable,
  { database, table: name, view }: TableNames,
  { view: there }: Present,
): CloudCall[] {
  const sql = viewQuery(table, { database, table: name, view });
  const columns = viewColumns(table);
  const described = {
    originalSql: sql,
    catalog: 'awsdatacatalog',
    schema: database,
    columns: columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
    runAsInvoker: true, // else Trino asks for an owner
  };
  const wanted: TableInput = {
    Name: view,
    Description: MADE_BY,
    TableType: 'VIRTUAL_VIEW',
    Parameters: { presto_view: 'true', comment: 'Presto View', [MARK]: MADE_BY },
    PartitionKeys: [],
    StorageDescriptor: { Columns: columns.map(glueColumn), Location: '', SerdeInfo: {}, ...NO_BUCKETS },
    ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(described)).toString('base64')} */`,
    ViewExpandedText: '/* Presto View */',
  };
  if (there?.ViewOriginalText === wanted.ViewOriginalText) return [];
  const operation = there ? 'UpdateTable' : 'CreateTable';
  const input: CreateTableRequest = { DatabaseName: database, TableInput: wanted };
  return [{ service: 'Glue', operation, subject: `${database}.${view}`, input }];
}

function viewColumns({ columns, partitions }: CatalogTable): TableColumn[] {
  const all = [...columns, ...partitions];
  const plain = plainNames(all.map(({ name }) => name));
  return all.map(({ type }, i) => ({ name: plain[i], type }));
}

const TRINO_TYPES: Readonly<Record<string, string>> = {
  string: 'varchar',
  int: 'integer',
  float: 'real',
  binary: 'varbinary',
  timestamp: 'timestamp(3)',
};

/** Hive's type as Trino writes it: `array<string>` is `array(varchar)`, `struct<a:int>` is `row(a integer)`. */
export const trinoType = (type: string): string =>
  type
    .replace(/\b(?:string|int|float|binary|timestamp)\b(?!:)/g, hive => TRINO_TYPES[hive])
    .replace(/\bstruct</g, 'row<')
    .replace(/(\w+):/g, '$1 ')
    .replace(/</g, '(')
    .replace(/>/g, ')');

function workgroupCalls(
  { workgroup, results, scanLimitBytes }: AthenaSettings,
  { workgroup: there }: Present,
): CloudCall[] {
  const wanted: WorkGroupConfiguration = {
    ResultConfiguration: { OutputLocation: results },
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: false,
    BytesScannedCutoffPerQuery: scanLimitBytes,
    EngineVersion: { SelectedEngineVersion: ENGINE },
  };
  const call = { service: 'Athena', subject: workgroup } as const;
  if (!there) {
    const input: CreateWorkGroupInput = { Name: workgroup, Description: MADE_BY, Configuration: wanted };
    return [{ ...call, operation: 'CreateWorkGroup', input }];
  }
  const { Configuration: now = {} } = there;
  const isSame =
    now.ResultConfiguration?.OutputLocation === results &&
    now.EnforceWorkGroupConfiguration === true &&
    now.BytesScannedCutoffPerQuery === scanLimitBytes;
  if (isSame) return [];
  if (there.Description !== MADE_BY) throw new AnalysisError('WORKGROUP_NOT_OURS', { workgroup });
  const { ResultConfiguration, EnforceWorkGroupConfiguration, BytesScannedCutoffPerQuery } = wanted;
  const input: UpdateWorkGroupInput = {
    WorkGroup: workgroup,
    ConfigurationUpdates: {
      ResultConfigurationUpdates: ResultConfiguration,
      EnforceWorkGroupConfiguration,
      BytesScannedCutoffPerQuery,
    },
  };
  return [{ ...call, operation: 'UpdateWorkGroup', input }];
}

/** What takes away all that xpto has made; what is in buckets stays. */
export async function planRemoval(
  cloud: Cloud,
  settings: Pick<AthenaSettings, 'names' | 'workgroup'>,
  present: Present,
): Promise<CloudCall[]> {
  const { names, workgroup } = settings;
  const { database } = names;
  const ours = [present.view, present.table].filter(there => there !== undefined).filter(isOurs);
  const calls: CloudCall[] = ours.map(({ Name }) => {
    const input: DeleteTableRequest = { DatabaseName: database, Name };
    return { service: 'Glue', operation: 'DeleteTable', subject: `${database}.${Name}`, input };
  });
  const gone = new Set(ours.map(({ Name }) => Name));
  if (present.database && isOurs(present.database)) {
    const { TableList = [] } = await asking('Glue', () => cloud.glue.getTables({ DatabaseName: database }));
    // Glue removes a database with all that is in it.
    if (TableList.every(({ Name }) => gone.has(Name))) {
      const input: DeleteDatabaseRequest = { Name: database };
      calls.push({ service: 'Glue', operation: 'DeleteDatabase', subject: database, input });
    }
  }
  if (present.workgroup?.Description === MADE_BY) {
    const input: DeleteWorkGroupInput = { WorkGroup: workgroup, RecursiveDeleteOption: true };
    calls.push({ service: 'Athena', operation: 'DeleteWorkGroup', subject: workgroup, input });
  }
  return calls;
}

/** Does it. @throws RuntimeError `CLOUD_PARTLY` where some of many were refused, and those of `cloudFailure` */
export async function send(cloud: Cloud, { service, operation, input }: CloudCall): Promise<void> {
  const client = (service === 'Glue' ? cloud.glue : cloud.athena) as unknown as Record<
    string,
    (input: object) => Promise<{ Errors?: readonly { ErrorDetail?: { ErrorCode?: string; ErrorMessage?: string } }[] }>
  >;
  const method = operation[0].toLowerCase() + operation.slice(1);
  const { Errors = [] } = await asking(service, () => client[method](input));
  // Of partitions that somebody else has added meanwhile there is nothing to say.
  const [failed] = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
  if (failed) {
    const { ErrorCode = '-', ErrorMessage = '-' } = failed.ErrorDetail ?? {};
    throw new RuntimeError('CLOUD_PARTLY', { operation, reason: `${ErrorCode}: ${ErrorMessage}` });
  }
}
