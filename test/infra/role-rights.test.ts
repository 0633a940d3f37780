import { describe, expect, it } from 'vitest';
import { needsOf, type RecordedCall } from '../aws/support/recorded-calls.ts';
import { allows, type Statement } from '../aws/support/role-rights.ts';

const place = { region: 'eu-west-1', account: '123456789012', bucket: 'lake-bucket', results: 'results/pipeline' };
const call = (given: Partial<RecordedCall>): RecordedCall => ({
  function: 'build',
  service: 's3',
  method: 'GET',
  path: '/',
  target: '',
  text: '',
  ...given,
});
const allow = (Action: string[], Resource: unknown, Condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const allAllowed = (statements: Statement[], given: Partial<RecordedCall>) =>
  needsOf(call(given), place).every((need) => allows(statements, need, place));

describe('the rights that a rehearsed call needs', () => {
  it('are looked for by key, and by prefix where keys are listed', () => {
    const read = [allow(['s3:GetObject'], 'arn:aws:s3:::lake-bucket/lake/raw/*')];
    expect(allAllowed(read, { path: '/lake-bucket/lake/raw/usage/a.parquet' })).toBe(true);
    expect(allAllowed(read, { path: '/lake-bucket/lake/marts/a.parquet' })).toBe(false);
    expect(allAllowed(read, { method: 'PUT', path: '/lake-bucket/lake/raw/a' })).toBe(false);
    const list = [
      allow(['s3:ListBucket'], 'arn:aws:s3:::lake-bucket', { StringLikeIfExists: { 's3:prefix': ['lake/raw/*'] } }),
    ];
    expect(allAllowed(list, { path: '/lake-bucket?list-type=2&prefix=lake%2Fraw%2Fusage%2F' })).toBe(true);
    expect(allAllowed(list, { path: '/lake-bucket?list-type=2&prefix=lake%2Fmarts%2F' })).toBe(false);
  });

  it('are looked for on catalogue, database and table', () => {
    const glue = (...kinds: string[]) =>
      allow(
        ['glue:CreateTable'],
        kinds.map((kind) => ({
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:glue:eu-west-1:123456789012:${kind}`]],
        })),
      );
    const asked = {
      service: 'glue',
      method: 'POST',
      target: 'AWSGlue.CreateTable',
      text: '{"DatabaseName":"tokenledger_marts","TableInput":{"Name":"fct_ledger"}}',
    };
    expect(allAllowed([glue('catalog', 'database/tokenledger_marts', 'table/tokenledger_marts/*')], asked)).toBe(true);
    expect(allAllowed([glue('database/tokenledger_marts', 'table/tokenledger_marts/*')], asked)).toBe(false);
    expect(allAllowed([glue('catalog', 'database/tokenledger_scratch', 'table/tokenledger_scratch/*')], asked)).toBe(
      false,
    );
  });

  it('of a statement are those that Athena uses in the name of who asks', () => {
    const sql = `UNLOAD (\nSELECT n FROM "tokenledger_scratch"."run1_main_x"\n) TO 's3://lake-bucket/lake/marts/fct_x/period=a/build_id=b/run1-1/' WITH (format = 'PARQUET', compression = 'ZSTD')`;
    const needs = needsOf(
      call({
        service: 'athena',
        method: 'POST',
        target: 'AmazonAthena.StartQueryExecution',
        text: JSON.stringify({ QueryString: sql, WorkGroup: 'tokenledger-pipeline' }),
      }),
      place,
    );
    expect(needs.map((need) => `${need.action} ${need.resource.split(':').at(-1)}`)).toEqual([
      'athena:StartQueryExecution workgroup/tokenledger-pipeline',
      's3:PutObject lake-bucket/results/pipeline/x.csv',
      's3:PutObject lake-bucket/lake/marts/fct_x/period=a/build_id=b/run1-1/x.parquet',
      'glue:GetTable catalog',
      'glue:GetTable database/tokenledger_scratch',
      'glue:GetTable table/tokenledger_scratch/run1_main_x',
      'glue:GetPartitions catalog',
      'glue:GetPartitions database/tokenledger_scratch',
      'glue:GetPartitions table/tokenledger_scratch/run1_main_x',
      's3:GetObject lake-bucket/lake/scratch/run1_main_x/x.parquet',
      's3:ListBucket lake-bucket',
      's3:GetBucketLocation lake-bucket',
    ]);
  });

  it('are unknown for a service that nobody thought of: the rehearsal stops and names it', () => {
    expect(() => needsOf(call({ service: 'dynamodb', target: 'DynamoDB_20120810.PutItem' }), place)).toThrow(
      /dynamodb/,
    );
    expect(() => needsOf(call({ path: '/other-bucket/key' }), place)).toThrow(/reached for bucket other-bucket/);
  });
});
