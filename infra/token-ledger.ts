import { type App, CliCredentialsStackSynthesizer, Tags } from 'aws-cdk-lib';
import type { CodeOf } from './constructs/job-function.ts';
import { type DeploySettings, readDeploySettings } from './settings.ts';
import { DataStack } from './stacks/data.ts';
import { DeliveryStack } from './stacks/delivery.ts';
import { ExportStack } from './stacks/export.ts';
import { PipelineStack } from './stacks/pipeline.ts';

/** What is deployed, and with which code. */
export interface TokenLedgerOptions {
  /** Project folder; the example unless named. */
  readonly project?: string;
  /** Settings that were read already. */
  readonly settings?: DeploySettings;
  readonly codeOf?: CodeOf;
  /** Uploads assets to this bucket with the caller's own rights, for accounts without the CDK's bootstrap. */
  readonly assetBucket?: string;
}

/** The stacks of a deployment, by lifetime: data outlives everything, pipeline and delivery are made again at will. */
export function tokenLedger(app: App, options: TokenLedgerOptions = {}) {
  const settings = options.settings ?? readDeploySettings(options.project);
  const { account, region } = settings.layout;
  const home = { account, region };
  const synthesizer = () =>
    options.assetBucket === undefined
      ? {}
      : { synthesizer: new CliCredentialsStackSynthesizer({ fileAssetsBucketName: options.assetBucket }) };
  const data = new DataStack(app, 'TokenLedger-Data', settings, {
    env: home,
    description: 'TokenLedger: lake, catalogue, workgroups',
    terminationProtection: true,
    ...synthesizer(),
  });
  const delivery = new DeliveryStack(app, 'TokenLedger-Delivery', settings, {
    env: home,
    description: 'TokenLedger: alerts and mail',
    ...synthesizer(),
  });
  const pipeline = new PipelineStack(app, 'TokenLedger-Pipeline', settings, {
    env: home,
    description: 'TokenLedger: schedule, state machine, functions, alarms',
    key: data.key,
    alerts: delivery.alerts,
    ...(options.codeOf === undefined ? {} : { codeOf: options.codeOf }),
    ...synthesizer(),
  });
  const exported =
    settings.deploy.export === undefined
      ? null
      : new ExportStack(app, 'TokenLedger-Export', settings, {
          env: { account: settings.deploy.export.payer_account ?? account, region: 'us-east-1' },
          description: 'TokenLedger: billing exports',
          ...synthesizer(),
        });
  exported?.addStackDependency(data);
  Tags.of(app).add('application', 'tokenledger');
  return { settings, data, delivery, pipeline, exported };
}
