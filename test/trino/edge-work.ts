import { createHash } from 'node:crypto';
import { costRow, priceRow, usageRow } from '../models/rows.ts';
import type { LandedRow, LandedTables } from '../models/warehouse.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const version_at = '2026-10-24T23:59:59.999Z';
const DAY = '2026-10-17';

/** Names that engines could order, cut, fold or escape differently. */
const NAMES = ['O\'Brien "x"', 'Zürich ß', ' padded ', 'back\\slash %_', 'line\nbreak', 'A', 'a', 'é', '￿', '𐀀'];

/** Amounts of the bill of each session, in dollars: 22 digits, halves, negatives, less than a micro, nothing. */
const AMOUNTS = [
  '9999999999.999999499999',
  '0.0000005',
  '-0.0000005',
  '0.000001',
  '-1234567.890123',
  '0.000002',
  '7',
  '0',
  '0.333333',
  '-0.000001',
];

/** Changed lines: none known, none, fewer and more than the cap, beyond 2^53. */
const LINES = [null, 0, 1, 399, 400, 401, 9_007_199_254_740_993n];

const pull = (outcome_id: string, row: LandedRow): LandedRow => ({
  outcome_id,
  version_at,
  outcome_type: 'pull_request',
  scope: 'example/edges',
  native_id: outcome_id,
  status: 'accepted',
  is_default_base: true,
  base_branch: 'main',
  author_is_bot: false,
  opened_at: '2026-10-01T00:00:00.000Z',
  accepted_at: '2026-10-31T23:59:59.999Z',
  closed_at: '2026-10-31T23:59:59.999Z',
  ...row,
});
const note = (outcome_id: string, session: string, evidence_no: number, ai_lines: bigint | number | null) => ({
  outcome_id,
  version_at,
  evidence_no,
  kind: 'note',
  session_ref_hash: sha(session),
  ai_lines,
  confidence_bp: 10000,
});

/** A session per name: its repository, branch, key and pull requests are the odd name, its bill the odd amount. */
const each = <T>(rows: (name: string, i: number) => T[]): T[] => NAMES.flatMap(rows);
const account = (i: number) => `work ${i}`;
const session = (name: string) => `session ${name}`;
const pulls = (name: string) => [`pull ${name}`, `pull ${name}~`, `pull ${name} `];

/**
 * Landed rows at the edges of the work axis: a session for each odd name, whose bill of an odd amount is divided over three
 * pull requests of that name, by decided weights, AI lines, capped lines or evenly; sessions at the first and last instant
 * of a month, at equal distance from two commits, of a parent, without events; keys that no tracker knows, outcomes in a
 * circle, accepted at the last millisecond of the window, and told twice.
 */
