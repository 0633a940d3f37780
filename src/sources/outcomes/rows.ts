import {
  configLinkOverride,
  outcome,
  outcomeDeployment,
  outcomeEvidence,
  outcomeIncident,
  outcomeRelation,
} from '../../core/contracts/index.ts';
import { firstOfMonth } from '../../core/days.ts';
import { type AiTrace, sessionRefHash } from '../../core/outcomes/ai-traces.ts';
import type { IntakeEvent } from '../../core/outcomes/intake-event.ts';
import { repoOf } from '../../core/repo-key.ts';
import { OutcomeRows } from '../kit/outcome-rows.ts';
import { completeRow } from '../kit/rows.ts';
import type { ParsedRow } from '../source.ts';

/** An event as it is landed: the actor by pseudonym, sessions by hash. */
export type EventInside = Omit<IntakeEvent, 'actor' | 'session_ids'> & {
  readonly actor: string | null;
  readonly sessions: readonly string[];
  /** Sessions of a link decided by hand, which has to name them. */
  readonly linked: readonly string[];
};

/** The event without what may not be landed. */
export function eventInside(event: IntakeEvent, pseudonym: (actor: string) => string): EventInside {
  const { actor, session_ids: ids, ...rest } = event;
  const isLink = event.type === 'link_override';
  return {
    ...rest,
    actor: actor === undefined ? null : pseudonym(actor),
    sessions: isLink ? [] : (ids ?? []).map(sessionRefHash),
    linked: isLink ? (ids ?? []) : [],
  };
}

/** Outcome id of an event: `<source>:<scope>:<type>:<native id>`. */
export function eventOutcomeId(e: Pick<IntakeEvent, 'source' | 'scope' | 'type' | 'native_id'>): string {
  return `${e.source}:${e.scope}:${e.type === 'pull_request' ? 'pr' : e.type}:${e.native_id}`;
}

const ACCEPTED = new Set(['success', 'accepted']);

function statusOf(e: EventInside): string {
  if (e.type === 'incident') return e.status === 'accepted' ? 'closed' : e.status;
  if (e.type !== 'deployment') return e.status;
  if (e.status === 'success') return 'accepted';
  return e.status === 'running' ? 'open' : e.status === 'rolled_back' ? 'reverted' : 'rejected';
}

function linkRows(e: EventInside, logicalDay: string): ParsedRow[] {
  return e.linked.map((session_id) => ({
    table: configLinkOverride.name,
    dt: logicalDay,
    row: completeRow(configLinkOverride, {
      session_id,
      outcome_id: e.parent,
      weight: e.quantity ?? '1',
      decided_by: e.actor,
      reason: 'sent as an event',
      decided_on: e.updated_at.slice(0, 10),
    }),
  }));
}

/** Rows of an event. `host` is the code host of scopes that are repositories. */
export function eventRows(
  e: EventInside,
  of: { readonly host: string; readonly logicalDay: string; readonly production: readonly string[] },
): ParsedRow[] {
  if (e.type === 'link_override') return linkRows(e, of.logicalDay);
  const repo = /^[\w.-]+\/[\w.-]+$/.test(e.scope) ? repoOf(`https://${of.host}/${e.scope}`) : null;
  const to = new OutcomeRows(firstOfMonth(e.updated_at.slice(0, 10)), eventOutcomeId(e), e.updated_at);
  to.add(outcome, {
    outcome_type: e.type,
    scope: e.scope,
    native_id: e.native_id,
    status: statusOf(e),
    work_item: e.work_item ?? null,
    parent_outcome_id: e.parent ?? null,
    work_type: e.work_type ?? null,
    repo,
    owner_hint: e.application ?? e.scope,
    team_tag: e.team ?? null,
    author_actor: e.actor,
    opened_at: e.opened_at ?? e.started_at ?? null,
    accepted_at: e.type !== 'incident' && ACCEPTED.has(e.status) ? (e.accepted_at ?? e.ended_at ?? null) : null,
    closed_at: e.closed_at ?? e.ended_at ?? null,
    reverted_at: e.reverted_at ?? (e.status === 'rolled_back' ? (e.ended_at ?? null) : null),
    ai_assisted: e.ai_assisted ?? null,
    slop_score: e.slop_score ?? null,
    csat: e.csat ?? null,
    score: e.score ?? null,
    customer_id: e.customer_id ?? null,
    value_micros: e.value_micros === undefined ? null : BigInt(e.value_micros),
    value_currency: e.currency ?? null,
    quantity: e.quantity ?? null,
  });
  if (e.type === 'deployment') {
    to.add(outcomeDeployment, {
      repo,
      application: e.application ?? null,
      environment: e.environment ?? null,
      is_production: e.environment === undefined ? null : of.production.includes(e.environment.toLowerCase()),
      sha: e.sha?.toLowerCase() ?? null,
      result: e.status,
      started_at: e.started_at ?? null,
      ended_at: e.ended_at ?? null,
      is_planned: e.planned ?? null,
      incident_id: e.caused_by_incident ?? null,
    });
  }
  if (e.type === 'incident') {
    to.add(outcomeIncident, {
      severity: e.severity ?? null,
      repo,
      started_at: e.opened_at ?? e.started_at ?? e.updated_at,
      resolved_at: e.closed_at ?? e.ended_at ?? null,
    });
  }
  to.addEvidence(outcomeEvidence, [
    ...e.sessions.map(
      (hash): AiTrace => ({ kind: 'session_id', tool: e.ai_tool ?? null, sessionRefHash: hash, confidenceBp: 10_000 }),
    ),
    ...(e.ai_assisted === true
      ? [{ kind: 'declared', tool: e.ai_tool ?? null, confidenceBp: 6000 } satisfies AiTrace]
      : []),
  ]);
  const seen = new Set<string>();
  const relate = (relation: string, kind: string, target: string) => {
    if (seen.has(`${relation} ${target}`)) return;
    seen.add(`${relation} ${target}`);
    to.add(outcomeRelation, {
      relation,
      target_kind: kind,
      target,
      evidence: 'declared',
      happened_at: e.ended_at ?? e.accepted_at ?? null,
      confidence_bp: 10_000n,
    });
  };
  for (const sha of [...(e.sha === undefined ? [] : [e.sha]), ...(e.contains_shas ?? [])])
    relate('carries', 'sha', sha.toLowerCase());
  for (const number of e.pr_numbers ?? []) relate('carries', 'pr_number', String(number));
  for (const target of e.fixes ?? []) relate('fixes', 'outcome', target);
  for (const target of e.reverts ?? []) relate('reverts', 'outcome', target);
  return to.rows;
}
