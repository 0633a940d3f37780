import { createHash } from 'node:crypto';
import { monthlyCost, priceRow, usageRow } from './rows.ts';
import type { LandedRow, LandedTables } from './warehouse.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const version_at = '2026-10-23T00:00:00Z';
const DAY = '2026-10-20';

/** One session that two pull requests name, and how its bill is divided over them: outcome → micros. */
export interface SplitExample {
  readonly rule: string;
  readonly tables: LandedTables;
  readonly expected: Readonly<Record<string, string>>;
}

const pull = (id: string, lines: number | null): LandedRow => ({
  outcome_id: id,
  version_at,
  outcome_type: 'pull_request',
  scope: 'example/shop',
  native_id: id,
  status: 'accepted',
  repo: 'shop',
  head_branch: 'both',
  base_branch: 'main',
  is_default_base: true,
  opened_at: `${DAY}T08:00:00Z`,
  accepted_at: `${DAY}T20:00:00Z`,
  closed_at: `${DAY}T20:00:00Z`,
  lines_added: lines,
  lines_deleted: lines === null ? null : 0,
});
const note = (outcome_id: string, ai_lines: number | null): LandedRow => ({
  outcome_id,
  version_at,
  evidence_no: 1,
  kind: 'note',
  session_ref_hash: sha('S'),
  ai_lines,
  confidence_bp: 10000,
});
const commit = (outcome_id: string, time: string | null): LandedRow => ({
  outcome_id,
  version_at,
  sha: `commit of ${outcome_id}`,
  commit_no: 1,
  committed_at: time === null ? null : `${DAY}T${time}:00Z`,
});
/** A request of the session: dollars at a list price of one dollar per million tokens. */
const request = (event_key: string, time: string, dollars: number, seq: number): LandedRow => ({
  event_key,
  tool: 'cli',
  setup: 'default',
  provider: 'vendor',
  session_id: 'S',
  ts: `${DAY}T${time}:00Z`,
  seq,
  kind: 'request',
  model: 'm',
  input_uncached: dollars * 1_000_000,
  repo: 'shop',
  branch: 'both',
});

const session = (billed_cost: string, tables: LandedTables): LandedTables => ({
  config_price: [priceRow('m', 'input_uncached', '1')],
  usage: [
    usageRow('u', DAY, {
      tool: 'cli',
      model: 'm',
      session_id: 'S',
      project: 'repo:shop',
      work_hint: 'both',
      input_uncached: 10_000_000,
    }),
  ],
  cost: [monthlyCost('bill', { billed_cost })],
  ...tables,
});

/** The worked splits of the attribution rules. */
export const SPLIT_EXAMPLES: readonly SplitExample[] = [
  {
    rule: 'SEGMENT',
    // $10 at list are billed with $9. A commit at 10:30 and one at 11:05: 2 + 3 pay for the first, 1 and the tail of 4 for the second.
    tables: session('9', {
      outcome: [pull('PR-A', null), pull('PR-B', null)],
      outcome_evidence: [note('PR-A', 120), note('PR-B', 60)],
      outcome_commit: [commit('PR-A', '10:30'), commit('PR-B', '11:05')],
      session_event: [
        request('e1', '10:00', 2, 1),
        request('e2', '10:20', 3, 2),
        request('e3', '11:00', 1, 3),
        request('e4', '11:10', 4, 4),
      ],
    }),
    expected: { 'PR-A': '4500000', 'PR-B': '4500000' },
  },
  {
    rule: 'AI_LINES',
    tables: session('28.846154', {
      outcome: [pull('PR-102', 5200), pull('PR-103', 80)],
      outcome_evidence: [note('PR-102', 120), note('PR-103', 60)],
    }),
    expected: { 'PR-102': '19230769', 'PR-103': '9615385' },
  },
  {
    rule: 'CAPPED_LINES',
    tables: session('10', {
      outcome: [pull('PR-1', 5200), pull('PR-2', 80)],
      outcome_evidence: [note('PR-1', 120), note('PR-2', null)],
      outcome_commit: [commit('PR-1', '10:30'), commit('PR-2', null)],
    }),
    expected: { 'PR-1': '8333333', 'PR-2': '1666667' },
  },
  {
    rule: 'EVEN',
    tables: session('0.01', {
      outcome: [pull('PR-1', 5200), pull('PR-2', null), pull('PR-3', null)],
      outcome_evidence: [note('PR-1', null), note('PR-2', null), note('PR-3', null)],
    }),
    expected: { 'PR-1': '3334', 'PR-2': '3333', 'PR-3': '3333' },
  },
];

/** Micros per outcome of the ledger, with the rule that divided them; SQL of both engines. */
export const SPLIT_LEDGER = `
  SELECT outcome_id, split_method, CAST(sum(amount_micros) AS VARCHAR) AS micros FROM fct_ledger GROUP BY 1, 2 ORDER BY 1`;