export const EDGE_WORK: LandedTables = {
  usage: [
    ...each((name, i) => [
      usageRow(`work ${i}`, DAY, {
        billing_account: account(i),
        tool: 'cli',
        model: 'third',
        session_id: session(name),
        project: `repo:${name}`,
        work_hint: name,
        actor_id: 'p1',
        input_uncached: 3,
      }),
    ]),
    ...['first', 'last', 'between', 'child'].map((id) =>
      usageRow(`work ${id}`, id === 'first' ? '2026-10-01' : id === 'last' ? '2026-10-31' : DAY, {
        billing_account: 'work times',
        tool: 'cli',
        model: 'third',
        session_id: id,
        project: id === 'child' ? null : 'repo:times',
        work_hint: id === 'child' ? null : `branch-${id}`,
        actor_id: 'p2',
        output: 1,
      }),
    ),
  ],
  cost: [
    ...each((name, i) => [
      costRow(`work ${i}`, DAY, { billing_account: account(i), line_key: name, billed_cost: AMOUNTS[i]! }),
    ]),
    ...['2026-10-01', '2026-10-31', DAY].map((day) =>
      costRow(`work ${day}`, day, { billing_account: 'work times', line_key: day, billed_cost: '0.0000014' }),
    ),
  ],
  session_event: [
    ...['2026-10-01T00:00:00.000Z', '2026-10-31T23:59:59.999Z', `${DAY}T12:00:00.000Z`].map((ts, i) => ({
      event_key: `event ${i}`,
      tool: 'cli',
      setup: 'default',
      provider: 'vendor',
      session_id: ['first', 'last', 'between'][i]!,
      ts,
      seq: 9_007_199_254_740_993n,
      kind: i === 2 ? 'commit' : 'request',
      model: 'third',
      output: i === 2 ? null : 1,
      actor_id: 'p2',
      repo: 'times',
      branch: `branch-${['first', 'last', 'between'][i]!}`,
      commit_sha: null,
    })),
    {
      event_key: 'event child',
      tool: 'cli',
      setup: 'default',
      provider: 'vendor',
      session_id: 'child',
      parent_session_id: 'between',
      ts: `${DAY}T12:00:00.001Z`,
      seq: 0,
      kind: 'request',
      model: 'third',
      output: 1,
      actor_id: 'p2',
    },
  ],
  outcome: [
    ...each((name, i) =>
      pulls(name).map((id, k) =>
        pull(id, {
          pr_number: i * 3 + k,
          repo: name,
          head_branch: name,
          author_actor: 'p1',
          work_item: `jira:${name}-${k}`,
          lines_added: LINES[(i + k) % LINES.length]!,
          lines_deleted: LINES[(i + k) % LINES.length] === null ? null : 0,
          value_micros: k === 0 ? 9_007_199_254_740_993n : null,
          slop_score: ['1.000001', '4.999999', null][k]!,
        }),
      ),
    ),
    // A parent in a circle, one that nobody knows, and one version after the other in one millisecond.
    pull('circle a', { repo: 'times', parent_outcome_id: 'circle b', accepted_at: '2026-10-01T00:00:00.000Z' }),
    pull('circle b', { repo: 'times', parent_outcome_id: 'circle a', status: 'open', accepted_at: null }),
    pull('orphan', { repo: 'times', parent_outcome_id: 'nobody', version_at: '2026-10-24T23:59:59.998Z' }),
    pull('orphan', { repo: 'times', parent_outcome_id: 'nobody', status: 'closed', accepted_at: null }),
    // Two commits, both a quarter of an hour from the session's commit: the nearest of equals.
    pull('before', { repo: 'times', head_branch: 'other-1', author_actor: 'p2' }),
    pull('after', { repo: 'times', head_branch: 'other-2', author_actor: 'p2' }),
    pull('first', { repo: 'times', head_branch: 'branch-first', opened_at: '2026-09-24T00:00:00.000Z' }),
    pull('last', { repo: 'times', head_branch: 'branch-last' }),
  ],
  outcome_commit: [
    {
      outcome_id: 'before',
      version_at,
      sha: 'c1',
      commit_no: 1,
      committed_at: `${DAY}T11:45:00.000Z`,
      author_actor: 'p2',
    },
    {
      outcome_id: 'after',
      version_at,
      sha: 'c2',
      commit_no: 1,
      committed_at: `${DAY}T12:15:00.000Z`,
      author_actor: 'p2',
    },
    {
      outcome_id: 'first',
      version_at,
      sha: 'c3',
      commit_no: 1,
      committed_at: '2026-10-08T00:00:00.000Z',
      author_actor: 'p2',
    },
  ],
  outcome_evidence: each((name, i) => {
    const lines = [LINES[i % LINES.length]!, LINES[(i + 3) % LINES.length]!, 1];
    // Even sessions are divided by lines, odd ones by what is left; the tenth is decided by hand.
    return pulls(name).map((id, k) => note(id, session(name), 1, i % 2 === 0 ? lines[k]! : null));
  }),
  config_link_override: pulls(NAMES[9]!).map((outcome_id, k) => ({
    session_id: session(NAMES[9]!),
    outcome_id,
    weight: ['0.000000000001', '9999999998.999999999999', '0.5'][k]!,
    decided_by: 'p1',
    reason: NAMES[4]!,
    decided_on: '2026-10-24',
  })),
  config_price: [priceRow('third', 'cache_read', '0.000000000001')],
};

/** Several sets of landed rows as one; a row that stands in two of them is landed once. */
export function together(...sets: readonly LandedTables[]): LandedTables {
  const text = (row: LandedRow) => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : (v as unknown)));
  const names = new Set(sets.flatMap((set) => Object.keys(set)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [...new Map(sets.flatMap((set) => (set[name] ?? []).map((row) => [text(row), row] as const))).values()],
    ]),
  );
}
