import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readDeploySettings } from '../../infra/settings.ts';
import { type TokenLedgerOptions, tokenLedger } from '../../infra/token-ledger.ts';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/** An app with the settings of cdk.json, as the command line makes it. */
export function testApp(outdir?: string): App {
  return new App({ context, ...(outdir === undefined ? {} : { outdir }) });
}

/** The example deployment without bundling: functions get one line of code. */
export function exampleStacks(app = testApp(), options: TokenLedgerOptions = {}) {
  return tokenLedger(app, {
    settings: readDeploySettings(),
    codeOf: () => Code.fromInline('exports.handler = async () => ({});'),
    ...options,
  });
}

/** Templates of the example deployment. */
export function exampleTemplates() {
  const { data, delivery, pipeline, exported } = exampleStacks();
  return {
    data: Template.fromStack(data),
    delivery: Template.fromStack(delivery),
    pipeline: Template.fromStack(pipeline),
    exported: Template.fromStack(exported!),
  };
}
