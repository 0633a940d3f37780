import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DeployLayout } from '../../src/core/deploy/layout.ts';
import { awsNames } from '../../src/core/names.ts';

/** The parts of a deployment that rights are about. */
export interface RightsPlace {
  readonly layout: DeployLayout;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly keyArn: string;
}

type Database = keyof typeof awsNames.databases;

/** Makes the statements of a function's role; nothing here names more than one purpose. */
export function rights(place: RightsPlace) {
  const { layout, partition, region, account } = place;
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    new PolicyStatement({ effect: Effect.ALLOW, actions, resources, ...(conditions && { conditions }) });
  const bucketArn = `arn:${partition}:s3:::${layout.bucket}`;
  const below = (prefixes: readonly string[]) => prefixes.map((prefix) => `${bucketArn}/${prefix}`);
  const glue = (kind: string) => `arn:${partition}:glue:${region}:${account}:${kind}`;
  const tables = (databases: readonly Database[]) => [
    glue('catalog'),
    ...databases.flatMap((d) => [glue(`database/${awsNames.databases[d]}`), glue(`table/${awsNames.databases[d]}/*`)]),
  ];
  return {
    /** Reads keys below prefixes, `lake/raw/*` for instance. */
    read: (...prefixes: string[]) => allow(['s3:GetObject'], below(prefixes)),
    /** Writes keys below prefixes; what is overwritten stays as an old version. */
    write: (...prefixes: string[]) =>
      allow(
        ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        below(prefixes),
      ),
    /** Removes keys below prefixes; old versions stay for a month. */
    remove: (...prefixes: string[]) => allow(['s3:DeleteObject'], below(prefixes)),
    /**
     * Lists keys below prefixes. `IfExists`, because reading a key that is not there answers 404 only to who may list, and
     * such a request names no prefix.
     */
    list: (...prefixes: string[]) =>
      allow(['s3:ListBucket'], [bucketArn], { StringLikeIfExists: { 's3:prefix': prefixes } }),
    /** Athena looks up where the bucket is. */
    locate: () => allow(['s3:GetBucketLocation'], [bucketArn]),
    key: () => allow(['kms:Decrypt', 'kms:GenerateDataKey'], [place.keyArn]),
    secrets: (names: readonly string[]) =>
      allow(
        ['secretsmanager:GetSecretValue'],
        names.map((n) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${n}-??????`),
      ),
    /** Runs statements in one workgroup. */
    athena: (workgroup: keyof typeof awsNames.workgroups) =>
      allow(
        [
          'athena:StartQueryExecution',
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:StopQueryExecution',
          'athena:GetWorkGroup',
        ],
        [`arn:${partition}:athena:${region}:${account}:workgroup/${awsNames.workgroups[workgroup]}`],
      ),
    readTables: (...databases: Database[]) =>
      allow(
        [
          'glue:GetDatabase',
          'glue:GetTable',
          'glue:GetTables',
          'glue:GetPartition',
          'glue:GetPartitions',
          'glue:BatchGetPartition',
        ],
        // Athena looks at the default database whatever it is asked.
        [...tables(databases), glue('database/default')],
      ),
    /** Makes stored tables know builds that were written; nothing is taken away. */
    registerBuilds: () =>
      allow(
        ['glue:CreateTable', 'glue:UpdateTable', 'glue:BatchCreatePartition', 'glue:UpdatePartition'],
        tables(['marts']),
      ),
    writeTables: (...databases: Database[]) =>
      allow(
        [
          'glue:CreateTable',
          'glue:UpdateTable',
          'glue:DeleteTable',
          'glue:BatchDeleteTable',
          'glue:BatchCreatePartition',
          'glue:UpdatePartition',
          'glue:BatchDeletePartition',
        ],
        tables(databases),
      ),
    sendMail: (identity: string, configurationSet: string) =>
      allow(
        ['ses:SendEmail', 'ses:SendRawEmail'],
        [
          `arn:${partition}:ses:${region}:${account}:identity/${identity}`,
          `arn:${partition}:ses:${region}:${account}:configuration-set/${configurationSet}`,
        ],
      ),
    costExplorer: () => allow(['ce:GetCostAndUsage', 'ce:GetDimensionValues'], ['*']),
    /** Reads another place's files, `s3://bucket/prefix`. */
    files: (url: string) => {
      const [, name = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
      const arn = `arn:${partition}:s3:::${name}`;
      return [
        allow(['s3:GetObject'], [`${arn}/${prefix}/*`]),
        allow(['s3:ListBucket'], [arn], { StringLikeIfExists: { 's3:prefix': [`${prefix}*`] } }),
      ];
    },
  };
}
