import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { costRow, member, personRows, priceRow, teamRows, usageRow } from './rows.ts';
import type { LandedRow, LandedTables } from './warehouse.ts';

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const DAYS = ['2026-10-05', '2026-10-06', '2026-10-20'];
const PEOPLE = ['p1', 'p2', null];
const SESSIONS = ['s1', 's2', 's3'];
const BRANCHES = ['abc-1-cart', 'search', 'main', null];

const usageArb = fc.record({
  day: oneOf(...DAYS),
  session: oneOf(...SESSIONS, null),
  person: oneOf(...PEOPLE),
  branch: oneOf(...BRANCHES),
  tokens: oneOf(0, 1, 999_999, 40_000_000),
});
const eventArb = fc.record({
  day: oneOf(...DAYS),
  session: oneOf('e1', 'e2'),
  parent: oneOf('s1', 'e1', null),
  person: oneOf(...PEOPLE),
  branch: oneOf(...BRANCHES),
  hour: fc.integer({ min: 0, max: 23 }),
  kind: oneOf('request', 'request', 'commit', 'pr'),
  tokens: oneOf(0, 5_000, 3_000_000),
  hint: oneOf('ABC-1', null),
});
const outcomeArb = fc.record({
  type: oneOf('pull_request', 'pull_request', 'pull_request', 'work_item'),
  person: oneOf(...PEOPLE),
  branch: oneOf(...BRANCHES),
  opened: oneOf('2026-10-01', '2026-10-05', '2026-10-19'),
  accepted: oneOf('2026-10-06', '2026-10-21', '2026-11-20', null),
  item: oneOf('jira:ABC-1', 'jira:ABC-2', null),
  parent: oneOf(0, 1, 2, 3, null),
  lines: oneOf(0, 80, 5_200, null),
  commitHour: oneOf(3, 12, 20, null),
  session: oneOf('s1', 's2', 'e1', null),
  aiLines: oneOf(0, 60, 120, null),
});
/** One company in miniature: usage, sessions, outcomes, decisions and one bill. */
export const workWorldArb = fc.record({
  usage: fc.array(usageArb, { minLength: 1, maxLength: 4 }),
  events: fc.array(eventArb, { maxLength: 4 }),
  outcomes: fc.array(outcomeArb, { maxLength: 4 }),
  overrides: fc.uniqueArray(
    fc.record({ session: oneOf('s1', 'e1'), outcome: oneOf(0, 1, 9), weight: oneOf('1', '2.5') }),
    { maxLength: 2, selector: (o) => `${o.session} ${o.outcome}` },
  ),
  bill: fc.integer({ min: -900_000_000, max: 9_000_000_000 }),
  shared: fc.boolean(),
});
/** A generated company. */
export type WorkWorld = typeof workWorldArb extends fc.Arbitrary<infer T> ? T : never;

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const at = (day: string, hour: number) => `${day}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Id of an outcome of a world; the ninth is in no world. */
export const outcomeId = (world: string, n: number) => `github:${world}/shop:pr:${n}`;

/** Every world with a provider, repository and people of its own, as landed rows of one build. */
export function landWork(worlds: readonly WorkWorld[]): LandedTables {
  const each = (rows: (world: WorkWorld, name: string) => LandedRow[]) => worlds.flatMap((w, i) => rows(w, `v${i}`));
  const people = ['p1', 'p2'];
  const version_at = '2026-10-24T00:00:00Z';
  return {
    usage: each((world, name) =>
      world.usage.map(({ day, session, person, branch, tokens }, i) =>
        usageRow(`${name} ${i}`, day, {
          provider: name,
          billing_account: 'acct',
          tool: 'cli',
          model: 'm',
          session_id: session === null ? null : `${name} ${session}`,
          actor_id: person === null ? null : `${name} ${person}`,
          actor_kind: 'email',
          project: world.shared ? null : `repo:${name}`,
          work_hint: branch,
          input_uncached: tokens,
        }),
      ),
    ),
    session_event: each((world, name) =>
      world.events.map((event, i) => ({
        event_key: `${name} ${i}`,
        tool: 'cli',
        setup: 'default',
        provider: name,
        session_id: `${name} ${event.session}`,
        parent_session_id: event.parent === null || event.parent === event.session ? null : `${name} ${event.parent}`,
        ts: at(event.day, event.hour),
        seq: i,
        kind: event.kind,
        model: 'm',
        input_uncached: event.kind === 'request' ? event.tokens : null,
        actor_id: event.person === null ? null : `${name} ${event.person}`,
        actor_kind: 'email',
        repo: name,
        branch: event.branch,
        work_hint: event.hint,
      })),
    ),
    cost: each((world, name) => [
      costRow(`${name} bill`, '2026-10-01', {
        provider: name,
        billing_account: 'acct',
        usage_end: '2026-11-01T00:00:00Z',
        billed_cost: `${world.bill < 0 ? '-' : ''}${Math.floor(Math.abs(world.bill) / 1e6)}.${String(Math.abs(world.bill) % 1e6).padStart(6, '0')}`,
        source: 'vendor_api',
        dt: '2026-10-01',
      }),
      costRow(`${name} tax`, '2026-10-01', {
        provider: name,
        billing_account: 'acct',
        charge_kind: 'tax',
        charge_category: 'Tax',
        usage_end: '2026-11-01T00:00:00Z',
        billed_cost: '0.333333',
        source: 'vendor_api',
        dt: '2026-10-01',
      }),
    ]),
    outcome: each((world, name) =>
      world.outcomes.map((o, i) => ({
        outcome_id: outcomeId(name, i),
        version_at,
        outcome_type: o.type,
        scope: `${name}/shop`,
        native_id: `${i}`,
        pr_number: o.type === 'pull_request' ? i : null,
        status: o.accepted === null ? 'open' : 'accepted',
        work_item: o.item,
        parent_outcome_id: o.parent === null ? null : outcomeId(name, o.parent),
        repo: o.type === 'pull_request' ? name : null,
        head_branch: o.branch,
        base_branch: 'main',
        is_default_base: true,
        author_actor: o.person === null ? null : `${name} ${o.person}`,
        author_is_bot: false,
        opened_at: at(o.opened, 1),
        first_commit_at: o.commitHour === null ? null : at('2026-10-05', o.commitHour),
        accepted_at: o.accepted === null ? null : at(o.accepted, 22),
        closed_at: o.accepted === null ? null : at(o.accepted, 22),
        lines_added: o.lines,
        lines_deleted: o.lines === null ? null : 0,
      })),
    ),
    outcome_commit: each((world, name) =>
      world.outcomes.flatMap((o, i) =>
        o.commitHour === null
          ? []
          : [
              {
                outcome_id: outcomeId(name, i),
                version_at,
                sha: `${name} ${i % 3}`,
                commit_no: 1,
                committed_at: at('2026-10-05', o.commitHour),
                author_actor: o.person === null ? null : `${name} ${o.person}`,
              },
            ],
      ),
    ),
    outcome_evidence: each((world, name) =>
      world.outcomes.flatMap((o, i) =>
        o.session === null && o.aiLines === null
          ? []
          : [
              {
                outcome_id: outcomeId(name, i),
                version_at,
                evidence_no: 1,
                kind: 'note',
                session_ref_hash: o.session === null ? null : sha(`${name} ${o.session}`),
                ai_lines: o.aiLines,
                confidence_bp: 10000,
              },
            ],
      ),
    ),
    config_link_override: each((world, name) =>
      world.overrides.map((o) => ({
        session_id: `${name} ${o.session}`,
        outcome_id: outcomeId(name, o.outcome),
        weight: o.weight,
        decided_by: 'p1',
        reason: 'test',
        decided_on: '2026-10-24',
      })),
    ),
    config_price: worlds.map((_, i) => priceRow('m', 'input_uncached', '3', { provider: `v${i}` })),
    config_team: teamRows('t1', 't2'),
    config_person: each((_, name) => personRows(...people.map((p) => `${name} ${p}`))),
    config_membership: each((_, name) => [
      member(`${name} p1`, 't1', { weight_bp: 3333 }),
      member(`${name} p1`, 't2', { weight_bp: 6667 }),
      member(`${name} p2`, 't2'),
    ]),
  };
}
