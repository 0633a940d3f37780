import { access } from 'node:fs/promises';
import path from 'node:path';
import { openDuckDb } from '../io/duckdb/open-duckdb.ts';
import type { QueryEngine } from '../io/query-engine.ts';
import { WAREHOUSE_FILE } from './build/local-platform.ts';
import { RunError } from './errors.ts';
import type { OpenProject } from './project.ts';

/** Opens the published warehouse for reading and closes it after `use`. Throws RunError when nothing was published yet. */
export async function withWarehouse<T>(project: OpenProject, use: (engine: QueryEngine) => Promise<T>): Promise<T> {
  const engine = await (project.openWarehouse?.() ?? openWarehouseFile(project));
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function openWarehouseFile(project: OpenProject): Promise<QueryEngine> {
  const file = path.join(project.lakeRoot, WAREHOUSE_FILE);
  await access(file).catch(() => {
    throw new RunError(`there is no warehouse in ${project.lakeRoot} yet; run 'tokenledger run' first`);
  });
  return openDuckDb({ lakeRoot: project.lakeRoot, path: file, readOnly: true });
}
