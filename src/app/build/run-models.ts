import { type CompileOptions, compileModel } from '../../core/dbt/compile.ts';
import type { DataTest } from '../../core/dbt/project-types.ts';
import type { QueryEngine } from '../../io/query-engine.ts';
import { RunError } from '../errors.ts';
import { runDataTests, type TestRun } from './data-tests.ts';
import { seedSelect } from './seed-sql.ts';

/** What to run in one scratch database. */
export interface ModelRun extends TestRun {
  /** Seeds and models in build order; sources are left out. */
  readonly names: readonly string[];
  /** Data tests to run as soon as every relation they read is there. */
  readonly dataTests: readonly DataTest[];
  readonly onModel?: (name: string, milliseconds: number) => void;
  /** Milliseconds, for timings only. */
  readonly now: () => number;
}

/** Compile options of a run: the engine's dialect and names; models and seeds lie in `main`, landed tables in their source schema. */
export function compileOptions(run: {
  readonly engine: QueryEngine;
  readonly vars: Readonly<Record<string, unknown>>;
}): CompileOptions {
  const { engine, vars } = run;
  const relation: CompileOptions['relation'] = (kind, name) => {
    const [schema, table] = kind === 'source' ? (name.split('.', 2) as [string, string]) : ['main', name];
    return engine.relation(schema, table);
  };
  return { dialect: engine.dialect, vars, relation };
}

/**
 * Builds the named models as tables, in order, each followed by the data tests that became possible. Throws RunError
 * naming the model and the period when a statement fails, and with sample rows when a test of severity error fails.
 */
export async function runModels(run: ModelRun): Promise<void> {
  const built = new Set<string>();
  const waiting = new Set(run.dataTests);
  for (const name of run.names) {
    const started = run.now();
    await buildOne(run, name);
    built.add(name);
    const possible = [...waiting].filter((t) => t.dependsOn.every((d) => built.has(d) || d.includes('.')));
    for (const test of possible) waiting.delete(test);
    await runDataTests(run, possible);
    run.onModel?.(name, run.now() - started);
  }
}

async function buildOne(run: ModelRun, name: string): Promise<void> {
  const node = run.project.nodes.get(name);
  if (node === undefined || node.kind === 'source') return;
  const select = node.kind === 'seed' ? seedSelect(node) : compileModel(run.project, name, compileOptions(run)).sql;
  const isView = node.kind === 'model' && node.config.materialized === 'view';
  try {
    if (isView) await run.engine.createView('main', name, select);
    else await run.engine.createTable('main', name, select);
  } catch (error) {
    throw new RunError(
      `${node.kind} ${name} failed for ${run.period}: ${(error as Error).message} (${node.file}). Nothing was published.`,
      { cause: error },
    );
  }
}
