import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { glueTableOf } from '../../src/core/contracts/glue-table.ts';
import { contracts } from '../../src/core/contracts/index.ts';
import { awsNames } from '../../src/core/names.ts';
import { sources } from '../../src/sources/index.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { namedQueries } from '../named-queries.ts';
import type { DeploySettings } from '../settings.ts';

/** Writers of raw tables that are no source. */
const OWN_WRITERS = ['config', 'forecast', 'tokenledger'];
const GIB = 1024 ** 3;

/** What outlives every release: the lake with its key and logs, the catalogue, the workgroups. Nothing here is ever deleted by a stack. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly lake: Bucket;

  constructor(scope: Construct, id: string, settings: DeploySettings, props: StackProps) {
    super(scope, id, props);
    const { layout } = settings;
    this.key = new Key(this, 'Key', {
      alias: 'tokenledger',
      description: 'Encrypts the lake of TokenLedger',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const logs = new Bucket(this, 'AccessLogs', {
      bucketName: `${layout.bucket}-logs`,
      encryption: BucketEncryption.S3_MANAGED,
      ...CLOSED,
      lifecycleRules: [{ expiration: Duration.days(400) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(logs, { 'AwsSolutions-S1': 'this is the bucket that the access logs go to' });
    this.lake = new Bucket(this, 'Lake', {
      bucketName: layout.bucket,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      ...CLOSED,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'lake/',
      lifecycleRules: LIFECYCLE,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (settings.deploy.export !== undefined) this.letExportsWrite(settings);
    this.makeCatalogue(settings);
    this.makeWorkgroups(settings);
  }

  /** Data Exports of this account, or of the one that pays, may write below their prefix, nothing else. */
  private letExportsWrite({ layout, deploy }: DeploySettings): void {
    const payer = deploy.export?.payer_account ?? layout.account;
    const services = ['bcm-data-exports.amazonaws.com', 'billingreports.amazonaws.com'];
    const allow = (actions: string[], resources: string[]) =>
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: services.map((s) => new ServicePrincipal(s)),
        actions,
        resources,
        conditions: {
          StringEquals: { 'aws:SourceAccount': payer },
          ArnLike: { 'aws:SourceArn': [`arn:${this.partition}:bcm-data-exports:us-east-1:${payer}:export/*`] },
        },
      });
    this.lake.addToResourcePolicy(allow(['s3:PutObject'], [this.lake.arnForObjects(`${deploy.export?.prefix}/*`)]));
    this.lake.addToResourcePolicy(allow(['s3:GetBucketPolicy'], [this.lake.bucketArn]));
    this.key.addToResourcePolicy(allow(['kms:GenerateDataKey', 'kms:Decrypt'], ['*']));
  }

  private makeCatalogue({ layout, deploy }: DeploySettings): void {
    const databases = new Map<string, CfnDatabase>();
    for (const [area, name] of Object.entries(awsNames.databases)) {
      const database = new CfnDatabase(this, `Database${area}`, {
        catalogId: this.account,
        databaseInput: { name, description: DATABASES[area as keyof typeof DATABASES] },
      });
      database.applyRemovalPolicy(RemovalPolicy.RETAIN);
      databases.set(area, database);
    }
    const writers = [...sources.map((s) => s.name), ...OWN_WRITERS];
    for (const contract of contracts) {
      const input = glueTableOf(contract, { lake: layout.lake, sources: writers, firstDay: deploy.first_day });
      const table = new CfnTable(this, `Raw${contract.name}`, {
        catalogId: this.account,
        databaseName: awsNames.databases.raw,
        tableInput: tableInputOf(input),
      });
      table.addResourceDependency(databases.get('raw')!);
    }
  }

  private makeWorkgroups({ layout, deploy }: DeploySettings): void {
    const limits: Record<keyof typeof awsNames.workgroups, number> = {
      pipeline: 200 * GIB,
      bi: deploy.scan_limit_gb.bi * GIB,
      adhoc: deploy.scan_limit_gb.adhoc * GIB,
    };
    for (const [use, name] of Object.entries(awsNames.workgroups)) {
      const group = new CfnWorkGroup(this, `Workgroup${use}`, {
        name,
        description: WORKGROUPS[use as keyof typeof WORKGROUPS],
        // A workgroup with a history of queries is kept by Athena unless told otherwise.
        recursiveDeleteOption: true,
        workGroupConfiguration: {
          engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
          // The pipeline writes tables to locations of its own, which enforced settings would refuse.
          enforceWorkGroupConfiguration: use !== 'pipeline',
          publishCloudWatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: limits[use as keyof typeof limits],
          resultConfiguration: {
            outputLocation: `s3://${layout.bucket}/${layout.results}/${use}/`,
            encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: this.key.keyArn },
          },
        },
      });
      if (use === 'adhoc')
        for (const query of namedQueries()) {
          new CfnNamedQuery(this, `Query${query.name}`, {
            name: query.name,
            description: query.description,
            database: awsNames.databases.published,
            queryString: query.sql,
            workGroup: name,
          }).addResourceDependency(group);
        }
    }
  }
}

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
};

const LIFECYCLE: LifecycleRule[] = [
  { id: 'half-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
  { id: 'results', prefix: 'results/', expiration: Duration.days(7), noncurrentVersionExpiration: Duration.days(1) },
  {
    id: 'scratch',
    prefix: 'lake/scratch/',
    expiration: Duration.days(3),
    noncurrentVersionExpiration: Duration.days(1),
  },
  {
    id: 'staged',
    prefix: 'lake/staged/',
    expiration: Duration.days(14),
    noncurrentVersionExpiration: Duration.days(1),
  },
  // Old versions are the way back from a mistake; a month is enough to notice one.
  { id: 'old-versions', noncurrentVersionExpiration: Duration.days(30) },
];

const DATABASES = {
  raw: 'Landed tables of TokenLedger, one per contract. Restricted: actor_directory holds identities.',
  marts: 'Stored builds of the marts; read them through the views of the published database.',
  scratch: 'Tables of running builds; removed by the runs themselves.',
  published: 'What people read: marts and finance views of TokenLedger.',
};

const WORKGROUPS = {
  pipeline: 'Builds of TokenLedger',
  bi: 'Dashboards and extracts over TokenLedger',
  adhoc: 'Questions of people over TokenLedger',
};

/** Glue's input in the spelling of CloudFormation's L1: first letters in lower case, texts and parameters as they are. */
function tableInputOf(input: ReturnType<typeof glueTableOf>): CfnTable.TableInputProperty {
  const column = (c: { Name: string; Type: string; Comment?: string }) => ({
    name: c.Name,
    type: c.Type,
    ...(c.Comment === undefined ? {} : { comment: c.Comment }),
  });
  const storage = input.StorageDescriptor;
  return {
    name: input.Name,
    description: input.Description,
    tableType: input.TableType,
    partitionKeys: input.PartitionKeys.map(column),
    parameters: { ...input.Parameters },
    storageDescriptor: {
      columns: storage.Columns.map(column),
      location: storage.Location,
      inputFormat: storage.InputFormat,
      outputFormat: storage.OutputFormat,
      serdeInfo: {
        serializationLibrary: storage.SerdeInfo.SerializationLibrary,
        parameters: { ...storage.SerdeInfo.Parameters },
      },
    },
  };
}
