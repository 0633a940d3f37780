import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { costRow, member, personRows, priceRow, teamRows, usageRow } from './rows.ts';
import type { LandedRow, LandedTables } from './warehouse.ts';

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const DAYS = ['2026-10-05', '2026-10-06'];
/** The third is nobody that the company knows: an actor as the source names it. */
const PEOPLE = ['p1', 'p1', 'p2', 'p3', null];
const SESSIONS = ['s1', 's2', 's3', 's4'];
const REPOS = ['', '', '', '-web', null];
/** `#` stands for the number of the company: trackers and their projects are its own. */
const BRANCHES = ['a#-1-cart', 'x#-2', 'search', 'search', 'main', null];

const timeArb = fc.record({ day: oneOf(...DAYS), hour: oneOf(9, 10), minute: oneOf(0, 4, 8, 12, 30) });
const eventArb = fc.record({
  at: timeArb,
  session: oneOf(...SESSIONS),
  person: oneOf(...PEOPLE),
  repo: oneOf(...REPOS),
  branch: oneOf(...BRANCHES),
  kind: oneOf('request', 'commit', 'commit', 'pr'),
  sha: oneOf(0, 1, null, null, null, null, null),
  hint: oneOf('A#-1', 'jira:A#-2', null, null, null, null),
  hasMoney: oneOf(true, true, true, false),
});
const outcomeArb = fc.record({
  type: oneOf('pull_request', 'pull_request', 'pull_request', 'knowledge', 'work_item', 'deployment'),
  person: oneOf(...PEOPLE),
  repo: oneOf(...REPOS),
  branch: oneOf(...BRANCHES),
  opened: fc.oneof({ weight: 5, arbitrary: timeArb }, oneOf({ day: '2026-09-20', hour: 9, minute: 0 }, null)),
  accepted: oneOf('2026-09-04', '2026-09-05', '2026-10-05', '2026-10-06', '2026-11-20', null, null),
  item: oneOf('jira:A#-1', 'A#-1', 'A#-2', 'zendesk:#2', 'jira:X#-2', null, null, null, null),
  commits: fc.uniqueArray(
    fc.record({ sha: oneOf(0, 1, 2, 3), at: fc.option(timeArb), person: oneOf('p1', 'p1', 'p2', 'p3') }),
    {
      maxLength: 2,
      selector: (commit) => commit.sha,
    },
  ),
  session: oneOf(...SESSIONS, ...Array.from({ length: 16 }, () => null)),
  isNote: fc.boolean(),
  isLate: oneOf(true, true, true, true, true, false),
});
/** One company in miniature whose outcomes, decisions and vendors' counts come partly after its month was closed. */
export const lateWorldArb = fc.record({
  events: fc.array(eventArb, { minLength: 1, maxLength: 7 }),
  parents: fc.tuple(...SESSIONS.map((session) => oneOf(...SESSIONS.filter((s) => s !== session), null, null))),
  tools: fc.tuple(...SESSIONS.map(() => oneOf('cursor', 'claude_code'))),
  // A session known by its usage only.
  usage: fc.array(
    fc.record({ day: oneOf(...DAYS), person: oneOf(...PEOPLE), repo: oneOf(...REPOS), branch: oneOf(...BRANCHES) }),
    { maxLength: 2 },
  ),
  outcomes: fc.array(outcomeArb, { minLength: 1, maxLength: 4 }),
  counts: fc.uniqueArray(
    fc.record({
      sha: oneOf(0, 1, 2, 3),
      person: oneOf('p1', 'p2', 'p3'),
      at: fc.option(timeArb),
      ai: oneOf(0, 4),
      hasRepo: fc.boolean(),
    }),
    { maxLength: 2, selector: (count) => `${count.sha} ${count.person}` },
  ),
  decisions: fc.uniqueArray(
    fc.record({
      session: oneOf('s1', 's2'),
      outcome: oneOf(0, 1, 2, 9),
      repo: oneOf('', '-web', null, null),
      branch: oneOf('a#-1-cart', 'search', null, null),
      day: oneOf(...DAYS, null),
    }),
    { maxLength: 4, selector: (d) => JSON.stringify(d) },
  ),
  hasDecisions: oneOf(true, false),
});
/** A generated company. */
export type LateWorld = typeof lateWorldArb extends fc.Arbitrary<infer T> ? T : never;

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
type Time = { readonly day: string; readonly hour: number; readonly minute: number };
const at = ({ day, hour, minute }: Time) =>
  `${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`;
const version_at = '2026-10-24T00:00:00Z';

