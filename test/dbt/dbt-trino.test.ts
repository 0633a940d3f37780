import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { planWarehouse } from '../../src/app/build/build.ts';
import { windowsOf } from '../../src/app/build/fingerprints.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { createRawRelations } from '../../src/app/build/raw-relations.ts';
import { RULE_VERSION } from '../../src/app/build/rule-version.ts';
import { runModels } from '../../src/app/build/run-models.ts';
import { buildOrder } from '../../src/core/dbt/graph.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { DEMO_AS_OF } from '../../src/sim/index.ts';
import { differences } from '../support/compare-relations.ts';
import { openFinishedDemo } from '../support/finished-demo.ts';
import { OWN_CATALOG, openTrino } from '../trino/support/trino-engine.ts';
import { EVERY_MODEL, EXPECTED_NODES } from './support/project-counts.ts';
import { type DbtBuild, dbtBuild } from './support/real-dbt.ts';

/** One month is enough here: what months do together is compared on DuckDB. */
const PERIOD = '2026-10';

let build: DbtBuild;
let ours: QueryEngine;
let dbts: QueryEngine;

beforeAll(async () => {
  const project = await openFinishedDemo(inject('finishedDemo'));
  const { project: models, duckdbShim } = await readModelProject();
  const { inputs, states } = await planWarehouse(project, { asOf: DEMO_AS_OF });
  const vars = { rule_version: RULE_VERSION, focus_include: project.config.focus.include };
  const ownStates = [...states.values()].filter((s) => s.period === PERIOD);

  ours = await openDuckDb({ lakeRoot: project.lakeRoot, path: ':memory:', initSql: duckdbShim });
  await createRawRelations(ours, windowsOf(inputs, PERIOD), ownStates);
  const names = buildOrder(models).filter((name) => models.nodes.get(name)!.kind !== 'source');
  const run = { engine: ours, project: models, vars, period: PERIOD, names, dataTests: [] };
  await runModels({ ...run, now: () => performance.now() });

  dbts = await openTrino(inject('trino'), project.lakeRoot);
  await createRawRelations(dbts, windowsOf(inputs, PERIOD), ownStates);
  const { hostname, port } = new URL(inject('trino').url);
  const output = {
    type: 'trino',
    method: 'none',
    host: hostname,
    port: Number(port),
    user: 'dbt',
    http_scheme: 'http',
    database: OWN_CATALOG,
    schema: 'main',
  };
  build = await dbtBuild(output, vars);
});
afterAll(async () => {
  await ours?.close();
  await dbts?.close();
});

describe('real dbt on Trino, over a month of the demo company', () => {
  it('builds every model and passes every data test and unit test', () => {
    expect(build.failures).toEqual([]);
    const counted = Object.keys(EXPECTED_NODES).map((kind) => [kind, build.count(kind)]);
    expect(Object.fromEntries(counted)).toEqual(EXPECTED_NODES);
  });

  it.each(EVERY_MODEL)('%s has our rows', async (name, columns) => {
    const relation = `main.${name}`;
    expect(await differences({ engine: ours, relation }, { engine: dbts, relation }, columns)).toEqual([]);
  });
});
