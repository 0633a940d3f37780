import path from 'node:path';
import { awsNames } from '../core/names.ts';
import { PROJECT_FILE } from '../core/project-config.ts';
import { athenaEngine } from '../io/athena/athena-engine.ts';
import { openAthena } from '../io/athena/open-athena.ts';
import { type AthenaPlace, checkedPlace } from '../io/athena/place.ts';
import { costPerLabel, type LabelCost, type StatementStatistics } from '../io/athena/statistics.ts';
import type { Environment } from '../io/environment.ts';
import type { QueryEngine } from '../io/query-engine.ts';
import { openStore } from '../io/store/open-store.ts';
import { athenaPlatform } from './build/athena-platform.ts';
import { type Clock, systemClock } from './clock.ts';
import { UsageError } from './errors.ts';
import { type OpenProject, readConfig } from './project.ts';

/** A project whose lake is a bucket and whose engine is Athena. */
export interface AwsProject {
  readonly project: OpenProject;
  /** Where its builds compute and publish. */
  readonly platform: NonNullable<OpenProject['platform']>;
  /** Opens a scratch database that outlives this process; `resumed` when another one opened it before. */
  readonly openScratch: (name: string, resumed: boolean) => Promise<QueryEngine>;
  /** What the statements so far cost per model, dearest first. */
  readonly costs: () => LabelCost[];
}

/** How a project is opened on AWS. */
export interface AwsProjectOptions {
  /** Folder that holds tokenledger.yaml. */
  readonly root: string;
  /** `TOKENLEDGER_LAKE` and `TOKENLEDGER_WORKGROUP` win over tokenledger.yaml and the deployment's default names. */
  readonly environment: Environment;
  /** Name of this start of a job, a-z and 0-9: scratch tables and idempotency tokens carry it. Never used twice. */
  readonly run: string;
  readonly clock?: Clock;
  /** Longest a statement may take, milliseconds; 30 minutes unless told. */
  readonly statementTimeoutMs?: number;
}

/**
 * Opens a project on AWS: the same use cases run on it as on a folder. Throws UsageError when the lake is no bucket, and
 * says which setting is wrong before anything is started.
 */
export async function openAwsProject(options: AwsProjectOptions): Promise<AwsProject> {
  const { environment, run } = options;
  const clock = options.clock ?? systemClock;
  const root = path.resolve(options.root);
  const config = await readConfig(root);
  if (config === null)
    throw new UsageError(
      `there is no ${PROJECT_FILE} in ${root}: name the project folder, or upload its files (docs/deploy.md)`,
    );
  const lake = (environment.TOKENLEDGER_LAKE ?? config.lake).replace(/\/+$/, '');
  if (!lake.startsWith('s3://'))
    throw new UsageError(
      `the lake is ${lake}: on AWS set TOKENLEDGER_LAKE, or lake in tokenledger.yaml, to s3://bucket/prefix`,
    );
  const place: AthenaPlace = checkedPlace({
    lake,
    workgroup: environment.TOKENLEDGER_WORKGROUP ?? awsNames.workgroups.pipeline,
    databases: awsNames.databases,
  });
  const statements: StatementStatistics[] = [];
  const region = config.deploy?.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (region === undefined)
    throw new UsageError(
      'no AWS region is set: write deploy.region in tokenledger.yaml, or set AWS_REGION, to the region of the lake',
    );
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  // A name of its own per opening: a statement that is asked again later must be run again, not found by its token.
  let opened = 0;
  const open = (database: string) =>
    openAthena({
      place,
      run: `${run}o${++opened}`,
      region,
      clock,
      random: Math.random,
      database,
      onStatement: (s) => statements.push(s),
      ...(options.statementTimeoutMs === undefined ? {} : { timeoutMs: options.statementTimeoutMs }),
      store: { endpoint, region },
    });
  let builds = 0;
  const parts = await open(place.databases.scratch);
  const platform = () => {
    const name = `${run}b${++builds}`;
    return athenaPlatform(parts.named(name), name, clock);
  };
  const project: OpenProject = {
    root,
    config: { ...config, lake },
    implicit: false,
    lakeRoot: lake,
    store: await openStore(lake, { endpoint, region }),
    environment,
    clock,
    // A name of its own per start: another process of the same number is not this one.
    host: `aws-${run}`,
    openWarehouse: async () => athenaEngine(await open(place.databases.published), { kind: 'published' }),
    platform,
  };
  return {
    project,
    platform,
    openScratch: (name, resumed) => athenaEngine(parts, { kind: 'scratch', run: name, resumed }),
    costs: () => costPerLabel(statements),
  };
}
