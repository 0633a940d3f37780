import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ALARMS } from '../../infra/constructs/watch.ts';
import { readDeploySettings } from '../../infra/settings.ts';
import { contracts } from '../../src/core/contracts/index.ts';
import { awsNames } from '../../src/core/names.ts';
import { exampleTemplates } from './support.ts';

const { data, delivery, pipeline, exported } = exampleTemplates();
const { layout } = readDeploySettings();

/**
 * A template without what has its own tests: hashes of assets, which every change of code changes, and the tables and
 * questions, which come from contracts and SQL files.
 */
function normalised(template: Template): unknown {
  const { Resources: resources, ...rest } = template.toJSON();
  const kept = Object.entries(resources as Record<string, { Type: string }>).filter(
    ([, r]) => r.Type !== 'AWS::Glue::Table' && r.Type !== 'AWS::Athena::NamedQuery',
  );
  const text = JSON.stringify({ ...rest, Resources: Object.fromEntries(kept) })
    .replace(/[0-9a-f]{64}/g, '<hash>')
    .replace(/cdk-hnb659fds-assets-[0-9]+-[a-z0-9-]+/g, '<assets>');
  return JSON.parse(text);
}

/** Every statement of the role of a function, by the role's construct path. */
function statementsOf(name: string): { Action: string | string[]; Resource: unknown; Condition?: unknown }[] {
  const policies = pipeline.findResources('AWS::IAM::Policy');
  const id = name.replaceAll('-', '');
  return Object.entries(policies)
    .filter(([logical]) => logical.startsWith(`${id}Role`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}
const text = (value: unknown) => JSON.stringify(value);

describe('the stacks', () => {
  it('are as they were', () => {
    expect(normalised(data)).toMatchSnapshot('data');
    expect(normalised(delivery)).toMatchSnapshot('delivery');
    expect(normalised(pipeline)).toMatchSnapshot('pipeline');
    expect(normalised(exported)).toMatchSnapshot('export');
  });

  it('keep the lake encrypted, private, versioned, logged, and for ever', () => {
    data.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        BucketName: layout.bucket,
        VersioningConfiguration: { Status: 'Enabled' },
        LoggingConfiguration: Match.objectLike({ LogFilePrefix: 'lake/' }),
        BucketEncryption: Match.objectLike({
          ServerSideEncryptionConfiguration: [
            Match.objectLike({
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }),
            }),
          ],
        }),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    });
    expect(text(data.findResources('AWS::S3::BucketPolicy'))).toContain('"aws:SecureTransport":"false"');
    expect(text(data.toJSON())).not.toContain('AutoDeleteObjects');
  });

  it('make a Glue table per contract in the database the engine reads', () => {
    for (const contract of contracts)
      data.hasResourceProperties('AWS::Glue::Table', {
        DatabaseName: awsNames.databases.raw,
        TableInput: Match.objectLike({ Name: contract.name, TableType: 'EXTERNAL_TABLE' }),
      });
    data.resourceCountIs('AWS::Glue::Table', contracts.length);
    data.resourceCountIs('AWS::Glue::Database', 4);
  });

  it('cut off dear queries, and let only the pipeline write where it wants', () => {
    for (const [use, name] of Object.entries(awsNames.workgroups))
      data.hasResourceProperties('AWS::Athena::WorkGroup', {
        Name: name,
        WorkGroupConfiguration: Match.objectLike({
          EnforceWorkGroupConfiguration: use !== 'pipeline',
          BytesScannedCutoffPerQuery: Match.anyValue(),
          EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        }),
      });
  });

  it('run every function on arm64 and Node 24 with 15 minutes, traced, and logs that expire', () => {
    const functions = pipeline.findResources('AWS::Lambda::Function');
    expect(Object.keys(functions)).toHaveLength(layout.connections.length + 5);
    for (const { Properties: p } of Object.values(functions)) {
      expect(p).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: 900,
        TracingConfig: { Mode: 'Active' },
        Handler: 'app/function/index.handler',
      });
      expect(Buffer.byteLength(text(p.Environment))).toBeLessThan(4096);
    }
    for (const { Properties: p } of Object.values(pipeline.findResources('AWS::Logs::LogGroup')))
      expect(p.RetentionInDays).toBe(90);
  });

  it('start once a day in a time zone with a dead-letter queue, by the scheduled time', () => {
    pipeline.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 5 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: Match.objectLike({
        Input: '{"scheduled":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: Match.anyValue(),
      }),
    });
  });

  it('hold no secret value, and places for exactly the keys that are needed', () => {
    const secrets = Object.values(pipeline.findResources('AWS::SecretsManager::Secret')).map((s) => s.Properties);
    expect(secrets.map((s) => s.Name).sort()).toEqual([
      'tokenledger/anthropic-main',
      'tokenledger/openai-main',
      'tokenledger/person-key',
    ]);
    expect(secrets.filter((s) => s.SecretString !== undefined)).toEqual([]);
  });

  it('alert on every alarm, each with a place in the runbook', () => {
    const alarms = Object.values(pipeline.findResources('AWS::CloudWatch::Alarm')).map((a) => a.Properties);
    expect(alarms.map((a) => a.AlarmName).sort()).toEqual([...ALARMS].sort());
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    for (const alarm of alarms) {
      expect(runbook).toContain(`\n## ${alarm.AlarmName}\n`);
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toContain(`docs/runbook.md#${alarm.AlarmName}`);
    }
    pipeline.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('export FOCUS 1.2 and CUR 2.0 with the calling principal into the lake bucket', () => {
    exported.resourceCountIs('AWS::BCMDataExports::Export', 2);
    const text = JSON.stringify(exported.toJSON());
    expect(text).toContain('FROM FOCUS_1_2_AWS');
    expect(text).toContain('"INCLUDE_IAM_PRINCIPAL_DATA":"TRUE"');
    expect(text).toContain(`"S3Bucket":"${layout.bucket}"`);
  });
});

