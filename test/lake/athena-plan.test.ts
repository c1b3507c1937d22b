import { describe, expect, test } from 'vitest';
import type { Files } from '../../src/lib/files/files.ts';
import { S3Files } from '../../src/lib/files/s3-files.ts';
import { type CloudCall, NOTHING, type Present, planAthena, trinoType } from '../../src/lib/lake/athena-setup.ts';
import { cloudFailure, isNotThere } from '../../src/lib/lake/cloud.ts';
import { catalogTable, ddlOf, namesOf } from '../../src/lib/lake/ddl.ts';
import { styleOf } from '../../src/lib/lake/partition-style.ts';
import { policyFor } from '../../src/lib/lake/policy.ts';
import { bytesText, queryUsd, usd } from '../../src/lib/lake/price.ts';
import { proofOf, proofSql } from '../../src/lib/lake/proof.ts';
import type { MeasuredTable, TableColumn } from '../../src/lib/lake/table.ts';

const names = namesOf('xpto', 'tweets');
const column = (text: string): TableColumn => ({ name: text.split(' ')[0], type: text.split(' ')[1] });
const partition = (dia: string) =>
  ['ano=2017', 'mes=1', `dia=${dia}`].map(part => ({ name: part.split('=')[0], text: part.split('=')[1] }));
const table: MeasuredTable = {
  files: ['2', '10'].map(dia => ({
    path: `ano=2017/mes=1/dia=${dia}/a.parquet`,
    sizeBytes: 5,
    partition: partition(dia),
  })),
  sizeBytes: 10,
  columns: ['id string', 'Sentimento string', 'Símbolo string'].map(column),
  partitions: ['ano int', 'mes int', 'dia int'].map(column),
  rows: 3,
  counts: [
    {
      partition: partition('2'),
      rows: 2,
      filled: new Map([
        ['Sentimento', 2],
        ['Símbolo', 1],
      ]),
    },
    {
      partition: partition('10'),
      rows: 1,
      filled: new Map([
        ['Sentimento', 1],
        ['Símbolo', undefined],
      ]),
    },
  ],
};
const files: Files = await S3Files.open('s3://balde/lago/ref', { region: 'sa-east-1' }); // nothing is asked for

const settingsOf = (from: MeasuredTable, style: 'projection' | 'added') => ({
  names,
  style: styleOf(from, style),
  workgroup: 'xpto',
  results: 's3://balde/athena-results/',
  scanLimitBytes: 1e9,
});
const planOf = (present: Present, from = table, style: 'projection' | 'added' = 'projection') =>
  planAthena(from, files, settingsOf(from, style), present);
const done = (calls: readonly CloudCall[]) =>
  calls.map(({ service, operation, subject }) => `${service} ${operation} ${subject}`);

/** What the calls here take. */
interface Input {
  readonly DatabaseInput?: Present['database'];
  readonly TableInput?: Present['table'];
  readonly PartitionInputList?: readonly { readonly Values: string[] }[];
}

/** What is there once the calls of a plan are done. */
function madeBy(calls: readonly CloudCall[]): Present {
  const inputs = new Map<string, Input>();
  for (const { operation, subject, input } of calls) inputs.set(`${operation} ${subject.split(' ')[0]}`, input);
  const partitions = inputs.get('BatchCreatePartition xpto.tweets')?.PartitionInputList ?? [];
  return {
    database: inputs.get('CreateDatabase xpto')?.DatabaseInput,
    table: inputs.get('CreateTable xpto.tweets')?.TableInput,
    view: inputs.get('CreateTable xpto.tweets_ascii')?.TableInput,
    partitions: partitions.map(({ Values }) => Values),
    workgroup: inputs.get('CreateWorkGroup xpto') as Present['workgroup'],
  };
}

