import { outcome, outcomeEvent, outcomeEvidence, outcomeLabel, outcomeRelation } from '../../core/contracts/index.ts';
import { acceptanceOf } from '../../core/outcomes/acceptance.ts';
import type { AiTrace } from '../../core/outcomes/ai-traces.ts';
import { OutcomeRows } from '../kit/outcome-rows.ts';
import type { ParsedRow } from '../source.ts';
import type { ChangeInside, IssueInside } from './door.ts';
import { JIRA, type JiraSettings } from './settings.ts';

/** Id of an issue by its id: keys change when an issue moves. */
export const issueId = (site: string, id: string): string => `${JIRA}:${site}:issue:${id}`;

const has = (words: readonly string[], value: string) => words.some((w) => w.toLowerCase() === value.toLowerCase());

/**
 * Rows of an issue with its history. Accepted by the first entry into a done category that was not left within 24 hours;
 * without any change of status (created done), by its creation. `categories` is the category of each status id.
 */
export function issueRows(
  issue: IssueInside,
  changes: readonly ChangeInside[],
  of: { readonly dt: string; readonly settings: JiraSettings; readonly categories: ReadonlyMap<string, string> },
): ParsedRow[] {
  const { dt, settings, categories } = of;
  const { site } = settings;
  const categoryOf = (status: string | null) => (status === null ? null : (categories.get(status) ?? null));
  const moves = changes.filter((c) => c.field === 'status');
  const acceptance = acceptanceOf(moves.map((c) => ({ at: c.at, isDone: categoryOf(c.to) === 'done' })));
  const isDone = issue.category === 'done';
  const isRejected = isDone && issue.resolution !== null && has(settings.rejected, issue.resolution);
  const acceptedAt = isRejected
    ? null
    : (acceptance.acceptedAt ?? (isDone && moves.length === 0 ? issue.created : null));
  const words = [issue.issueType, ...issue.labels];
  const is = (set: readonly string[]) => words.some((w) => has(set, w));
  const lastDone = moves.filter((c) => categoryOf(c.to) === 'done').map((c) => c.at);
  const to = new OutcomeRows(dt, issueId(site, issue.id), issue.updated);
  to.add(outcome, {
    outcome_type: is(settings.incident) ? 'incident' : is(settings.knowledge) ? 'knowledge' : 'work_item',
    scope: `${site}/${issue.project}`,
    native_id: issue.id,
    status: isRejected ? 'rejected' : isDone ? 'accepted' : acceptance.reopenedAt !== null ? 'reopened' : 'open',
    work_item: `${JIRA}:${issue.key}`,
    parent_outcome_id:
      issue.parentId !== null
        ? issueId(site, issue.parentId)
        : issue.parentKey === null
          ? null
          : `${JIRA}:${issue.parentKey}`,
    issue_type: issue.issueType,
    owner_hint: issue.project,
    author_actor: issue.assignee,
    opened_at: issue.created,
    accepted_at: acceptedAt,
    closed_at: isDone ? (lastDone.at(-1) ?? issue.created) : null,
    reopened_at: isRejected ? null : acceptance.reopenedAt,
    reopen_count: isRejected ? null : BigInt(acceptance.reopenCount),
  });
  for (const label of new Set([...issue.labels, ...issue.components])) to.add(outcomeLabel, { label });
  const declared = issue.labels.filter((label) => settings.ai_labels.includes(label));
  const evidence = declared.map((): AiTrace => ({ kind: 'label', tool: null, confidenceBp: 6000 }));
  to.addEvidence(outcomeEvidence, evidence);
  for (const [index, change] of moves.entries()) {
    to.add(outcomeEvent, {
      event_no: BigInt(index + 1),
      happened_at: change.at,
      from_state: categoryOf(change.from),
      to_state: categoryOf(change.to) ?? 'unknown',
      actor: change.actor,
    });
  }
  const relate = (relation: string, kind: string, target: string, evidenceOf: string) =>
    to.add(outcomeRelation, { relation, target_kind: kind, target, evidence: evidenceOf, confidence_bp: 10_000n });
  const former = new Set(changes.flatMap((c) => (c.field === 'Key' && c.from !== null ? [c.from] : [])));
  for (const key of former) relate('alias', 'work_item', `${JIRA}:${key}`, 'moved');
  for (const { type, outward } of issue.links) {
    if (outward !== null && has(settings.fixes_links, type)) relate('fixes', 'outcome', issueId(site, outward), 'link');
  }
  return to.rows;
}
