import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/core/csv.ts';
import { E1_LEDGER } from './e1-ledger.ts';
import { buildWarehouse, type LandedRow, type LandedTables, LEDGER, type Warehouse } from './warehouse.ts';

const folder = new URL('../fixtures/models/e1/', import.meta.url);
const input = JSON.parse(readFileSync(new URL('input.json', folder), 'utf8')) as LandedTables;
const expected = parseCsv(readFileSync(new URL('expected-ledger.csv', folder), 'utf8')).map(({ values }) => values);

/** Amount in micros per value of a ledger column. */
async function totals(warehouse: Warehouse, column: string): Promise<Record<string, string>> {
  const rows = await warehouse.query(
    `SELECT coalesce(${column}, 'none') AS k, CAST(sum(amount_micros) AS VARCHAR) AS v FROM fct_ledger GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.k, row.v as string]));
}

async function withE1(change: LandedTables, use: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const warehouse = await buildWarehouse({ ...input, ...change }, { models: LEDGER });
  try {
    expect(await warehouse.failedTests()).toEqual([]);
    const [whole] = await warehouse.query('SELECT CAST(sum(amount_micros) AS VARCHAR) AS micros FROM fct_ledger');
    expect(whole!.micros, 'every variation keeps the whole bill').toBe('283090000');
    await use(warehouse);
  } finally {
    await warehouse.close();
  }
}

const changed = (table: string, key: string, id: string, change: LandedRow): LandedTables => ({
  [table]: input[table]!.map((row) => (row[key] === id ? { ...row, ...change } : row)),
});
const without = (table: string, keep: (row: LandedRow) => boolean): LandedTables => ({
  [table]: input[table]!.filter(keep),
});

describe('worked example E1, owner axis', () => {
  it('gives every atom to the micro', async () => {
    await withE1({}, async (warehouse) => {
      expect(await warehouse.query(E1_LEDGER)).toEqual(expected);
      expect(await totals(warehouse, 'owner_class')).toEqual({
        attributed: '220750000',
        shared: '50000000',
        unattributed: '12340000',
      });
      expect(await totals(warehouse, 'team_id')).toEqual({
        alpha: '84321914',
        beta: '107203816',
        gamma: '79224270',
        none: '12340000',
      });
      const direct = await warehouse.query(
        `SELECT team_id, CAST(direct_micros AS VARCHAR) AS micros FROM int_team_direct ORDER BY team_id`,
      );
      expect(direct.map((row) => row.micros)).toEqual(['68750000', '87406251', '64593749']);
      expect(await totals(warehouse, 'work_class')).toEqual({
        idle_seat: '40000000',
        no_session: '16215000',
        shared_platform: '50000000',
        unlinked: '176875000',
      });
    });
  });

  it('does not depend on the order in which rows were landed', async () => {
    const shuffled = Object.fromEntries(Object.entries(input).map(([table, rows]) => [table, [...rows].reverse()]));
    await withE1(shuffled, async (warehouse) => {
      expect(await warehouse.query(E1_LEDGER)).toEqual(expected);
    });
  });

  it('lets the usage of a person without membership fall to the next rung', async () => {
    const change = without('config_membership', (row) => row.person_key !== 'p2');
    await withE1(change, async (warehouse) => {
      const rows = await warehouse.query(
        `SELECT DISTINCT team_id, owner_method FROM fct_ledger JOIN stg_usage USING (usage_id) WHERE source_row_key = 'U3'`,
      );
      expect(rows).toEqual([{ team_id: 'gamma', owner_method: 'O4_ACCOUNT_DEFAULT' }]);
    });
    await withE1({ ...change, config_owner: [] }, async (warehouse) => {
      const rows = await warehouse.query(
        `SELECT DISTINCT team_id, owner_method, reason FROM fct_ledger JOIN stg_usage USING (usage_id) WHERE source_row_key = 'U3'`,
      );
      expect(rows).toEqual([{ team_id: null, owner_method: 'U_NO_OWNER', reason: 'NO_MEMBERSHIP' }]);
    });
  });

  it('lets a credit that names nothing follow the positive usage of its vendor', async () => {
    await withE1(changed('cost', 'line_key', 'BL3', { applies_to: null }), async (warehouse) => {
      expect(await warehouse.query(E1_LEDGER)).toEqual(expected);
      const methods = await warehouse.query(
        `SELECT DISTINCT split_method FROM fct_ledger JOIN fct_bill_line USING (bill_line_id) WHERE line_key = 'BL3'`,
      );
      expect(methods).toEqual([{ split_method: 'FOLLOWS_VENDOR_TOTAL' }]);
    });
  });

  it('gives everything before a later move to the old team', async () => {
    const moved: LandedTables = {
      config_membership: input.config_membership!.map((row) =>
        row.person_key !== 'p1'
          ? row
          : row.team_id === 'alpha'
            ? { ...row, valid_to: '2026-10-26' }
            : { ...row, valid_from: '2026-10-26' },
      ),
    };
    await withE1(moved, async (warehouse) => {
      const rows = await warehouse.query(`SELECT DISTINCT team_id FROM fct_ledger WHERE session_id IN ('S2', 'C2')`);
      expect(rows).toEqual([{ team_id: 'alpha' }]);
    });
  });

  it('shares the platform fee evenly or by fixed shares when the rule says so', async () => {
    const rule = (method: string, shares: Record<string, number>): LandedTables => ({
      config_shared_rule: Object.entries(shares).map(([team_id, weight_bp]) => ({
        pool: 'platform',
        method,
        team_id,
        weight_bp,
        valid_from: '2026-01-01',
      })),
    });
    const fee = `SELECT CAST(amount_micros AS VARCHAR) AS m FROM fct_ledger WHERE owner_class = 'shared' ORDER BY team_id`;
    await withE1(rule('S_EVEN', { '*': 0 }), async (warehouse) => {
      // p3 was not active in October, but p2 is a member of gamma too.
      expect((await warehouse.query(fee)).map((row) => row.m)).toEqual(['16666667', '16666667', '16666666']);
    });
    await withE1(rule('S_FIXED', { alpha: 5000, beta: 3000, gamma: 2000 }), async (warehouse) => {
      expect((await warehouse.query(fee)).map((row) => row.m)).toEqual(['25000000', '15000000', '10000000']);
    });
  });
});
