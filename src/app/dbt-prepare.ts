import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { WHOLE } from '../core/dbt/plan.ts';
import { openDuckDb } from '../io/duckdb/open-duckdb.ts';
import { packageRoot } from '../io/package-files.ts';
import { planWarehouse } from './build/build.ts';
import { windowsOf } from './build/fingerprints.ts';
import { createRawRelations } from './build/raw-relations.ts';
import { RULE_VERSION } from './build/rule-version.ts';
import { RunError } from './errors.ts';
import type { OpenProject } from './project.ts';

/** Name of the database that real dbt builds in, beside the lake's folders; profiles.example.yml names it too. */
export const DBT_FILE = 'dbt.duckdb';

/** What dbt needs to build the models on a lake. */
export interface DbtSources {
  /** DuckDB file, absolute: schema `raw` holds the landed tables, everything else is dbt's to make. */
  readonly database: string;
  /** Folder of dbt_project.yml. */
  readonly projectDir: string;
  /** Variables the runner would set. */
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * Makes a DuckDB file in which real dbt can build the models: the landed tables of all periods in schema `raw`, over
 * exactly the files that count today, and the period states on `asOf`. A file that is there is replaced whole; what dbt
 * built in it before is gone. Throws RunError when the lake is empty.
 */
export async function prepareDbt(
  project: OpenProject,
  options: { readonly asOf: string; readonly out?: string },
): Promise<DbtSources> {
  const { inputs, states, models } = await planWarehouse(project, options);
  if (inputs.periods.size === 0) {
    throw new RunError(
      `nothing has landed in ${project.lakeRoot} yet; run 'tokenledger run --project ${project.root}' first`,
    );
  }
  const database = path.resolve(options.out ?? path.join(project.lakeRoot, DBT_FILE));
  const candidate = `${database}.${process.pid}.tmp`;
  await mkdir(path.dirname(database), { recursive: true });
  await rm(candidate, { force: true });
  const engine = await openDuckDb({ lakeRoot: project.lakeRoot, path: candidate, initSql: models.duckdbShim });
  try {
    await createRawRelations(engine, windowsOf(inputs, WHOLE), [...states.values()]);
  } catch (error) {
    await engine.close();
    await rm(candidate, { force: true });
    throw error;
  }
  await engine.close();
  await rename(candidate, database);
  const vars = { rule_version: RULE_VERSION, focus_include: project.config.focus.include };
  return { database, projectDir: path.join(packageRoot, 'dbt-like-models'), vars };
}
