import {
  outcome,
  outcomeCommit,
  outcomeEvent,
  outcomeEvidence,
  outcomeFile,
  outcomeLabel,
  outcomeRelation,
  outcomeReview,
} from '../../core/contracts/index.ts';
import { type AiTrace, branchTrace } from '../../core/outcomes/ai-traces.ts';
import { reviewSummary } from '../../core/outcomes/review-rounds.ts';
import { OutcomeRows, whole } from '../kit/outcome-rows.ts';
import { workItemOf } from '../kit/work-item.ts';
import type { ParsedRow } from '../source.ts';
import type { CommitInside, FileInside, PullInside } from './pulls-door.ts';
import { GITHUB, type GithubSettings, keyOfRepo } from './settings.ts';

/** Id of a pull request: `github:acme/shop:pr:418`. */
export const pullId = (repo: string, number: number): string => `${GITHUB}:${repo}:pr:${number}`;

/** Adds commits with their evidence of reverts and repairs; `before` were read earlier. */
export function addCommits(to: OutcomeRows, commits: readonly CommitInside[], before = 0): void {
  for (const [index, c] of commits.entries()) {
    to.add(outcomeCommit, {
      sha: c.sha,
      commit_no: BigInt(before + index + 1),
      committed_at: c.at,
      author_actor: c.author,
      is_bot: c.isBot,
      is_merge: c.isMerge,
      ai_tool: c.traces.find((t) => t.kind === 'co_author')?.tool ?? null,
      check_state: c.check,
    });
  }
}

/** Adds changed files. */
export function addFiles(to: OutcomeRows, files: readonly FileInside[]): void {
  for (const f of files) {
    to.add(outcomeFile, {
      path_hash: f.hash,
      lines_added: BigInt(f.added),
      lines_deleted: BigInt(f.deleted),
      is_generated: f.isGenerated,
    });
  }
}

/** Reverts and repairs a pull request says it is; each target once, the strongest evidence first. */
function addRelations(to: OutcomeRows, pull: PullInside, repo: string): void {
  const seen = new Set<string>();
  const add = (relation: string, kind: string, target: string, evidence: string, confidence: number) => {
    const key = `${relation} ${kind} ${target}`;
    if (seen.has(key)) return;
    seen.add(key);
    to.add(outcomeRelation, {
      relation,
      target_kind: kind,
      target,
      evidence,
      happened_at: pull.mergedAt,
      confidence_bp: BigInt(confidence),
    });
  };
  const shas = [...pull.commits.flatMap((c) => c.revertedShas), ...(pull.merge?.revertedShas ?? [])];
  for (const sha of shas) add('reverts', 'sha', sha, 'message', 10_000);
  for (const { repo: other, number } of pull.revertedPulls) {
    if (other === null || other.toLowerCase() === repo.toLowerCase())
      add('reverts', 'outcome', pullId(repo, number), 'body', 9000);
    else add('reverts', 'outcome', pullId(other, number), 'body', 9000);
  }
  if (pull.revertedByBranch !== null) add('reverts', 'outcome', pullId(repo, pull.revertedByBranch), 'branch', 9000);
  for (const sha of pull.commits.flatMap((c) => c.fixedShas)) add('fixes', 'sha', sha, 'message', 10_000);
}

function evidenceOf(pull: PullInside, settings: GithubSettings): (AiTrace & { sha?: string | null })[] {
  const branch = branchTrace(pull.headRefName);
  const labels = (pull.labels?.nodes ?? []).filter(({ name }) => settings.ai_labels.includes(name));
  return [
    ...pull.traces,
    ...pull.commits.flatMap((c) => c.traces.map((t) => ({ ...t, sha: c.sha }))),
    ...(pull.merge?.traces ?? []).map((t) => ({ ...t, sha: pull.merge!.sha })),
    ...(branch === null ? [] : [branch]),
    ...labels.map((): AiTrace => ({ kind: 'label', tool: null, confidenceBp: 6000 })),
  ];
}

const EVENTS: Readonly<Record<string, string>> = {
  ReadyForReviewEvent: 'ready',
  ClosedEvent: 'closed',
  ReopenedEvent: 'open',
};

