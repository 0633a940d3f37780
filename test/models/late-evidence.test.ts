import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { type LateWorld, landLate, lateWorldArb } from './late-worlds.ts';
import { buildWarehouse, openEngine } from './warehouse.ts';

// PROPERTY_RUNS=20 looks at thousands. The companies share one build, so each run is that many cases.
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1);
const WORLDS = 700;

/** What closing a month keeps, and what its rebuild would make anew. */
const FROZEN = ['fct_orphan', 'fct_slice_link', 'fct_session_commit', 'fct_session_deed'];

const RUNGS = [
  'L0_OVERRIDE',
  'L1_SESSION_ID',
  'L2_VENDOR_COMMIT',
  'L3_TELEMETRY_EVENT',
  'L4_BRANCH',
  'L5_WORK_ITEM',
  'L6_AUTHOR_REPO_WINDOW',
  'L7_AUTHOR_WINDOW',
];

interface Compared {
  readonly session: string;
  readonly late: string | null;
  readonly outcome: string | null;
  /** Strength of the late evidence, and of the links of a rebuild. */
  readonly bp: string | null;
  readonly rebuilt: string;
  /** Rung that a rebuild links the slice by; null when it does not. */
  readonly rung: string | null;
  /** The late outcome is one of those a rebuild divides the slice over. */
  readonly among: boolean;
  readonly inherited: boolean | null;
  /** A rebuild links the slice by its parent session. */
  readonly inherits: boolean;
}

/** Each orphan of the closed month: what the view says, and what a rebuild does. */
async function compared(worlds: readonly LateWorld[], leastBp: number): Promise<Compared[]> {
  const closed = await openEngine();
  await buildWarehouse(landLate(worlds, false, leastBp), { models: FROZEN, engine: closed });
  const engine = await openEngine();
  await buildWarehouse(landLate(worlds, true, leastBp), { models: ['fin_orphans_v1', 'int_slice_link'], engine });
  for (const mart of FROZEN) await freeze(mart, closed, engine);
  const { rows } = await engine.query(
    `WITH rebuilt AS (
       SELECT slices.session_slice_id AS slice, max(CASE WHEN links.work_class = 'linked' THEN links.work_method END) AS rung,
         CAST(max(links.work_confidence_bp) AS varchar) AS bp,
         bool_or(links.work_class = 'linked' AND coalesce(links.link_codes, '') LIKE 'INHERITED%') AS inherits
       FROM main.int_slice_link AS links JOIN main.int_slice AS slices ON slices.slice_no = links.slice_no GROUP BY 1
     ), candidates AS (
       SELECT DISTINCT slices.session_slice_id AS slice, outcomes.outcome_id
       FROM main.int_link_candidate AS found JOIN main.int_slice AS slices ON slices.slice_no = found.slice_no
       JOIN main.int_outcome AS outcomes ON outcomes.outcome_no = found.outcome_no
     )
     SELECT DISTINCT orphans.session_slice_id AS slice, orphans.session_id AS session, late_rung AS late, late_outcome AS outcome, rebuilt.rung,
       CAST(late_confidence_bp AS varchar) AS bp, rebuilt.bp AS rebuilt,
       candidates.outcome_id IS NOT NULL AS among, found.is_inherited AS inherited, rebuilt.inherits
     FROM main.fin_orphans_v1 AS orphans LEFT JOIN rebuilt ON rebuilt.slice = orphans.session_slice_id
     LEFT JOIN main.fin_late_evidence_v1 AS found ON found.session_slice_id = orphans.session_slice_id
     LEFT JOIN candidates ON candidates.slice = orphans.session_slice_id AND candidates.outcome_id = late_outcome
     ORDER BY 1`,
  );
  await closed.close();
  await engine.close();
  return rows as unknown as Compared[];
}

/** Puts the rows of a closed month in the place of those of the rebuild. */
async function freeze(mart: string, from: QueryEngine, to: QueryEngine): Promise<void> {
  const { rows: columns } = await from.query(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = '${mart}' ORDER BY ordinal_position`,
  );
  const typed = columns.map((c) => ({ name: String(c.name), type: String(c.type).toLowerCase() }));
  const texts = typed.map((c) => `CAST(${c.name} AS varchar) AS ${c.name}`).join(', ');
  const { rows } = await from.query(`SELECT ${texts} FROM main.${mart}`);
  await to.run(`DROP TABLE main.${mart}`);
  await to.tableOfRows('main', mart, typed as never, rows as never);
}

describe('late evidence of a closed month', () => {
  it.each([
    [5000, RUNGS.slice(0, 7)],
    [2000, RUNGS],
    [9000, RUNGS.slice(0, 3)],
  ])(
    'is what a rebuild would link each orphan by, with links of at least %i basis points',
    async (leastBp, expected) => {
      const rungs = new Set<string | null>();
      let inherited = 0;
      const result = await fc.check(
        fc.asyncProperty(fc.array(lateWorldArb, { minLength: WORLDS, maxLength: WORLDS }), async (worlds) => {
          const rows = await compared(worlds, leastBp);
          for (const row of rows) {
            rungs.add(row.late);
            if (row.inherited === true) inherited += 1;
          }
          const wrong = rows.filter(
            (row) =>
              row.late !== row.rung ||
              (row.late !== null && (!row.among || row.bp !== row.rebuilt || row.inherited !== row.inherits)),
          );
          if (wrong.length > 0) {
            const [first] = wrong;
            const world = worlds[Number(/^v(\d+)/.exec(first!.session)![1])];
            throw new Error(`${wrong.length} of ${rows.length}: ${JSON.stringify(first)} in ${JSON.stringify(world)}`);
          }
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      expect(result.failed, `seed ${result.seed}: ${result.errorInstance}`).toBe(false);
      const reached = [...rungs].filter((rung) => rung !== null).sort();
      expect(reached, 'the worlds reach every rung that is strong enough').toEqual(expected);
      expect(inherited, 'sessions take over what links their parents').toBeGreaterThan(3);
    },
    200_000 + RUNS * 200_000,
  );
});
