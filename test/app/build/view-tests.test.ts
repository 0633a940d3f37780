import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailedTest } from '../../../src/app/build/data-tests.ts';
import { readModelProject } from '../../../src/app/build/model-project.ts';
import { type ChangedMart, testWarehouseViews } from '../../../src/app/build/warehouse-views.ts';
import { inlineRelation, type TypedColumn } from '../../../src/core/dbt/inline-relation.ts';
import { openDuckDb } from '../../../src/io/duckdb/open-duckdb.ts';
import type { QueryEngine } from '../../../src/io/query-engine.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const VIEW = 'fin_idle_seats_v1';
const { project: models } = await readModelProject();
const project = { ...models, dataTests: models.dataTests.filter((t) => t.dependsOn.join() === VIEW) };
const row = (period: string, seat_amount: string) => ({ period, provider: 'github', team: 'red', seat_amount });

describe('data tests of the views before a publication', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let engine: QueryEngine;

  /** September has one key twice; the currency is missing in both months. */
  beforeAll(async () => {
    folder = await tempFolder();
    engine = await openDuckDb({ lakeRoot: folder.path, path: ':memory:', threads: 1, memoryLimit: '1GB' });
    const columns = models.nodes.get(VIEW)!.columns as readonly TypedColumn[];
    const rows = [row('2026-09', '1'), row('2026-09', '2'), row('2026-10', '3')];
    await engine.createTable('main', VIEW, inlineRelation(columns, rows, 'duckdb'));
  });
  afterAll(async () => {
    await engine.close();
    await folder.remove();
  });

  async function failures(changed?: readonly ChangedMart[]): Promise<string[]> {
    const found: string[] = [];
    const onFailure = ({ test, column, failures: count }: FailedTest) => found.push(`${test} ${column}: ${count}`);
    await testWarehouseViews({ engine, project, vars: {}, period: 'the published views', onFailure }, changed);
    return found.map((text) => text.replace(/^\w*(unique_together|not_null)\S*/, '$1')).sort();
  }

  it('look at every month when nothing is said to be new', async () => {
    expect(await failures()).toEqual(['not_null currency: 3', 'unique_together null: 1']);
  });

  it('look at the months that are new, and at no others', async () => {
    expect(await failures([{ mart: 'fct_seat_use', period: '2026-10' }])).toEqual(['not_null currency: 1']);
  });

  it('look at no view that reads nothing new', async () => {
    expect(await failures([{ mart: 'fct_forecast_spend', period: 'all' }])).toEqual([]);
  });

  it('look at all months of a view when a table without months is new', async () => {
    expect(await failures([{ mart: 'dim_threshold', period: 'all' }])).toHaveLength(2);
  });
});