describe('the rights of a function', () => {
  it('reach its own secret and that of the pseudonyms, no other', () => {
    const secrets = (name: string) =>
      [...text(statementsOf(name)).matchAll(/secret:([a-z/-]+)-\?{6}/g)].map((m) => m[1]).sort();
    expect(secrets('ingest-anthropic-main')).toEqual(['tokenledger/anthropic-main', 'tokenledger/person-key']);
    expect(secrets('ingest-finance-invoices')).toEqual(['tokenledger/person-key']);
    expect(secrets('build-step')).toEqual([]);
    expect(secrets('publish')).toEqual([]);
  });

  it('let collectors write landing and raw only, and never query', () => {
    const writes = statementsOf('ingest-openai-main').filter((s) => text(s.Action).includes('s3:PutObject'));
    const keys = [...text(writes).matchAll(/:s3:::[a-z0-9-]+\/([^"]+)"/g)].map((m) => m[1]).sort();
    expect(keys).toEqual(['lake/_run.json', 'lake/landing/*', 'lake/raw/*']);
    expect(text(statementsOf('ingest-openai-main'))).not.toMatch(/athena:|glue:/);
  });

  it('let only publish and forecast change what people read', () => {
    const changesViews = (name: string) =>
      statementsOf(name).some(
        (s) => text(s.Action).includes('glue:UpdateTable') && text(s.Resource).includes('table/tokenledger/*'),
      );
    expect(['build-step', 'publish', 'forecast', 'report'].filter(changesViews)).toEqual(['publish', 'forecast']);
  });

  it('never let anybody touch another workgroup, delete the lake or change policies', () => {
    const all = text(pipeline.findResources('AWS::IAM::Policy'));
    expect(all).toContain(`workgroup/${awsNames.workgroups.pipeline}`);
    expect(all).not.toMatch(/workgroup\/tokenledger-(bi|adhoc)|workgroup\/\*/);
    expect(all).not.toMatch(/s3:\*|s3:DeleteBucket|s3:PutBucket|iam:|kms:\*|"Action":"\*"/);
  });

  it('let only the report send mail, from the configured domain', () => {
    const mails = (name: string) => text(statementsOf(name)).includes('ses:Send');
    expect(['ingest-anthropic-main', 'build-step', 'publish', 'forecast', 'report'].filter(mails)).toEqual(['report']);
    expect(text(statementsOf('report'))).toContain('identity/example.com');
  });
});