/** Every row of a pull request. Merged to the default or a configured branch means accepted; closed without merge, rejected. */
export function pullRows(
  pull: PullInside,
  of: { readonly dt: string; readonly defaultBranch: string | null; readonly settings: GithubSettings },
): ParsedRow[] {
  const { dt, defaultBranch, settings } = of;
  const repo = settings.unit;
  const to = new OutcomeRows(dt, pullId(repo, pull.number), pull.updatedAt);
  const isDefault =
    defaultBranch === null && settings.base_branches.length === 0
      ? null
      : pull.baseRefName === defaultBranch || settings.base_branches.includes(pull.baseRefName);
  const isAccepted = pull.mergedAt !== null && isDefault === true;
  const review = reviewSummary(
    pull.reviews,
    pull.commits.map((c) => c.at),
  );
  const issue = pull.closingIssuesReferences?.nodes[0];
  const key = pull.keys[0];
  const ready = pull.timelineItems.nodes.find((e) => e.__typename === 'ReadyForReviewEvent')?.createdAt;
  const human = [...pull.commits.flatMap((c) => c.humans), ...pull.assignees][0] ?? null;
  to.add(outcome, {
    outcome_type: 'pull_request',
    scope: repo,
    native_id: String(pull.number),
    pr_number: BigInt(pull.number),
    status: isAccepted ? 'accepted' : pull.mergedAt === null && pull.closedAt !== null ? 'rejected' : 'open',
    work_item:
      issue !== undefined
        ? `${GITHUB}:${issue.repository.nameWithOwner}#${issue.number}`
        : key === undefined
          ? null
          : workItemOf(key, settings),
    title_type: pull.titleType,
    repo: keyOfRepo(repo, settings),
    head_branch: pull.headRefName,
    base_branch: pull.baseRefName,
    is_default_base: isDefault,
    merge_sha: pull.mergedAt === null ? null : (pull.merge?.sha ?? null),
    owner_hint: repo,
    author_actor: pull.author,
    author_is_bot: pull.authorIsBot,
    principal_actor: pull.authorIsBot === true ? human : null,
    opened_at: pull.createdAt,
    ready_at: ready ?? (pull.isDraft ? null : pull.createdAt),
    first_commit_at: pull.commits.reduce<string | null>((a, c) => (a === null || c.at < a ? c.at : a), null),
    first_review_at: review.firstAt,
    accepted_at: isAccepted ? pull.mergedAt : null,
    closed_at: pull.closedAt,
    review_rounds: whole(review.rounds),
    review_count: whole(review.count),
    reviewer_count: whole(review.reviewers),
    review_comments: whole(pull.reviews.reduce((sum, r) => sum + r.comments, 0)),
    lines_added: whole(pull.additions),
    lines_deleted: whole(pull.deletions),
    files_changed: whole(pull.changedFiles),
    size_complete: pull.filesNext === null && pull.files.length === pull.changedFiles,
    ci_failed_shas: whole(pull.commits.filter((c) => c.check === 'failure').length),
  });
  addCommits(to, pull.commits);
  addFiles(to, pull.files);
  for (const r of pull.reviews) {
    to.add(outcomeReview, {
      review_id: r.id,
      reviewer_actor: r.reviewer,
      is_bot: r.isBot,
      is_author: r.isAuthor,
      state: r.state,
      sha: r.sha,
      submitted_at: r.submittedAt,
    });
  }
  for (const { name } of pull.labels?.nodes ?? []) to.add(outcomeLabel, { label: name });
  to.addEvidence(outcomeEvidence, evidenceOf(pull, settings));
  addRelations(to, pull, repo);
  const events = pull.timelineItems.nodes.flatMap((e) =>
    e.createdAt == null || EVENTS[e.__typename] === undefined ? [] : [{ at: e.createdAt, to: EVENTS[e.__typename]! }],
  );
  for (const [index, event] of events.entries()) {
    to.add(outcomeEvent, { event_no: BigInt(index + 1), happened_at: event.at, to_state: event.to });
  }
  return to.rows;
}
