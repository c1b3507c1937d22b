/** The rights that setup and queries need, and no more, as an IAM policy. */
import type { TableNames } from './ddl.ts';

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export interface PolicyFacts {
  readonly names: TableNames;
  readonly workgroup: string;
  /** `s3://bucket/prefix`, without a slash at its end. */
  readonly location: string;
  readonly results: string;
  /** Undefined where it is not known: then any. */
  readonly region: string | undefined;
}

/** The account's number is not known here, and needs not be: names are of one's own account. */
export function policyFor({ names, workgroup, location, results, region = '*' }: PolicyFacts): Policy {
  const { database, table, view } = names;
  const glue = ['catalog', `database/${database}`, ...[table, view].map(name => `table/${database}/${name}`)];
  const catalog = glue.map(name => `arn:aws:glue:${region}:*:${name}`);
  const group = [`arn:aws:athena:${region}:*:workgroup/${workgroup}`];
  const [data, answers] = [location, results].map(bucketAndPrefix);
  const allow = (Sid: string, Action: string[], Resource: string[]): Statement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        'Ask',
        ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution', 'GetWorkGroup'].map(
          inAthena,
        ),
        group,
      ),
      allow(
        'ReadCatalog',
        ['GetDatabase', 'GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'].map(inGlue),
        catalog,
      ),
      allow('ReadTweets', ['s3:GetObject'], [`arn:aws:s3:::${data.bucket}/${data.prefix}*`]),
      allow(
        'WriteAnswers',
        ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        [`arn:aws:s3:::${answers.bucket}/${answers.prefix}*`],
      ),
      allow(
        'ListBuckets',
        ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
        [...new Set([data.bucket, answers.bucket])].map(bucket => `arn:aws:s3:::${bucket}`),
      ),
      allow(
        'SetUp',
        [
          ...['CreateDatabase', 'DeleteDatabase', 'CreateTable', 'UpdateTable', 'DeleteTable'].map(inGlue),
          ...['BatchCreatePartition', 'BatchDeletePartition'].map(inGlue),
        ],
        // A database is removed by who may remove all that could be in it.
        [...catalog, `arn:aws:glue:${region}:*:userDefinedFunction/${database}/*`],
      ),
      allow(
        'SetUpWorkgroup',
        ['CreateWorkGroup', 'UpdateWorkGroup', 'DeleteWorkGroup', 'TagResource'].map(inAthena),
        group,
      ),
    ],
  };
}

const inAthena = (action: string): string => `athena:${action}`;
const inGlue = (action: string): string => `glue:${action}`;

function bucketAndPrefix(location: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*?)\/*$/s.exec(location) ?? [];
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}