describe('a plan', () => {
  test('makes what is not there, and nothing that is', () => {
    const { calls, drift } = planOf(NOTHING);
    expect(done(calls)).toEqual([
      'Glue CreateDatabase xpto',
      'Glue CreateTable xpto.tweets',
      'Glue CreateTable xpto.tweets_ascii',
      'Athena CreateWorkGroup xpto',
    ]);
    expect(drift).toEqual([]);
    expect(calls[1].input).toMatchObject({
      TableInput: {
        PartitionKeys: [
          { Name: 'ano', Type: 'int' },
          { Name: 'mes', Type: 'int' },
          { Name: 'dia', Type: 'int' },
        ],
        Parameters: { EXTERNAL: 'TRUE', 'projection.enabled': 'true', 'projection.dia.range': '1,31' },
        StorageDescriptor: {
          Location: 's3://balde/lago/ref/',
          Columns: [
            { Name: 'id', Type: 'string' },
            { Name: 'sentimento', Type: 'string' },
            { Name: 'símbolo', Type: 'string' },
          ],
        },
      },
    });
    expect(calls[3].input).toMatchObject({
      Configuration: { BytesScannedCutoffPerQuery: 1e9, EnforceWorkGroupConfiguration: true },
    });
    expect(planOf(madeBy(calls))).toMatchObject({ calls: [], drift: [] });
  });

  test('adds the partitions that are missing where they are not worked out, and takes away those that are gone', () => {
    const first = planOf(NOTHING, table, 'added').calls;
    expect(done(first)[2]).toBe('Glue BatchCreatePartition xpto.tweets (2)');
    expect(JSON.stringify(first[2].input)).toContain('"Location":"s3://balde/lago/ref/ano=2017/mes=1/dia=10/"');
    expect(planOf(madeBy(first), table, 'added').calls).toEqual([]);
    const present = {
      ...madeBy(first),
      partitions: [
        ['2017', '1', '2'],
        ['2016', '1', '2'],
      ],
    };
    expect(
      planOf(present, table, 'added').calls.map(({ operation, input }) => [
        operation,
        JSON.stringify(input).match(/"Values":\[[^\]]*\]/g),
      ]),
    ).toEqual([
      ['BatchCreatePartition', ['"Values":["2017","1","10"]']],
      ['BatchDeletePartition', ['"Values":["2016","1","2"]']],
    ]);
  });

  const present = madeBy(planOf(NOTHING).calls);
  const withTable = (change: object): Present => ({ ...present, table: { ...present.table!, ...change } });
  const stored = (names: readonly string[]) => ({
    StorageDescriptor: {
      ...present.table?.StorageDescriptor,
      Columns: names.map(name => ({ Name: name, Type: 'string' })),
    },
  });

  test.each<[string, Present, string[], string[]]>([
    [
      'a new column',
      withTable(stored(['símbolo', 'id'])),
      ['DRIFT_NEW_COLUMN sentimento'],
      ['UpdateTable', 'UpdateTable'],
    ],
    [
      'a column without its accent',
      withTable(stored(['id', 'sentimento', 'simbolo'])),
      ['DRIFT_NEW_COLUMN símbolo', 'DRIFT_ACCENT simbolo'],
      ['UpdateTable'],
    ],
    [
      'a column that is gone',
      withTable(stored(['id', 'sentimento', 'símbolo', 'x'])),
      ['DRIFT_NO_COLUMN x'],
      ['UpdateTable'],
    ],
    [
      'partitions by other columns',
      withTable({ PartitionKeys: [{ Name: 'ano', Type: 'int' }] }),
      ['DRIFT_PARTITIONS'],
      ['DeleteTable', 'CreateTable'],
    ],
    [
      'another way to learn of partitions',
      withTable({ Parameters: { made_by: 'xpto athena-setup' } }),
      Array(7).fill('DRIFT_PROPERTY'),
      ['UpdateTable'],
    ],
    [
      'another place',
      withTable({ StorageDescriptor: { ...present.table?.StorageDescriptor, Location: 's3://b/x/' } }),
      ['DRIFT_LOCATION'],
      ['UpdateTable'],
    ],
    ['another view', { ...present, view: { ...present.view!, ViewOriginalText: 'x' } }, [], ['UpdateTable']],
    [
      'another limit',
      {
        ...present,
        workgroup: {
          ...present.workgroup,
          Name: 'xpto',
          Configuration: { ...present.workgroup?.Configuration, BytesScannedCutoffPerQuery: 5 },
        },
      },
      [],
      ['UpdateWorkGroup'],
    ],
  ])('shows and mends %s', (_, there, drift, operations) => {
    const plan = planOf(there);
    expect(plan.drift.map(({ key, params }) => [key, params['name']].filter(Boolean).join(' '))).toEqual(drift);
    expect(plan.calls.map(({ operation }) => operation)).toEqual(operations);
    // What the table has keeps its place.
    if (drift[0] === 'DRIFT_NEW_COLUMN sentimento') {
      expect(plan.catalog.columns.map(({ name }) => name)).toEqual(['símbolo', 'id', 'sentimento']);
    }
  });

  test.each([
    ['table', withTable({ Parameters: {} }), 'TABLE_NOT_OURS'],
    ['view', { ...present, view: { Name: 'tweets_ascii' } }, 'TABLE_NOT_OURS'],
    ['workgroup', { ...present, workgroup: { Name: 'xpto', Configuration: {} } }, 'WORKGROUP_NOT_OURS'],
  ])('leaves the %s of others alone', (_, there, key) => {
    expect(() => planOf(there)).toThrow(expect.objectContaining({ key }));
  });
});

