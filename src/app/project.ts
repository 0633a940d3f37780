import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { describeProblem } from '../core/problem.ts';
import { PROJECT_FILE, type ProjectConfig, parseProjectConfig } from '../core/project-config.ts';
import { type Environment, readEnvironment } from '../io/environment.ts';
import type { ObjectStore } from '../io/object-store.ts';
import type { QueryEngine } from '../io/query-engine.ts';
import { folderStore } from '../io/store/folder-store.ts';
import { sources } from '../sources/index.ts';
import type { ModelProject } from './build/model-project.ts';
import type { BuildPlatform } from './build/platform.ts';
import { type Clock, systemClock } from './clock.ts';
import { RunError, UsageError } from './errors.ts';

/** An opened project: its config, its lake and the world around it. */
export interface OpenProject {
  /** Folder that holds tokenledger.yaml. */
  readonly root: string;
  readonly config: ProjectConfig;
  /** True when there is no tokenledger.yaml: a run on somebody's own machine or on one export, with defaults. */
  readonly implicit: boolean;
  /** Lake folder, absolute; `s3://bucket/prefix` on AWS. */
  readonly lakeRoot: string;
  readonly store: ObjectStore;
  readonly environment: Environment;
  readonly clock: Clock;
  /** Name of this machine, for lock messages. */
  readonly host: string;
  /** Opens the published relations for reading where they are not the warehouse file of the lake folder. */
  readonly openWarehouse?: () => Promise<QueryEngine>;
  /** Where builds compute and publish, when that is not DuckDB on this machine; every call gives scratch names of its own. */
  readonly platform?: (models: ModelProject) => BuildPlatform;
}

/** Config of a run without a tokenledger.yaml: one connection of a source that needs no account. */
const IMPLICIT: ProjectConfig = {
  version: 1,
  company: 'this machine',
  currency: 'USD',
  fiscal_year_start_month: 1,
  lake: 'lake',
  focus: { include: 'ai' },
  close_after_days: 45,
  alias_domains: [],
  connections: [],
  ledger_of_money: [],
};

/** How a project is opened. */
export interface OpenOptions {
  readonly root: string;
  readonly processEnvironment: Environment;
  readonly clock?: Clock;
  /** True when the command can do without a tokenledger.yaml (`run --source …`). */
  readonly implicit?: boolean;
}

/**
 * Opens a project folder. Throws RunError listing every problem of tokenledger.yaml by line, and UsageError saying how to
 * make one when there is none.
 */
export async function openProject(options: OpenOptions): Promise<OpenProject> {
  const root = path.resolve(options.root);
  const configured = await readConfig(root);
  if (configured === null && options.implicit !== true) {
    throw new UsageError(
      `there is no ${PROJECT_FILE} in ${root}: run 'tokenledger init --project ${root}', or name the project folder with --project DIR`,
    );
  }
  const config = configured ?? IMPLICIT;
  if (config.lake.startsWith('s3://')) {
    throw new UsageError(
      `${PROJECT_FILE} names the lake ${config.lake}: this works on folders only. Set lake to a folder, or use the deployed pipeline (docs/deploy.md).`,
    );
  }
  const lakeRoot = path.resolve(root, config.lake);
  return {
    root,
    config,
    implicit: configured === null,
    lakeRoot,
    store: folderStore(lakeRoot),
    environment: readEnvironment(root, options.processEnvironment),
    clock: options.clock ?? systemClock,
    host: hostname(),
  };
}

/** The checked tokenledger.yaml of a project folder, or null when there is none. Throws RunError listing every problem of it. */
export async function readConfig(root: string): Promise<ProjectConfig | null> {
  const file = path.join(root, PROJECT_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const { config, problems } = parseProjectConfig(text, sources);
  if (config === null) throw new RunError(problems.map(describeProblem).join('\n'));
  return config;
}
