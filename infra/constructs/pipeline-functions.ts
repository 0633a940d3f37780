import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { awsNames } from '../../src/core/names.ts';
import type { DeploySettings } from '../settings.ts';
import { senderDomain } from '../stacks/delivery.ts';
import { type CodeOf, JobFunction } from './job-function.ts';
import { rights } from './rights.ts';

/** The functions of a deployment. */
export interface PipelineFunctions {
  /** One per connection: each may read its own secret and no other. */
  readonly ingest: ReadonlyMap<string, JobFunction>;
  readonly config: JobFunction;
  readonly build: JobFunction;
  readonly publish: JobFunction;
  readonly forecast: JobFunction;
  readonly report: JobFunction;
  /** All of them but those of the connections. */
  readonly jobs: readonly JobFunction[];
}

/** Makes the functions, each with a role that may touch only its own prefixes, secret and workgroup. */
export function pipelineFunctions(
  scope: Construct,
  settings: DeploySettings,
  key: Key,
  codeOf: CodeOf,
): PipelineFunctions {
  const { layout, config } = settings;
  const { partition, region, account } = Stack.of(scope);
  const may = rights({ layout, partition, region, account, keyArn: key.keyArn });
  /** Every function reads the project's files and takes part in the run's lease. */
  const base = (...lists: string[]) => [
    may.key(),
    may.read('config/*'),
    may.write('lake/_run.json'),
    may.list('config/*', ...lists),
    may.locate(),
  ];
  const make = (
    name: string,
    code: 'ingest' | 'build-step' | 'publish' | 'forecast' | 'report',
    description: string,
    memoryMb: number,
    secrets: readonly string[],
    statements: readonly PolicyStatement[],
  ) => {
    const environment = {
      TOKENLEDGER_LAKE: layout.lake,
      TOKENLEDGER_CONFIG: layout.config,
      TOKENLEDGER_WORKGROUP: awsNames.workgroups.pipeline,
      TOKENLEDGER_SECRETS: secrets.join(','),
    };
    const own = secrets.length === 0 ? statements : [...statements, may.secrets(secrets)];
    return new JobFunction(
      scope,
      name,
      { name: `tokenledger-${name}`, code, description, memoryMb, environment, statements: own },
      codeOf,
    );
  };
  const landing = [
    ...base('lake/raw/*', 'lake/landing/*'),
    may.write('lake/raw/*', 'lake/landing/*'),
    // A window whose content is as before takes its new file back.
    may.remove('lake/raw/*'),
  ];
  const person = layout.personKeySecret;
  const ingest = new Map(
    layout.connections.map((c) => [
      c.id,
      make(
        `ingest-${c.id}`,
        'ingest',
        `Reads connection ${c.id}`,
        1769,
        c.secret === null ? [person] : [person, c.secret],
        [
          ...landing,
          ...(c.files === null ? [] : may.files(c.files)),
          ...(c.usesCostExplorer ? [may.costExplorer()] : []),
        ],
      ),
    ]),
  );
  const landsConfig = make(
    'ingest-config',
    'ingest',
    'Lands people, teams, budgets and prices',
    1769,
    [person],
    landing,
  );

  const results = `${layout.results}/pipeline/*`;
  const querying = [may.athena('pipeline'), may.write(results), may.list(results)];
  const scratch = [
    may.write('lake/scratch/*'),
    may.remove('lake/scratch/*'),
    may.writeTables('scratch'),
    may.readTables('scratch', 'raw', 'marts', 'published'),
  ];
  const building = [...querying, ...scratch, may.read('lake/raw/*', 'lake/state/*'), may.write('lake/marts/*')];
  const publishing = [
    ...building,
    may.remove('lake/marts/*'),
    may.write('lake/_lock.json', 'lake/state/*'),
    may.writeTables('marts', 'published'),
  ];
  const lists = [
    'lake/',
    'lake/raw/*',
    'lake/marts/*',
    'lake/scratch/*',
    'lake/state/*',
    'lake/staged/*',
    'lake/runs/*',
  ];
  const build = make(
    'build-step',
    'build-step',
    'Plans a run and builds its months, a step at a time',
    1024,
    [],
    // Closed months and summaries are made from stored builds, which Athena reads once they are registered.
    [
      ...base(...lists),
      ...building,
      may.registerBuilds(),
      may.write('lake/_tokenledger.json', 'lake/staged/*', 'lake/runs/*'),
    ],
  );
  const publish = make(
    'publish',
    'publish',
    'Publishes tested builds by one swap',
    1024,
    [],
    [...base(...lists), ...publishing, may.read('lake/staged/*'), may.remove('lake/staged/*')],
  );
  const forecast = make(
    'forecast',
    'forecast',
    'Forecasts spend from the published tables',
    3008,
    [person],
    [...base(...lists), ...publishing, may.write('lake/raw/*'), may.remove('lake/raw/*')],
  );
  const report = make(
    'report',
    'report',
    'Sends the monthly mail',
    1769,
    [person],
    [
      ...base('lake/marts/*', 'lake/state/*', 'lake/raw/*'),
      ...querying,
      may.readTables('published', 'marts'),
      may.read('lake/marts/*', 'lake/raw/*'),
      may.write('lake/state/mail/*'),
      ...(config.email?.send === 'ses'
        ? [may.sendMail(senderDomain(config.email.from), config.email.configuration_set ?? 'tokenledger')]
        : []),
    ],
  );
  const jobs = [landsConfig, build, publish, forecast, report];
  return { ingest, config: landsConfig, build, publish, forecast, report, jobs };
}
