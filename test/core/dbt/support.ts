import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { formatProblem, ProjectProblems } from '../../../src/core/dbt/problem.ts';
import { loadProject } from '../../../src/core/dbt/project.ts';
import type { Project } from '../../../src/core/dbt/project-types.ts';
import { duckdbShimStatements } from '../../../src/core/dbt/shim.ts';

/** Repository root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Texts of all files below folders of the repository, by path from its root. */
export function filesOf(...folders: string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = path.join(folder, name);
      if (statSync(path.join(root, file)).isFile()) files.set(file, readFileSync(path.join(root, file), 'utf8'));
    }
  }
  return files;
}

/** The fixture project `small`, with files added or replaced (paths from the project's folder). */
export function smallProject(changes: Readonly<Record<string, string | undefined>> = {}): Project {
  const folder = 'test/fixtures/dbt/small';
  const files = filesOf(folder);
  for (const [file, text] of Object.entries(changes)) {
    if (text === undefined) files.delete(`${folder}/${file}`);
    else files.set(`${folder}/${file}`, text);
  }
  return loadProject(files, folder);
}

/** A project of the product's own macros with the given models, for tests of macros. */
export function macroProject(models: Readonly<Record<string, string>>): Project {
  const files = filesOf('dbt-like-models/macros');
  files.set('dbt-like-models/dbt_project.yml', 'name: macros\nversion: "1"\n');
  for (const [name, text] of Object.entries(models)) files.set(`dbt-like-models/models/${name}.sql`, text);
  return loadProject(files, 'dbt-like-models');
}

/** An in-memory DuckDB with the shim, as the engine opens it. */
export interface TestDatabase {
  run(sql: string): Promise<void>;
  /** Rows as plain objects; decimals and bigints as text. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

/** Opens one. */
export async function openDatabase(): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection: DuckDBConnection = await instance.connect();
  await connection.run("SET TimeZone='UTC'");
  const shim = readFileSync(path.join(root, 'dbt-like-models/macros/duckdb_shim.sql'), 'utf8');
  for (const statement of duckdbShimStatements(shim)) await connection.run(statement);
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJson() as Record<string, unknown>[];
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Problems of the small project with the given changes, without the folder in front. */
export function problemsOf(changes: Readonly<Record<string, string | undefined>>): string[] {
  try {
    smallProject(changes);
  } catch (error) {
    if (error instanceof ProjectProblems) {
      return error.problems.map(formatProblem).map((p) => p.replaceAll('test/fixtures/dbt/small/', ''));
    }
    throw error;
  }
  return [];
}
