import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildWarehouse, type LandedRow, type LandedTables, LEDGER, type Warehouse } from './warehouse.ts';

const file = new URL('../fixtures/models/e1/input.json', import.meta.url);
const E1 = JSON.parse(readFileSync(file, 'utf8')) as LandedTables;
const MODELS = [
  ...LEDGER,
  'fct_outcome',
  'fct_slice_link',
  'fct_outcome_trace',
  'fin_outcome_cost_v1',
  'fin_orphans_v1',
];
const pull = (n: number) => `github:example/shop:pr:${n}`;

/** Builds E1 with other outcomes or decisions; whatever they are, every bill line keeps its money and no owner moves. */
async function withOutcomes(change: LandedTables, use: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const warehouse = await buildWarehouse({ ...E1, ...change }, { models: MODELS });
  try {
    expect(await warehouse.failedTests()).toEqual([]);
    const owners =
      await warehouse.query(`SELECT coalesce(team_id, 'none') AS team, CAST(sum(amount_micros) AS VARCHAR) AS m
      FROM fct_ledger GROUP BY 1 ORDER BY 1`);
    expect(owners.map((row) => `${row.team} ${row.m}`)).toEqual([
      'alpha 84321914',
      'beta 107203816',
      'gamma 79224270',
      'none 12340000',
    ]);
    await use(warehouse);
  } finally {
    await warehouse.close();
  }
}

const outcomes = (change: (row: LandedRow) => LandedRow): LandedTables => ({ outcome: E1.outcome!.map(change) });
const decision = (session_id: string, outcome_id: string, more: LandedRow = {}): LandedRow => ({
  session_id,
  outcome_id,
  weight: '1',
  decided_by: 'p3',
  reason: 'looked at it',
  decided_on: '2026-11-02',
  ...more,
});

/** Work of a session's money: how, to what, how much. */
const workOf = async (warehouse: Warehouse, session: string) => {
  const rows =
    await warehouse.query(`SELECT work_method AS how, coalesce(outcome_id, '-') AS what, CAST(sum(amount_micros) AS VARCHAR) AS m
    FROM fct_ledger WHERE session_id = '${session}' GROUP BY 1, 2 ORDER BY 2`);
  return rows.map((row) => `${row.how} ${String(row.what).replace(pull(0).slice(0, -1), '')} ${row.m}`);
};
const codesOf = (warehouse: Warehouse, session: string) =>
  warehouse.query(`SELECT DISTINCT link_codes FROM fct_slice_link WHERE session_id = '${session}'`);

describe('outcomes that cannot be right', () => {
  it('with parents in a circle keep their money, and none of them stands above another', async () => {
    const next: Record<string, number> = { 101: 102, 102: 104, 104: 101 };
    const circle = outcomes((row) => {
      const above = next[String(row.pr_number)];
      return above === undefined
        ? { ...row, parent_outcome_id: pull(101) }
        : { ...row, parent_outcome_id: pull(above) };
    });
    await withOutcomes(circle, async (warehouse) => {
      const parents = await warehouse.query(
        'SELECT pr_number AS n, parent_outcome_id AS above, parent_rule FROM fct_outcome ORDER BY 1',
      );
      expect(parents.map((row) => [String(row.n), row.above, row.parent_rule])).toEqual([
        ['101', null, 'PARENT_CYCLE'],
        ['102', null, 'PARENT_CYCLE'],
        ['103', pull(101), 'STATED'],
        ['104', null, 'PARENT_CYCLE'],
      ]);
      const costs = await warehouse.query(
        'SELECT outcome_id AS id, direct_cost AS own, total_cost AS whole FROM fin_outcome_cost_v1 ORDER BY 1',
      );
      expect(costs.map((row) => [row.id, Number(row.own), Number(row.whole)])).toEqual([
        [pull(101), 68.75, 78.4375],
        [pull(102), 19.375, 19.375],
        [pull(103), 9.6875, 9.6875],
        [pull(104), 40, 40],
      ]);
    });
  });

  it('count once when two sources tell the same merge', async () => {
    const merged = outcomes((row) => (row.pr_number === 101 ? { ...row, merge_sha: 'cafe' } : row));
    const [first] = merged.outcome!;
    const clone = { ...first!, outcome_id: 'git:shop-00000001:pr:cafe', native_id: 'cafe', pr_number: null };
    await withOutcomes({ outcome: [...merged.outcome!, clone] }, async (warehouse) => {
      expect(await workOf(warehouse, 'S1')).toEqual(['L1_SESSION_ID 101 38750000']);
      const told = await warehouse.query('SELECT outcome_id FROM fct_outcome ORDER BY 1');
      expect(told.map((row) => row.outcome_id)).toEqual([101, 102, 103, 104].map(pull));
    });
  });

  it('that were kept out leave their money unlinked, with the reason', async () => {
    const kept = { outcome: E1.outcome!.filter((row) => row.pr_number !== 104) };
    await withOutcomes(kept, async (warehouse) => {
      expect(await workOf(warehouse, 'C3')).toEqual(['U_NO_CANDIDATE - 40000000']);
      const queue = await warehouse.query(
        "SELECT reason, CAST(amount AS VARCHAR) AS amount, late_outcome FROM fin_orphans_v1 WHERE session_id = 'C3'",
      );
      expect(queue).toEqual([{ reason: 'U_NO_CANDIDATE', amount: '40.000000', late_outcome: null }]);
    });
  });
});

describe('decisions that cannot be right', () => {
  it('leave the money to the ladder when they name no known outcome, and say so', async () => {
    const decided = { config_link_override: [decision('S1', pull(999)), decision('S3', pull(999))] };
    await withOutcomes(decided, async (warehouse) => {
      expect(await workOf(warehouse, 'S1')).toEqual(['L1_SESSION_ID 101 38750000']);
      expect(await codesOf(warehouse, 'S1')).toEqual([{ link_codes: 'OVERRIDE_UNKNOWN' }]);
      expect(await workOf(warehouse, 'S3')).toEqual(['U_NO_CANDIDATE - 29062500']);
      expect(await codesOf(warehouse, 'S3')).toEqual([{ link_codes: 'OVERRIDE_UNKNOWN' }]);
    });
  });

  it('change nothing when they name a session nobody knows', async () => {
    await withOutcomes({ config_link_override: [decision('nobody', pull(101))] }, async (warehouse) => {
      expect(await workOf(warehouse, 'S3')).toEqual(['U_NO_CANDIDATE - 29062500']);
    });
  });

  it('divide the session by their weights when two claim it, and give way to one that names the place', async () => {
    const two = [decision('S1', pull(103), { weight: '3' }), decision('S1', pull(104))];
    // Usage, credit and tax are divided one by one, each to the micro.
    await withOutcomes({ config_link_override: two }, async (warehouse) => {
      expect(await workOf(warehouse, 'S1')).toEqual(['L0_OVERRIDE 103 29062501', 'L0_OVERRIDE 104 9687499']);
    });
    const exact = decision('S1', pull(102), { day: '2026-10-10' });
    await withOutcomes({ config_link_override: [...two, exact] }, async (warehouse) => {
      expect(await workOf(warehouse, 'S1')).toEqual(['L0_OVERRIDE 102 38750000']);
    });
  });
});
