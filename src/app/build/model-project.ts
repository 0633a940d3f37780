import { loadProject } from '../../core/dbt/project.ts';
import type { Project } from '../../core/dbt/project-types.ts';
import { duckdbShimStatements } from '../../core/dbt/shim.ts';
import { packageRoot, readTextFiles } from '../../io/package-files.ts';

/** The product's SQL: the checked model project and the statements that prepare a DuckDB connection for it. */
export interface ModelProject {
  readonly project: Project;
  readonly duckdbShim: readonly string[];
}

let own: Promise<ModelProject> | undefined;

/**
 * The package's own SQL, `dbt-like-models` and `sql/views`, checked; read once in a process. Throws ProjectProblems listing
 * every problem with file and line.
 */
export function readModelProject(): Promise<ModelProject> {
  own ??= read();
  return own;
}

async function read(): Promise<ModelProject> {
  const files = await readTextFiles(packageRoot, ['dbt-like-models', 'sql']);
  const shim = files.get('dbt-like-models/macros/duckdb_shim.sql') ?? '';
  return { project: loadProject(files, 'dbt-like-models'), duckdbShim: duckdbShimStatements(shim) };
}