test('a table of more folders than a call has arguments has its partitions added', () => {
  const column = { name: 'n', type: 'int' };
  const path = (n: number) => ({ path: `n=${n}/x.parquet`, partition: [{ name: 'n', text: `${n}` }] });
  const many = Array.from({ length: 300_000 }, (_, n) => ({ ...table.files[0], ...path(n) }));
  expect(styleOf({ ...table, partitions: [column], files: many })).toMatchObject({
    name: 'added',
    why: { key: 'STYLE_TOO_MANY' },
  });
});

test('DDL quotes names in backquotes, SELECT in double quotes', () => {
  const style = styleOf(table, 'added');
  expect(
    ddlOf(table, catalogTable(table), style, names, files).join(';\n'),
  ).toBe(`CREATE DATABASE IF NOT EXISTS \`xpto\`;
CREATE EXTERNAL TABLE IF NOT EXISTS \`xpto\`.\`tweets\` (
  \`id\` string,
  \`sentimento\` string,
  \`símbolo\` string
)
PARTITIONED BY (\`ano\` int, \`mes\` int, \`dia\` int)
STORED AS PARQUET
LOCATION 's3://balde/lago/ref/'
TBLPROPERTIES (
  'classification' = 'parquet'
);
ALTER TABLE \`xpto\`.\`tweets\` ADD IF NOT EXISTS
  PARTITION (\`ano\` = 2017, \`mes\` = 1, \`dia\` = 2) LOCATION 's3://balde/lago/ref/ano=2017/mes=1/dia=2/'
  PARTITION (\`ano\` = 2017, \`mes\` = 1, \`dia\` = 10) LOCATION 's3://balde/lago/ref/ano=2017/mes=1/dia=10/';
CREATE OR REPLACE VIEW xpto.tweets_ascii AS
SELECT
  id,
  sentimento,
  "símbolo" AS simbolo,
  ano,
  mes,
  dia
FROM xpto.tweets`);
});

test.each([
  ['string', 'varchar'],
  ['decimal(10,2)', 'decimal(10,2)'],
  ['struct<int:int,a:array<string>>', 'row(int integer,a array(varchar))'],
  ['map<string,timestamp>', 'map(varchar,timestamp(3))'],
])('a view says that %s is %s', (hive, trino) => expect(trinoType(hive)).toBe(trino));

describe('the proof', () => {
  const sql = proofSql(table, catalogTable(table), names);

  test('counts by partition, and the columns whose names a catalogue may lose', () => {
    expect(sql).toBe(
      'SELECT ano, mes, dia, count(*), count(sentimento), count("símbolo") FROM xpto.tweets GROUP BY ano, mes, dia',
    );
  });

  test.each<[string, string[][], object[]]>([
    [
      'is given by what the files have',
      [
        ['2017', '01', '02', '2', '2', '1'],
        ['2017', '1', '10', '1', '1', '0'],
      ],
      [],
    ],
    [
      'fails where a day is missing',
      [['2017', '1', '10', '1', '1', '1']],
      [{ of: 'rows', expected: 2, found: 0 }, { of: 'Sentimento' }, { of: 'Símbolo' }],
    ],
    [
      'fails where a column reads NULL',
      [
        ['2017', '1', '2', '2', '2', '0'],
        ['2017', '1', '10', '1', '1', '0'],
      ],
      [{ partition: 'ano=2017/mes=1/dia=2', of: 'Símbolo', expected: 1, found: 0 }],
    ],
    [
      'fails where there is more',
      [
        ['2017', '1', '2', '2', '2', '1'],
        ['2017', '1', '10', '1', '1', '0'],
        ['2017', '1', '11', '4', '4', '4'],
      ],
      ['rows', 'Sentimento', 'Símbolo'].map(of => ({ partition: '2017/1/11', of, expected: 0, found: 4 })),
    ],
  ])('%s', (_, rows, differences) => {
    expect(proofOf(table, sql, rows)).toMatchObject({ isProven: differences.length === 0, differences });
  });

  test('lets somebody write meanwhile', () => {
    const more = { partition: partition('11'), rows: 4, filled: new Map([['Sentimento', 4]]) };
    const later = { ...table, counts: [...table.counts, more] };
    const rows = (eleventh: string) => [
      ['2017', '1', '2', '2', '2', '1'],
      ['2017', '1', '10', '1', '1', '0'],
      ['2017', '1', '11', eleventh, '3', '0'],
    ];
    expect(proofOf(table, sql, rows('3'), later)).toMatchObject({ isProven: true });
    expect(proofOf(table, sql, rows('5'), later).differences).toEqual([
      { partition: 'ano=2017/mes=1/dia=11', of: 'rows', expected: 4, found: 5 },
    ]);
  });
});

