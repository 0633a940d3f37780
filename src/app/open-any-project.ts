import path from 'node:path';
import { deployLayout } from '../core/deploy/layout.ts';
import { PROJECT_FILE } from '../core/project-config.ts';
import { readEnvironment } from '../io/environment.ts';
import { openAwsProject } from './aws-project.ts';
import { UsageError } from './errors.ts';
import { type OpenOptions, type OpenProject, openProject, readConfig } from './project.ts';
import { checkOwnLake } from './stepwise/check-place.ts';

/** How a project is opened wherever its lake is. */
export interface OpenAnyOptions extends OpenOptions {
  /** A name that was never used before, a-z and 0-9, for statements and scratch tables where the lake is a bucket. */
  readonly run: string;
}

/**
 * Opens a project where its lake is: a folder with the embedded engine, or the bucket of a deployment with Athena when
 * `lake` in tokenledger.yaml (or TOKENLEDGER_LAKE) is `s3://bucket/prefix`. A bucket has to hold a lake of ours already.
 * Throws UsageError and RunError naming the setting before anything is changed.
 */
export async function openAnyProject(options: OpenAnyOptions): Promise<OpenProject> {
  const root = path.resolve(options.root);
  const config = await readConfig(root);
  const environment = readEnvironment(root, options.processEnvironment);
  const lake = environment.TOKENLEDGER_LAKE ?? config?.lake;
  if (
    config === null ||
    lake === undefined ||
    (environment.TOKENLEDGER_LAKE === undefined && !lake.startsWith('s3://'))
  )
    return openProject(options);
  if (config.deploy !== undefined) {
    const { lake: deployed } = deployLayout({ connections: [] }, config.deploy, []);
    if (lake.replace(/\/+$/, '') !== deployed)
      throw new UsageError(
        `the lake is ${lake}, and the deploy block of ${PROJECT_FILE} makes ${deployed}: correct lake (or TOKENLEDGER_LAKE), or deploy.account, deploy.region and deploy.bucket`,
      );
  }
  const { clock } = options;
  const { project } = await openAwsProject({ root, environment, run: options.run, ...(clock && { clock }) });
  await checkOwnLake(project.store, project.openWarehouse!);
  return project;
}
