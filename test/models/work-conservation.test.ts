import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWarehouse, type LandedTables, LEDGER, type Warehouse } from './warehouse.ts';
import { landWork, type WorkWorld, workWorldArb } from './work-worlds.ts';

// PROPERTY_RUNS=20 looks at thousands. Five hundred companies share one build, so each run is that many cases.
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1);
const WORLDS = 500;
const MODELS = [
  ...LEDGER,
  'fct_outcome',
  'dim_outcome_tree',
  'fct_slice_link',
  'fct_outcome_trace',
  'fin_outcome_cost_v1',
  'fin_spend_by_work_v1',
  'fin_orphans_v1',
];

const ATOMS = `SELECT ledger_id, CAST(amount_micros AS VARCHAR) AS m, outcome_id, team_id, work_method, reason_codes
  FROM fct_ledger ORDER BY ledger_id`;
const OWNERS = `SELECT bill_line_id, team_id, owner_class, CAST(sum(amount_micros) AS VARCHAR) AS m FROM fct_ledger
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** Bill lines whose atoms do not sum to what was billed, by plain arithmetic outside the project's own tests. */
async function brokenLines(warehouse: Warehouse): Promise<unknown[]> {
  const left = new Map<unknown, bigint>();
  for (const line of await warehouse.query('SELECT bill_line_id AS id, amount_micros AS m FROM fct_bill_line')) {
    left.set(line.id, BigInt(line.m as string));
  }
  for (const atom of await warehouse.query('SELECT bill_line_id AS id, amount_micros AS m FROM fct_ledger')) {
    left.set(atom.id, left.get(atom.id)! - BigInt(atom.m as string));
  }
  return [...left].filter(([, rest]) => rest !== 0n);
}

/** What must be true of any company's links. */
async function holds(warehouse: Warehouse, worlds: readonly WorkWorld[]): Promise<void> {
  expect(await brokenLines(warehouse)).toEqual([]);
  expect(await warehouse.failedTests()).toEqual([]);
  const mixed = await warehouse.query(
    `SELECT session_slice_id FROM fct_slice_link GROUP BY 1 HAVING count(DISTINCT work_method) > 1`,
  );
  expect(mixed, 'rungs never mix within a slice').toEqual([]);
  const [climbed] = await warehouse.query(
    `SELECT (SELECT sum(total_cost) FROM fin_outcome_cost_v1 WHERE is_top) AS top, (SELECT sum(direct_cost) FROM fin_outcome_cost_v1) AS direct,
       (SELECT CAST(sum(amount_micros) * 0.000001 AS DECIMAL(18, 6)) FROM fct_ledger WHERE work_class = 'linked') AS linked`,
  );
  expect(Number(climbed!.top) - Number(climbed!.direct), 'no dollar stands at two levels of the tree').toBeCloseTo(
    0,
    5,
  );
  expect(climbed!.direct).toBe(climbed!.linked);
  const late = await warehouse.query('SELECT session_id, late_rung FROM fin_orphans_v1 WHERE late_outcome IS NOT NULL');
  expect(late, 'an open month leaves no strong evidence unused').toEqual([]);
  const byHand = await warehouse.query(
    `SELECT DISTINCT session_id, work_method FROM fct_slice_link WHERE session_id LIKE '% s1' OR session_id LIKE '% e1'`,
  );
  const decided = new Set(
    worlds.flatMap((world, i) =>
      world.overrides.filter((o) => o.outcome < world.outcomes.length).map((o) => `v${i} ${o.session}`),
    ),
  );
  const others = byHand.filter((row) => decided.has(String(row.session_id)) && row.work_method !== 'L0_OVERRIDE');
  expect(others, 'a decision outranks every rung').toEqual([]);
}

const reversed = (tables: LandedTables): LandedTables =>
  Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, [...rows].reverse()]));

describe('conservation on the work axis', () => {
  it(
    'holds on every bill line of random sessions, outcomes and decisions; order does not matter and owners do not move',
    async () => {
      const result = await fc.check(
        fc.asyncProperty(fc.array(workWorldArb, { minLength: WORLDS, maxLength: WORLDS }), async (worlds) => {
          const landed = landWork(worlds);
          const warehouse = await buildWarehouse(landed, { models: MODELS });
          await holds(warehouse, worlds);
          const [atoms, owners] = [await warehouse.query(ATOMS), await warehouse.query(OWNERS)];
          await warehouse.close();
          expect(new Set(atoms.map((row) => row.work_method)).size, 'the worlds reach many rungs').toBeGreaterThan(6);

          const other = await buildWarehouse(reversed(landed), { models: LEDGER });
          expect(await other.query(ATOMS)).toEqual(atoms);
          await other.close();

          const alone = await buildWarehouse(
            { ...landed, outcome: [], outcome_commit: [], outcome_evidence: [], config_link_override: [] },
            { models: LEDGER },
          );
          expect(await alone.query(OWNERS), 'links never move an owner').toEqual(owners);
          await alone.close();
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      // The worlds themselves would fill the screen: seed and path bring them back.
      expect(result.failed, `seed ${result.seed}, path ${result.counterexamplePath}: ${result.errorInstance}`).toBe(
        false,
      );
    },
    300_000 + RUNS * 300_000,
  );
});
