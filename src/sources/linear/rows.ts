import { outcome, outcomeEvent, outcomeEvidence, outcomeLabel, outcomeRelation } from '../../core/contracts/index.ts';
import { acceptanceOf } from '../../core/outcomes/acceptance.ts';
import type { AiTrace } from '../../core/outcomes/ai-traces.ts';
import { OutcomeRows } from '../kit/outcome-rows.ts';
import type { ParsedRow } from '../source.ts';
import type { IssueInside } from './door.ts';
import type { SessionInside } from './query.ts';
import { LINEAR, type LinearSettings } from './settings.ts';

const REJECTED = new Set(['canceled', 'duplicate']);

const has = (words: readonly string[], label: string) => words.some((w) => w.toLowerCase() === label.toLowerCase());

/** Id of an issue by its id: identifiers change with the team. */
export const issueId = (org: string, id: string): string => `${LINEAR}:${org}:issue:${id}`;

/** Rows of an issue: accepted by completion, rejected when canceled or a duplicate; delegates and agent sessions are evidence. */
export function issueRows(
  issue: IssueInside,
  of: { readonly dt: string; readonly settings: LinearSettings; readonly sessions: readonly SessionInside[] },
): ParsedRow[] {
  const { dt, settings, sessions } = of;
  const labels = issue.labels.nodes.map((l) => l.name);
  const moves = issue.history.filter((h) => h.to !== null).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const acceptance = acceptanceOf(moves.map((h) => ({ at: h.at, isDone: h.to === 'completed' })));
  const isRejected = REJECTED.has(issue.state.type);
  const isDone = issue.state.type === 'completed';
  const release = issue.releases?.nodes.find((r) => r.completedAt != null);
  const is = (words: readonly string[]) => labels.some((label) => has(words, label));
  const to = new OutcomeRows(dt, issueId(settings.org, issue.id), issue.updatedAt);
  to.add(outcome, {
    outcome_type: is(settings.incident) ? 'incident' : is(settings.knowledge) ? 'knowledge' : 'work_item',
    scope: `${settings.org}/${issue.team.key}`,
    native_id: issue.id,
    status: isRejected ? 'rejected' : isDone ? 'accepted' : acceptance.reopenedAt !== null ? 'reopened' : 'open',
    work_item: `${LINEAR}:${issue.identifier}`,
    parent_outcome_id: issue.parent == null ? null : issueId(settings.org, issue.parent.id),
    head_branch: issue.branchName,
    owner_hint: issue.team.key,
    author_actor: issue.assignee,
    principal_actor: sessions.find((s) => s.principal !== null)?.principal ?? null,
    opened_at: issue.createdAt,
    accepted_at: isRejected ? null : (acceptance.acceptedAt ?? (isDone ? (issue.completedAt ?? null) : null)),
    closed_at: issue.completedAt ?? issue.canceledAt ?? null,
    deployed_at: release?.completedAt ?? null,
    reopened_at: isRejected ? null : acceptance.reopenedAt,
    reopen_count: isRejected ? null : BigInt(acceptance.reopenCount),
  });
  for (const label of new Set(labels)) to.add(outcomeLabel, { label });
  const traces = [
    ...(issue.delegate === null
      ? []
      : [{ kind: 'agent_delegate', tool: issue.delegate, confidenceBp: 9000 } satisfies AiTrace]),
    ...sessions.flatMap((s) =>
      s.hashes.map(
        (hash): AiTrace => ({ kind: 'agent_session', tool: s.tool, sessionRefHash: hash, confidenceBp: 10_000 }),
      ),
    ),
  ];
  to.addEvidence(outcomeEvidence, traces);
  for (const [index, move] of moves.entries()) {
    to.add(outcomeEvent, {
      event_no: BigInt(index + 1),
      happened_at: move.at,
      from_state: move.from,
      to_state: move.to,
      actor: move.actor,
    });
  }
  const relate = (relation: string, kind: string, target: string, evidence: string) =>
    to.add(outcomeRelation, { relation, target_kind: kind, target, evidence, confidence_bp: 10_000n });
  for (const former of new Set(issue.previousIdentifiers ?? []))
    relate('alias', 'work_item', `${LINEAR}:${former}`, 'moved');
  const pulls = [...issue.pulls, ...sessions.map((s) => s.pull).filter((p) => p !== null)];
  for (const pull of new Set(pulls)) relate('child', 'outcome', pull, 'link');
  for (const sha of new Set((issue.releases?.nodes ?? []).map((r) => r.commitSha).filter((s) => s !== null)))
    relate('carries', 'sha', sha.toLowerCase(), 'release');
  return to.rows;
}
