import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWarehouse, type LandedTables, type Warehouse } from './warehouse.ts';

const root = new URL('../../sql/', import.meta.url);
const sqlFiles = (folder: string) =>
  readdirSync(new URL(`${folder}/`, root))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, readFileSync(new URL(`${folder}/${name}`, root), 'utf8')] as const);
const input = JSON.parse(
  readFileSync(new URL('../fixtures/models/e1/input.json', import.meta.url), 'utf8'),
) as LandedTables;

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await buildWarehouse({
    ...input,
    config_calendar: [...Array(31).keys()].map((i) => ({
      calendar_day: `2026-10-${String(i + 1).padStart(2, '0')}`,
      fiscal_year: 'FY2027',
      fiscal_quarter: 'FY2027-Q3',
      working_weight: '1',
    })),
    config_budget: [
      {
        budget_id: 'gamma',
        scope_kind: 'team',
        scope_id: 'gamma',
        period: '2026-10',
        amount: '60',
        currency: 'USD',
        valid_from: '2026-01-01',
      },
    ],
  });
});
afterAll(() => warehouse.close());

describe('named questions', () => {
  it.each(sqlFiles('queries'))('%s answers on the worked example', async (name, sql) => {
    const rows = await warehouse.query(sql);
    expect(rows.length).toBeGreaterThan(0);
    if (name === 'budgets_at_risk.sql') {
      expect(rows).toMatchObject([{ scope_id: 'gamma', actual: '79.224270', pace_status: 'exhausted' }]);
    }
  });

  it('the team totals of the first one foot to the bill', async () => {
    const [, sql] = sqlFiles('queries').find(([name]) => name === 'cost_by_team_tool_and_month.sql')!;
    expect(await warehouse.query(`SELECT sum(total) AS total FROM (${sql}) AS answer`)).toEqual([
      { total: '283.090000' },
    ]);
  });
});

describe('checks', () => {
  it.each(sqlFiles('checks'))('%s passes on the worked example', async (_, sql) => {
    expect(await warehouse.query(sql)).toEqual([]);
  });
});

describe('checks on a faulty warehouse', () => {
  it.each(sqlFiles('checks'))('%s finds the fault', async (_, sql) => {
    await warehouse.query(
      `UPDATE fct_ledger SET amount_micros = amount_micros + 1, build_id = 'other' WHERE owner_class = 'unattributed'`,
    );
    await warehouse.query(
      `UPDATE fct_ledger_month SET amount_micros = amount_micros + 1 WHERE owner_class = 'unattributed'`,
    );
    await warehouse.query(`UPDATE fct_work_spend SET amount_micros = amount_micros + 1 WHERE team = 'unattributed'`);
    expect(await warehouse.query(sql)).not.toEqual([]);
  });
});
