import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WAREHOUSE_FILE } from '../../src/app/build/local-platform.ts';
import { prepareDbt } from '../../src/app/dbt-prepare.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { DEMO_AS_OF } from '../../src/sim/index.ts';
import { differences } from '../support/compare-relations.ts';
import { openFinishedDemo } from '../support/finished-demo.ts';
import { EXPECTED_NODES, PUBLISHED } from './support/project-counts.ts';
import { type DbtBuild, dbtBuild } from './support/real-dbt.ts';

let scratch: string;
let build: DbtBuild;
let ours: QueryEngine;
let dbts: QueryEngine;

beforeAll(async () => {
  const project = await openFinishedDemo(inject('finishedDemo'));
  scratch = await mkdtemp(path.join(tmpdir(), 'tl-dbt-duckdb-'));
  const sources = await prepareDbt(project, { asOf: DEMO_AS_OF, out: path.join(scratch, 'dbt.duckdb') });
  const output = { type: 'duckdb', path: sources.database, schema: 'main', settings: { TimeZone: 'UTC' } };
  build = await dbtBuild(output, sources.vars);
  const open = (file: string) => openDuckDb({ lakeRoot: project.lakeRoot, path: file, readOnly: true });
  ours = await open(path.join(project.lakeRoot, WAREHOUSE_FILE));
  dbts = await open(sources.database);
});
afterAll(async () => {
  await ours?.close();
  await dbts?.close();
  await rm(scratch, { recursive: true, force: true });
});

describe('real dbt on DuckDB, over the lake of the demo company', () => {
  it('builds every model and passes every data test and unit test', () => {
    expect(build.failures).toEqual([]);
    const counted = Object.keys(EXPECTED_NODES).map((kind) => [kind, build.count(kind)]);
    expect(Object.fromEntries(counted)).toEqual(EXPECTED_NODES);
  });

  it.each(PUBLISHED)('%s has the rows that month by month builds published', async (name, columns) => {
    const relation = `main.${name}`;
    expect(await differences({ engine: ours, relation }, { engine: dbts, relation }, columns)).toEqual([]);
  });
});
