import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FailedTest } from '../../src/app/build/data-tests.ts';
import { financeViews, publishedMarts } from '../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { createWarehouseViews, testWarehouseViews } from '../../src/app/build/warehouse-views.ts';
import type { OpenProject } from '../../src/app/project.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import { packageRoot } from '../../src/io/package-files.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { DEMO_AS_OF } from '../../src/sim/index.ts';
import { differences } from '../support/compare-relations.ts';
import { openFinishedDemo } from '../support/finished-demo.ts';
import { buildLake, type LakeBuild } from './support/lake-build.ts';
import { openTrino } from './support/trino-engine.ts';

/** A finished and the running month, the marts of no month, and what is made of these; TRINO_PERIODS=2026-02,… looks at others. */
const PERIODS = ['all', ...(process.env.TRINO_PERIODS ?? '2026-07,2026-10').split(','), 'summary'];
const { project: models, duckdbShim } = await readModelProject();
const marts = publishedMarts(models);
const views = financeViews(models);
const sqlFiles = async (folder: string) => {
  const files = (await readdir(path.join(packageRoot, 'sql', folder))).filter((file) => file.endsWith('.sql'));
  return Promise.all(
    files
      .sort()
      .map(async (file) => [file, await readFile(path.join(packageRoot, 'sql', folder, file), 'utf8')] as const),
  );
};
const [queries, checks] = [await sqlFiles('queries'), await sqlFiles('checks')];

/** What one engine made of the lake: the builds, and the views over them. */
interface Side {
  readonly build: LakeBuild;
  readonly views: QueryEngine;
  readonly viewWarnings: FailedTest[];
}

let demo: OpenProject;
let trinoRoot: string;
let duckdb: Side;
let trino: Side;

async function sideOf(openScratch: () => Promise<QueryEngine>, openViews: () => Promise<QueryEngine>): Promise<Side> {
  const build = await buildLake(demo, DEMO_AS_OF, PERIODS, openScratch);
  const engine = await openViews();
  const viewWarnings: FailedTest[] = [];
  const run = {
    engine,
    project: models,
    vars: {},
    period: 'the views',
    onWarning: (w: FailedTest) => viewWarnings.push(w),
  };
  await createWarehouseViews(run, build.state);
  await testWarehouseViews(run);
  return { build, views: engine, viewWarnings };
}

beforeAll(async () => {
  demo = await openFinishedDemo(inject('finishedDemo'));
  const { lakeRoot } = demo;
  trinoRoot = await mkdtemp(path.join(tmpdir(), 'tl-trino-marts-'));
  const embedded = () => openDuckDb({ lakeRoot, path: ':memory:', initSql: duckdbShim });
  duckdb = await sideOf(embedded, embedded);
  trino = await sideOf(
    () => openTrino(inject('trino'), lakeRoot, trinoRoot),
    () => openTrino(inject('trino'), trinoRoot),
  );
});
afterAll(async () => {
  await duckdb?.views.close();
  await trino?.views.close();
  await rm(trinoRoot, { recursive: true, force: true });
});

/** What differs between the engines on a relation or a query. */
const differing = (relation: string, columns: readonly string[]) =>
  differences({ engine: duckdb.views, relation }, { engine: trino.views, relation }, columns);

/** Warnings by test and relation; their sample rows come in any order. */
const named = (warnings: readonly FailedTest[]) =>
  warnings.map((w) => `${w.period}: ${w.test} on ${w.relation}: ${w.failures}`).sort();

describe('the demo company on Trino and on DuckDB', () => {
  it('gets the same builds with the same number of rows, and the same warnings of the data tests', () => {
    const rows = ({ state }: LakeBuild) =>
      Object.fromEntries(
        Object.entries(state.marts).flatMap(([mart, periods]) =>
          Object.entries(periods).map(([period, build]) => [`${mart} ${period} ${build.build_id}`, build.rows]),
        ),
      );
    expect(rows(trino.build)).toEqual(rows(duckdb.build));
    expect(Object.keys(trino.build.state.marts).sort()).toEqual(marts.map((m) => m.name).sort());
    expect(trino.build.state.marts.fct_ledger!['2026-10']?.rows ?? 1000).toBeGreaterThan(999);
    expect(named(trino.build.warnings)).toEqual(named(duckdb.build.warnings));
    expect(named(trino.viewWarnings)).toEqual(named(duckdb.viewWarnings));
  });

  it.each(marts.map((mart) => [mart.name, mart] as const))('mart %s has equal rows', async (name, mart) => {
    expect(
      await differing(
        `main.${name}`,
        mart.columns.map((c) => c.name),
      ),
    ).toEqual([]);
  });

  it.each(views.map((view) => [view.name, view] as const))('view %s has equal rows', async (name, view) => {
    expect(
      await differing(
        `main.${name}`,
        view.columns.map((c) => c.name),
      ),
    ).toEqual([]);
  });

  it.each(queries)('question %s has one answer', async (_, sql) => {
    const { columns } = await duckdb.views.query(sql);
    expect(
      await differing(
        `(${sql}) AS answer`,
        columns.map((c) => c.name),
      ),
    ).toEqual([]);
  });

  it.each(checks)('check %s holds on Trino', async (_, sql) => {
    expect((await trino.views.query(sql)).rows).toEqual([]);
  });
});
