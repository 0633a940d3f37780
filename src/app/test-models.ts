import { contractNamed, fileColumnsOf } from '../core/contracts/index.ts';
import { SUMMARY, WHOLE } from '../core/dbt/plan.ts';
import type { DataTest, UnitTest } from '../core/dbt/project-types.ts';
import { dataTestsOf, type Selection, selectNodes, unitTestsOf } from '../core/dbt/select.ts';
import { compileUnitTest } from '../core/dbt/unit-tests.ts';
import { openDuckDb } from '../io/duckdb/open-duckdb.ts';
import type { Cell } from '../io/query-engine.ts';
import { type Planning, planWarehouse } from './build/build.ts';
import { testsWithin, withPeriodModels } from './build/build-period.ts';
import type { FailedTest } from './build/data-tests.ts';
import { platformOf } from './build/local-platform.ts';
import { financeViews, publishedMarts } from './build/mart-relation.ts';
import type { ModelProject } from './build/model-project.ts';
import { periodSetting } from './build/period-setting.ts';
import { createWarehouseViews, testWarehouseViews } from './build/warehouse-views.ts';
import { landedPeriod } from './periods/close.ts';
import { orUsageError } from './plan.ts';
import type { OpenProject } from './project.ts';

/** What to test. */
export interface TestOptions extends Selection {
  readonly asOf: string;
  /** Billing months whose data are tested; all open ones unless given. */
  readonly periods?: readonly string[];
  readonly progress?: { start(phase: string, total: number): void; step(label: string): void; end(): void };
}

/** A unit test whose model gave other rows than expected. */
export interface FailedUnitTest {
  readonly test: string;
  readonly model: string;
  readonly differences: readonly Readonly<Record<string, Cell>>[];
  readonly file: string;
  readonly line: number;
}

/** What the tests found. */
export interface TestReport {
  readonly unitTests: number;
  readonly dataTests: number;
  readonly periods: readonly string[];
  readonly failedUnitTests: readonly FailedUnitTest[];
  /** Data tests of severity error that found rows. */
  readonly failed: readonly FailedTest[];
  /** Data tests of severity warn that found rows. */
  readonly warnings: readonly FailedTest[];
}

/**
 * Runs the unit tests of the selected models on rows of their own, then their data tests over the lake as it is now:
 * every open month is made in a scratch database, the finance views are read as published. Nothing is stored.
 */
export async function testModels(project: OpenProject, options: TestOptions): Promise<TestReport> {
  const planning = await planWarehouse(project, { asOf: options.asOf });
  const models = planning.models.project;
  const names = await orUsageError(() => selectNodes(models, options));
  const unitTests = unitTestsOf(models, names);
  const dataTests = dataTestsOf(models, names);
  const failedUnitTests = await runUnitTests(planning.models, unitTests);
  const found = await runLakeTests(project, planning, dataTests, options);
  return { unitTests: unitTests.length, failedUnitTests, ...found };
}

/** Runs unit tests on an empty database in memory; returns those whose rows differ. */
export async function runUnitTests(models: ModelProject, tests: readonly UnitTest[]): Promise<FailedUnitTest[]> {
  if (tests.length === 0) return [];
  const engine = await openDuckDb({ lakeRoot: '.', path: ':memory:', initSql: models.duckdbShim });
  const failed: FailedUnitTest[] = [];
  try {
    for (const test of tests) {
      const columnsOf = (relation: string) =>
        relation.startsWith('raw.')
          ? [
              ...fileColumnsOf(contractNamed(relation.slice('raw.'.length))),
              { name: 'source', type: 'varchar' },
              { name: 'dt', type: 'varchar' },
            ]
          : undefined;
      const compiled = compileUnitTest(models.project, test, { dialect: engine.dialect, vars: {}, columnsOf });
      const { rows } = await engine.query(compiled.sql);
      const { name, model, file, line } = compiled;
      if (rows.length > 0) failed.push({ test: name, model, differences: rows, file, line });
    }
  } finally {
    await engine.close();
  }
  return failed;
}

async function runLakeTests(
  project: OpenProject,
  planning: Planning,
  tests: readonly DataTest[],
  options: TestOptions,
): Promise<Pick<TestReport, 'periods' | 'dataTests' | 'failed' | 'warnings'>> {
  const ran = new Set<DataTest>();
  const failed: FailedTest[] = [];
  const warnings: FailedTest[] = [];
  const reporting = { onFailure: (f: FailedTest) => failed.push(f), onWarning: (w: FailedTest) => warnings.push(w) };
  const models = planning.models.project;
  const known = [...planning.inputs.periods.keys()].sort();
  const isOpen = (period: string) => planning.states.get(period)?.state !== 'closed';
  const periods = options.periods?.map((p) => landedPeriod(p, known)) ?? known.filter(isOpen);
  if (tests.length === 0 || known.length === 0) return { periods: [], dataTests: 0, failed, warnings };

  const grainOf = (name: string) => models.nodes.get(name)?.config.grain;
  const views = new Set(financeViews(models).map((v) => v.name));
  const ofModels = tests.filter((t) => !t.dependsOn.some((d) => views.has(d)));
  const reads = (t: DataTest, grain: 'whole' | 'summary') =>
    t.dependsOn.some((d) => grainOf(d) === grain && publishedMarts(models).some((m) => m.name === d));
  const scopeOf = (t: DataTest) => (reads(t, 'summary') ? SUMMARY : reads(t, 'whole') ? WHOLE : 'month');
  const testsOf = (scope: string) => ofModels.filter((t) => scopeOf(t) === scope);
  const scopes = [
    ...periods.map((period) => ({ period, tests: testsOf('month') })),
    ...(options.periods === undefined ? [WHOLE, SUMMARY] : []).map((period) => ({ period, tests: testsOf(period) })),
  ].filter((scope) => scope.tests.length > 0);
  options.progress?.start('test', scopes.length + 1);
  const platform = platformOf(project, planning.models);
  for (const scope of scopes) {
    const needed = [...new Set(scope.tests.flatMap((t) => t.dependsOn))].filter(
      (d) => models.nodes.get(d)?.kind !== 'source',
    );
    const setting = periodSetting(project, platform, planning, scope.period, { asOf: options.asOf });
    const runnable = new Set(testsWithin(models, needed));
    const dataTests = scope.tests.filter((t) => runnable.has(t));
    for (const test of dataTests) ran.add(test);
    // Tests judge the models as they are, also of a closed month; a summary is made from what is published.
    const standing = scope.period === SUMMARY ? setting.standing : new Map();
    await withPeriodModels({ ...setting, standing, ...reporting, dataTests }, needed, async () => {});
    options.progress?.step(scope.period);
  }
  if (Object.keys(planning.published.marts).length > 0) {
    await testViews(planning, tests, reporting, platform);
    for (const test of tests.filter((t) => t.dependsOn.some((d) => views.has(d)))) ran.add(test);
  }
  options.progress?.step('views');
  options.progress?.end();
  return { periods, dataTests: ran.size, failed, warnings };
}

async function testViews(
  planning: Planning,
  tests: readonly DataTest[],
  reporting: Pick<Parameters<typeof testWarehouseViews>[0], 'onFailure' | 'onWarning'>,
  platform: ReturnType<typeof platformOf>,
): Promise<void> {
  const engine = await platform.openScratch('views', 1);
  try {
    const project = planning.models.project;
    const run = { engine, project, vars: {}, period: 'the published views', ...reporting };
    await createWarehouseViews(run, planning.published);
    await testWarehouseViews({ ...run, project: { ...project, dataTests: tests } });
  } finally {
    await engine.close();
  }
}
