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

/** Linked micros per pull request number. */
async function byOutcome(warehouse: Warehouse): Promise<Record<string, string>> {
  const rows = await warehouse.query(
    `SELECT outcome_id AS k, CAST(sum(amount_micros) AS VARCHAR) AS v FROM fct_ledger WHERE outcome_id IS NOT NULL GROUP BY 1`,
  );
  return Object.fromEntries(rows.map((row) => [String(row.k).split(':').at(-1)!, row.v as string]));
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

describe('worked example E1', () => {
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
        linked: '137812500',
        no_session: '16215000',
        shared_platform: '50000000',
        unlinked: '39062500',
      });
      expect(await byOutcome(warehouse)).toEqual({ 101: '68750000', 102: '19375000', 103: '9687500', 104: '40000000' });
      const [strength] = await warehouse.query(`
        SELECT CAST(round(sum(amount_micros * work_confidence_bp) FILTER (WHERE work_class = 'linked')
            / sum(amount_micros) FILTER (WHERE work_class = 'linked')) AS VARCHAR) AS mean_bp,
          CAST(CAST(sum(amount_micros * work_confidence_bp) AS DOUBLE) / 10000 / sum(amount_micros) AS DECIMAL(18, 5)) AS coverage
        FROM fct_ledger`);
      expect(strength).toEqual({ mean_bp: '9070.0', coverage: '0.44156' });
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
    const owned = [
      { owner_kind: 'repo', provider: '*', external_id: 'search-work', team_id: 'alpha', valid_from: '2026-01-01' },
    ];
    const hinted = changed('usage', 'source_row_key', 'U3', { project: null, work_hint: 'search-work' });
    await withE1({ ...change, ...hinted, config_owner: owned }, async (warehouse) => {
      const rows = await warehouse.query(
        `SELECT DISTINCT team_id, owner_method FROM fct_ledger JOIN stg_usage USING (usage_id) WHERE source_row_key = 'U3'`,
      );
      expect(rows).toEqual([{ team_id: 'alpha', owner_method: 'O3_REPO' }]);
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
      expect(new Set(methods.map((row) => String(row.split_method).split('+')[0]))).toEqual(
        new Set(['FOLLOWS_VENDOR_TOTAL']),
      );
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

  it('divides a session that two pull requests name by AI lines, else by capped lines, else evenly', async () => {
    const named = (outcome: LandedRow, evidence: LandedRow): LandedTables => ({
      outcome: [
        ...input.outcome!.map((row) => (row.pr_number === 101 ? { ...row, ...outcome } : row)),
        {
          ...input.outcome![0]!,
          outcome_id: 'github:example/shop:pr:105',
          native_id: '105',
          pr_number: 105,
          lines_added: 80,
          lines_deleted: 0,
          ...(outcome.lines_added === undefined ? { lines_added: null, lines_deleted: null } : {}),
        },
      ],
      outcome_evidence: [
        ...input.outcome_evidence!.map((row) => (row.kind === 'session_trailer' ? { ...row, ...evidence } : row)),
        {
          ...input.outcome_evidence![0]!,
          ...(evidence.ai_lines === undefined ? {} : { kind: 'note', ai_lines: 60 }),
          outcome_id: 'github:example/shop:pr:105',
        },
      ],
    });
    const sessionOf = `SELECT outcome_id, split_method AS how, CAST(amount_micros AS VARCHAR) AS m FROM fct_ledger
      WHERE session_id = 'S1' AND amount_micros > 30000000 / 4 ORDER BY outcome_id`;
    const shares = async (tables: LandedTables) => {
      let found: string[] = [];
      await withE1(tables, async (warehouse) => {
        found = (await warehouse.query(sessionOf)).map(
          (row) => `${String(row.outcome_id).split(':').at(-1)} ${row.how} ${row.m}`,
        );
      });
      return found;
    };
    expect(await shares(named({}, { kind: 'note', ai_lines: 120 }))).toEqual([
      '101 LIST_COST+AI_LINES 25641025',
      '105 LIST_COST+AI_LINES 12820513',
    ]);
    // 5,200 changed lines count as 400, so 80 lines beside them still pay a sixth. The vendor counted lines of 101 only.
    expect(await shares(named({ lines_added: 5000, lines_deleted: 200 }, {}))).toEqual([
      '101 LIST_COST+CAPPED_LINES 32051282',
    ]);
    expect(await shares(named({}, {}))).toEqual(['101 LIST_COST+EVEN 19230769', '105 LIST_COST+EVEN 19230769']);
  });

  it('links nothing that is weaker than the limit', async () => {
    const limit = {
      threshold: 'min_link_confidence_bp',
      value: '8500',
      unit: 'basis points',
      valid_from: '2026-01-01',
    };
    await withE1({ config_threshold: [limit] }, async (warehouse) => {
      const sums = await totals(warehouse, 'work_class');
      expect([sums.linked, sums.unlinked]).toEqual(['108750000', '68125000']);
      const weak = await warehouse.query(`SELECT DISTINCT work_method FROM fct_ledger WHERE session_id = 'S2'`);
      expect(weak).toEqual([{ work_method: 'U_BELOW_MIN' }]);
    });
  });
});
