import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FooterCache } from '../../io/duckdb/describe-relation.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import type { OpenProject } from '../project.ts';
import type { ModelProject } from './model-project.ts';
import type { BuildPlatform } from './platform.ts';
import { removeOldBuilds } from './remove-old-builds.ts';

/** Name of the file of views that people and BI tools open. */
export const WAREHOUSE_FILE = 'warehouse.duckdb';

/** Where the builds of a project compute and publish. */
export function platformOf(project: OpenProject, models: ModelProject): BuildPlatform {
  return project.platform?.(models) ?? localPlatform(project, models);
}

/** DuckDB in this process: scratch databases in memory, the published views in a file that is renamed into place. */
export function localPlatform(project: OpenProject, models: ModelProject): BuildPlatform {
  const initSql = models.duckdbShim;
  const footers: FooterCache = new Map();
  return {
    openScratch: (_period, sideBySide) =>
      openDuckDb({
        lakeRoot: project.lakeRoot,
        path: ':memory:',
        threads: sideBySide > 1 ? 1 : 2,
        memoryLimit: '1GB',
        initSql,
        footers,
      }),
    openCandidate: async () => {
      const warehouse = path.join(project.lakeRoot, WAREHOUSE_FILE);
      const file = `${warehouse}.${process.pid}.tmp`;
      await rm(file, { force: true });
      const engine = await openDuckDb({ lakeRoot: project.lakeRoot, path: file, initSql, footers });
      return {
        engine,
        publish: async () => {
          await engine.close();
          await rename(file, warehouse);
          return warehouse;
        },
        discard: async () => {
          await engine.close();
          await rm(file, { force: true });
        },
      };
    },
    removeOldBuilds: async (states) => {
      await removeOldBuilds(project.store, states);
    },
  };
}
