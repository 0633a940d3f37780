import { contracts } from '../../core/contracts/index.ts';
import { type DeployLayout, deployLayout } from '../../core/deploy/layout.ts';
import { type CostInputs, type CostLine, monthlyCost, totalOf } from '../../core/deploy/monthly-cost.ts';
import { awsNames } from '../../core/names.ts';
import type { ProjectConfig } from '../../core/project-config.ts';
import { sources } from '../../sources/index.ts';
import { UsageError } from '../errors.ts';

/** What a deployment would make, and what it would cost. */
export interface DeployPlan {
  readonly layout: DeployLayout;
  /** What each stack makes, in words. */
  readonly stacks: readonly { readonly stack: string; readonly makes: readonly string[] }[];
  readonly inputs: CostInputs;
  readonly cost: readonly CostLine[];
  /** Micro-USD a month: what it costs to have it, without the lines that grow with data and questions. */
  readonly idleMicroUsd: bigint;
  readonly totalMicroUsd: bigint;
}

/** Alarms that the pipeline stack makes. */
const ALARMS = 7;
/** Shared functions beside one per connection. */
const JOBS = 5;

/**
 * Says what deploying the project makes and costs a month; nothing is asked of AWS. Throws UsageError when the project has
 * no deploy block, and for a connection that cannot run on AWS.
 */
export function deployPlan(config: ProjectConfig, developers?: number): DeployPlan {
  const { deploy } = config;
  if (deploy === undefined)
    throw new UsageError(
      "tokenledger.yaml has no deploy block: write deploy: { account: '123456789012', region: eu-west-1 } (docs/deploy.md)",
    );
  const layout = layoutOf(config, deploy);
  const secrets = layout.connections.filter((c) => c.secret !== null).length + 1;
  const inputs: CostInputs = {
    ...ORDINARY,
    developers: developers ?? deploy.developers,
    connections: layout.connections.length,
    secrets,
    alarms: ALARMS,
    mails: config.email === undefined ? 0 : 5,
  };
  const cost = monthlyCost(inputs);
  return {
    layout,
    stacks: stacksOf(config, layout, secrets),
    inputs,
    cost,
    idleMicroUsd: totalOf(cost.filter((l) => !l.isDataProportional)),
    totalMicroUsd: totalOf(cost),
  };
}

/** An ordinary day, as the rehearsal counts it: the open month, the marts of no month, publishing and the forecast. */
const ORDINARY = {
  runsPerDay: 1,
  periodsPerRun: 2,
  statementsPerPeriod: 285,
  statementsPerPublish: 280,
  bytesPerDeveloper: 1_000_000,
  queriesPerDay: 50,
  bytesPerQuery: 10_485_760,
} as const;

function layoutOf(config: ProjectConfig, deploy: NonNullable<ProjectConfig['deploy']>): DeployLayout {
  try {
    return deployLayout(config, deploy, sources);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function stacksOf(config: ProjectConfig, layout: DeployLayout, secrets: number): DeployPlan['stacks'] {
  const { deploy, email } = config;
  return [
    {
      stack: 'TokenLedger-Data (kept for ever)',
      makes: [
        `buckets ${layout.bucket} and ${layout.bucket}-logs, one KMS key`,
        `Glue databases ${Object.values(awsNames.databases).join(', ')} with ${contracts.length} landed tables`,
        `Athena workgroups ${Object.values(awsNames.workgroups).join(', ')} with scan limits`,
      ],
    },
    {
      stack: 'TokenLedger-Delivery',
      makes: [
        `SNS topic tokenledger-alerts for ${deploy?.alerts.join(', ') || 'nobody yet (deploy.alerts)'}`,
        ...(email?.send === 'ses' ? [`SES identity and configuration set for ${email.from}`] : []),
      ],
    },
    {
      stack: 'TokenLedger-Pipeline',
      makes: [
        `${layout.connections.length + JOBS} Lambda functions: ${JOBS} jobs and one per connection (${layout.connections.map((c) => c.id).join(', ') || 'none'})`,
        `state machine tokenledger, daily at ${deploy?.schedule.at} ${deploy?.schedule.time_zone}`,
        `${secrets} secrets: ${[layout.personKeySecret, ...layout.connections.flatMap((c) => c.secret ?? [])].join(', ')}`,
        `${ALARMS} alarms, one dashboard, one queue for missed starts`,
      ],
    },
    ...(deploy?.export === undefined
      ? []
      : [
          {
            stack: 'TokenLedger-Export (us-east-1)',
            makes: [
              `FOCUS 1.2 and CUR 2.0 exports of account ${deploy.export.payer_account ?? layout.account} into s3://${layout.bucket}/${deploy.export.prefix}`,
            ],
          },
        ]),
  ];
}