describe('prices', () => {
  test.each([
    [0, '0.00', '0 B'],
    [1, '0.00005', '1 B'],
    [10_000_001, '0.000055', '10 MB'],
    [1e9, '0.005', '1 GB'],
    [2.5e12, '12.50', '2.5 TB'],
  ])('of %d bytes', (bytes, dollars, size) => {
    expect([usd(queryUsd(bytes)), bytesText(bytes)]).toEqual([dollars, size]);
  });
});

test('the policy names what is needed, and nothing wider than it', () => {
  const facts = {
    names,
    workgroup: 'xpto',
    location: 's3://balde/lago/ref',
    results: 's3://outro/r/',
    region: 'sa-east-1',
  };
  const { Statement } = policyFor(facts);
  expect(Statement.flatMap(({ Resource }) => Resource)).not.toContain('*');
  const resources = (sid: string) => Statement.find(({ Sid }) => Sid === sid)?.Resource;
  expect(resources('ReadTweets')).toEqual(['arn:aws:s3:::balde/lago/ref/*']);
  expect(resources('WriteAnswers')).toEqual(['arn:aws:s3:::outro/r/*']);
  expect(resources('ListBuckets')).toEqual(['arn:aws:s3:::balde', 'arn:aws:s3:::outro']);
  expect(resources('SetUp')).toEqual([
    'arn:aws:glue:sa-east-1:*:catalog',
    'arn:aws:glue:sa-east-1:*:database/xpto',
    'arn:aws:glue:sa-east-1:*:table/xpto/tweets',
    'arn:aws:glue:sa-east-1:*:table/xpto/tweets_ascii',
    'arn:aws:glue:sa-east-1:*:userDefinedFunction/xpto/*',
  ]);
});

describe("Amazon's refusals", () => {
  const failure = (name: string, message: string, status?: number) =>
    Object.assign(new Error(message), { name, ...(status && { $metadata: { httpStatusCode: status } }) });

  test.each([
    [failure('CredentialsProviderError', 'x'), 'S3_NO_CREDENTIALS'],
    [failure('Error', 'Region is missing'), 'S3_NO_REGION'],
    [failure('AccessDeniedException', 'not authorized to perform: glue:GetTable', 400), 'CLOUD_DENIED'],
    [failure('InvalidSignatureException', 'AKIA... canonical string', 400), 'CLOUD_UNKNOWN_CALLER'],
    [failure('InvalidInputException', 'Unsupported', 400), 'CLOUD_FAILED'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'CLOUD_FAILED'],
  ])('%s', (error, key) => {
    expect(cloudFailure(error, 'Glue')).toMatchObject({ key });
    if (key === 'CLOUD_UNKNOWN_CALLER') expect(String(cloudFailure(error, 'Glue'))).not.toContain('AKIA');
  });

  test('of what is not there', () => {
    expect(isNotThere(failure('EntityNotFoundException', ''))).toBe(true);
    expect(isNotThere(failure('InvalidRequestException', 'WorkGroup xpto is not found.'))).toBe(true);
    expect(isNotThere(failure('InvalidRequestException', 'other'))).toBe(false);
  });
});
