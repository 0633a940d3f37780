import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DeployLayout, deployLayout } from '../src/core/deploy/layout.ts';
import { describeProblem } from '../src/core/problem.ts';
import { type DeployConfig, PROJECT_FILE, type ProjectConfig, parseProjectConfig } from '../src/core/project-config.ts';
import { sources } from '../src/sources/index.ts';

/** A checked project that is to be deployed. */
export interface DeploySettings {
  readonly config: ProjectConfig;
  readonly deploy: DeployConfig;
  readonly layout: DeployLayout;
}

const exampleProject = path.join(path.dirname(fileURLToPath(import.meta.url)), 'example');

/**
 * Reads the `tokenledger.yaml` of a project folder; the example beside this file when none is named. Throws listing every
 * problem with its line.
 */
export function readDeploySettings(project: string = exampleProject): DeploySettings {
  return deploySettings(readFileSync(path.join(project, PROJECT_FILE), 'utf8'), project);
}

/** The settings of the text of a `tokenledger.yaml`; `project` is for messages. */
export function deploySettings(yaml: string, project: string): DeploySettings {
  const { config, problems } = parseProjectConfig(yaml, sources);
  if (config === null) throw new Error(problems.map(describeProblem).join('\n'));
  if (config.deploy === undefined)
    throw new Error(
      `${path.join(project, PROJECT_FILE)} has no deploy block: write deploy: { account: '123456789012', region: eu-west-1 }`,
    );
  return { config, deploy: config.deploy, layout: deployLayout(config, config.deploy, sources) };
}