/** The companies' landed rows, each with people and repositories of its own; without what came late unless `withLate`. */
export function landLate(worlds: readonly LateWorld[], withLate: boolean, leastBp: number): LandedTables {
  const each = (rows: (world: LateWorld, name: string) => LandedRow[]) => worlds.flatMap((w, i) => rows(w, `v${i}`));
  const own = (name: string, text: string | null) => text?.replace('#', name.slice(1)) ?? null;
  const person = (name: string, p: string | null) => (p === null ? null : `${name} ${p}`);
  const repo = (name: string, r: string | null) => (r === null ? null : `${name}${r}`);
  const outcomes = (world: LateWorld) =>
    world.outcomes.map((o, i) => ({ ...o, i })).filter((o) => withLate || !o.isLate);
  const id = (name: string, n: number) => `github:${name}:${n}`;
  return {
    usage: each((world, name) => [
      ...world.events.flatMap((event, i) =>
        event.hasMoney
          ? [
              usageRow(`${name} e${i}`, event.at.day, {
                provider: name,
                billing_account: 'acct',
                tool: world.tools[SESSIONS.indexOf(event.session)]!,
                model: 'm',
                session_id: `${name} ${event.session}`,
                actor_id: person(name, event.person),
                actor_kind: 'email',
                output: 1000,
              }),
            ]
          : [],
      ),
      ...world.usage.map((row, i) =>
        usageRow(`${name} u${i}`, row.day, {
          provider: name,
          billing_account: 'acct',
          tool: 'cursor',
          model: 'm',
          session_id: `${name} usage`,
          actor_id: person(name, row.person),
          actor_kind: 'email',
          project: row.repo === null ? null : `repo:${name}${row.repo}`,
          work_hint: row.repo === null ? null : own(name, row.branch),
          output: 1000,
        }),
      ),
    ]),
    session_event: each((world, name) =>
      world.events.map((event, i) => {
        const parent = world.parents[SESSIONS.indexOf(event.session)]!;
        return {
          event_key: `${name} ${i}`,
          tool: world.tools[SESSIONS.indexOf(event.session)]!,
          setup: 'default',
          provider: name,
          session_id: `${name} ${event.session}`,
          parent_session_id: parent === null ? null : `${name} ${parent}`,
          ts: at(event.at),
          seq: i,
          kind: event.kind,
          model: 'm',
          output: event.kind === 'request' ? 1000 : null,
          actor_id: person(name, event.person),
          actor_kind: 'email',
          repo: repo(name, event.repo),
          branch: own(name, event.branch),
          work_hint: own(name, event.hint),
          commit_sha: event.kind === 'commit' && event.sha !== null ? `${name} ${event.sha}` : null,
        };
      }),
    ),
    cost: each((world, name) => [
      costRow(`${name} bill`, '2026-10-01', {
        provider: name,
        billing_account: 'acct',
        usage_end: '2026-11-01T00:00:00Z',
        billed_cost: `${world.events.length}000`,
        source: 'vendor_api',
        dt: '2026-10-01',
      }),
    ]),
    outcome: each((world, name) =>
      outcomes(world).map((o) => ({
        outcome_id: id(name, o.i),
        version_at,
        outcome_type: o.type,
        scope: name,
        native_id: `${o.i}`,
        status: o.accepted === null ? 'open' : 'accepted',
        work_item: own(name, o.item),
        repo: repo(name, o.repo),
        head_branch: o.type === 'pull_request' ? own(name, o.branch) : null,
        base_branch: 'main',
        is_default_base: true,
        author_actor: person(name, o.person),
        author_is_bot: false,
        opened_at: o.opened === null ? null : at(o.opened),
        accepted_at: o.accepted === null ? null : `${o.accepted}T09:30:00Z`,
        closed_at: o.accepted === null ? null : `${o.accepted}T09:30:00Z`,
      })),
    ),
    outcome_commit: each((world, name) =>
      outcomes(world).flatMap((o) =>
        o.commits.map((commit, k) => ({
          outcome_id: id(name, o.i),
          version_at,
          sha: `${name} ${commit.sha}`,
          commit_no: k + 1,
          committed_at: commit.at === null ? null : at(commit.at),
          author_actor: person(name, commit.person),
        })),
      ),
    ),
    outcome_evidence: each((world, name) =>
      outcomes(world).flatMap((o) => {
        if (o.session === null) return [];
        const session = `${name} ${o.session}`;
        const tool = { cursor: 'cursor', claude_code: 'claude' }[world.tools[SESSIONS.indexOf(o.session)]!];
        return [
          {
            outcome_id: id(name, o.i),
            version_at,
            evidence_no: 1,
            kind: 'note',
            session_ref_hash: o.isNote ? null : sha(session),
            session_note_key: o.isNote ? `s_${sha(`${tool}:${session}`).slice(0, 14)}` : null,
            confidence_bp: 10000,
          },
        ];
      }),
    ),
    vendor_commit: each((world, name) =>
      withLate
        ? world.counts.map((count) => ({
            tool: 'cursor',
            sha: `${name} ${count.sha}`,
            repo: count.hasRepo ? name : null,
            provider: name,
            actor_id: `${name} ${count.person}`,
            committed_at: count.at === null ? null : at(count.at),
            ai_lines: count.ai,
          }))
        : [],
    ).map((row) => ({ dt: '2026-10-01', ...row })),
    config_link_override: each((world, name) =>
      withLate && world.hasDecisions
        ? world.decisions.map((d) => ({
            session_id: `${name} ${d.session}`,
            outcome_id: id(name, d.outcome),
            weight: '1',
            repo: repo(name, d.repo),
            branch: own(name, d.branch),
            day: d.day,
            decided_by: 'p1',
            reason: 'test',
            decided_on: '2026-10-24',
          }))
        : [],
    ),
    config_threshold: [
      { threshold: 'min_link_confidence_bp', value: String(leastBp), unit: 'basis points', valid_from: '2026-01-01' },
    ],
    config_price: worlds.map((_, i) => priceRow('m', 'output', '3', { provider: `v${i}` })),
    config_team: teamRows('t1'),
    config_person: each((_, name) => personRows(`${name} p1`, `${name} p2`)),
    config_membership: each((_, name) => [member(`${name} p1`, 't1'), member(`${name} p2`, 't1')]),
  };
}
