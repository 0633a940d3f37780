import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient, type TableInput } from '@aws-sdk/client-glue';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { checkPlace } from '../../../src/app/stepwise/check-place.ts';
import { glueTableOf } from '../../../src/core/contracts/glue-table.ts';
import { contracts } from '../../../src/core/contracts/index.ts';
import { awsNames } from '../../../src/core/names.ts';
import { openStore } from '../../../src/io/store/open-store.ts';
import { sources } from '../../../src/sources/index.ts';
import { startTrino } from '../../trino/support/server.ts';
import { startAthena } from './athena-server.ts';
import { startLocalAws } from './local-aws.ts';
import { catalogOver } from './rehearsal.ts';

const REGION = 'us-east-1';
const BUCKET = 'example-lake';

/** A lake of ours in a bucket of the local AWS, with the catalogue that a deployment makes. */
export interface BucketLake {
  /** `s3://bucket/lake`. */
  readonly lake: string;
  /** What a person's shell would hold to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts S3, Glue and Athena on this machine with what the data stack would make, and marks the lake as ours. */
export async function startBucketLake(): Promise<BucketLake> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tl-bucket-'));
  const athena = await startAthena(Object.values(awsNames.workgroups));
  const aws = await startLocalAws(folder, athena.url, REGION);
  const trino = await startTrino({ awsdatacatalog: catalogOver(aws.url) });
  athena.connect(trino.url);
  const environment = {
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_ATHENA: athena.url,
  };
  Object.assign(process.env, environment);
  const lake = `s3://${BUCKET}/lake`;
  await new S3Client({ endpoint: aws.url, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  const glue = new GlueClient({});
  for (const Name of Object.values(awsNames.databases))
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
  const writers = [...sources.map((s) => s.name), 'config', 'forecast', 'tokenledger'];
  for (const contract of contracts) {
    const table = glueTableOf(contract, { lake, sources: writers, firstDay: '2023-01-01' });
    const request = { DatabaseName: awsNames.databases.raw, TableInput: table as unknown as TableInput };
    await glue.send(new CreateTableCommand(request));
  }
  const answering = { query: async () => ({ columns: [], rows: [] }), close: async () => {} };
  await checkPlace(await openStore(lake, { endpoint: aws.url, region: REGION }), async () => answering as never);
  return {
    lake,
    environment,
    close: async () => {
      await trino.close();
      await aws.close();
      await athena.close();
      for (const name of Object.keys(environment)) delete process.env[name];
      await rm(folder, { recursive: true, force: true });
    },
  };
}
