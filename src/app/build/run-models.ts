import { type CompileOptions, compileModel } from '../../core/dbt/compile.ts';
import { inputsOf } from '../../core/dbt/graph.ts';
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
  /** Models an earlier step made in this database, with their data tests; none unless told. */
  readonly done?: ReadonlySet<string>;
  /** False when no further model may be started: what runs is finished. Always true unless told. */
  readonly mayStart?: () => boolean;
  /** Models made side by side; one unless told. */
  readonly sideBySide?: number;
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
 * Builds the named models as tables, in order, each followed by the data tests that became possible; gives the models
 * that are made now. Throws RunError naming the model and the period when a statement fails, and with sample rows when a
 * test of severity error fails.
 */
export async function runModels(run: ModelRun): Promise<readonly string[]> {
  const built = new Set<string>(run.done);
  const isPossible = (t: DataTest) => t.dependsOn.every((d) => built.has(d) || d.includes('.'));
  const waiting = new Set(run.dataTests.filter((t) => built.size === 0 || !isPossible(t)));
  const queue = run.names.filter((name) => !built.has(name));
  const isReady = (name: string) =>
    inputsOf(run.project.nodes.get(name)!).every((input) => built.has(input) || !run.names.includes(input));
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  const make = async (name: string) => {
    const started = run.now();
    await buildOne(run, name);
    built.add(name);
    const possible = [...waiting].filter(isPossible);
    for (const test of possible) waiting.delete(test);
    await runDataTests(run, possible);
    run.onModel?.(name, run.now() - started);
  };
  for (;;) {
    const ready = failure === null && (run.mayStart?.() ?? true) ? queue.findIndex(isReady) : -1;
    if (ready >= 0 && running.size < (run.sideBySide ?? 1)) {
      const [name] = queue.splice(ready, 1);
      const job: Promise<void> = make(name!)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(job));
      running.add(job);
    } else if (running.size > 0) await Promise.race(running);
    else break;
  }
  if (failure !== null) throw (failure as { error: unknown }).error;
  return run.names.filter((name) => built.has(name));
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
