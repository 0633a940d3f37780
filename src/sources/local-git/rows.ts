import { outcome, outcomeCommit, outcomeEvidence, outcomeFile, outcomeRelation } from '../../core/contracts/index.ts';
import { firstOfMonth } from '../../core/days.ts';
import { branchTrace } from '../../core/outcomes/ai-traces.ts';
import { reworkBp } from '../../core/outcomes/line-owners.ts';
import { branchKeys } from '../../core/outcomes/text-refs.ts';
import { OutcomeRows } from '../kit/outcome-rows.ts';
import { workItemOf } from '../kit/work-item.ts';
import type { ParsedRow } from '../source.ts';
import type { RepositoryLine } from './door.ts';
import type { Accepted, History } from './history.ts';

/** What a connection decides about its rows. */
export interface RowSettings {
  /** Days in which a rewritten line counts as rework. */
  readonly durability_days: number;
  /** Which tracker issue keys belong to. */
  readonly tracker: string;
  readonly trackers: Readonly<Record<string, string>>;
}

/** Id of accepted work in a clone: `git:shop-0a1b2c3d:pr:<sha>`. */
export const acceptedId = (repo: string, sha: string): string => `git:${repo}:pr:${sha}`;

const sum = (values: readonly (number | null)[]) => BigInt(values.reduce<number>((total, v) => total + (v ?? 0), 0));

/** Rows of one piece of accepted work. */
export function acceptedRows(
  work: Accepted,
  of: { repository: RepositoryLine; history: History; settings: RowSettings },
): ParsedRow[] {
  const { commit, members, headBranch } = work;
  const { repository, history, settings } = of;
  const { repo } = repository;
  const to = new OutcomeRows(firstOfMonth(commit.at.slice(0, 10)), acceptedId(repo, commit.sha), commit.at);
  const all = members.includes(commit) ? members : [...members, commit];
  const last = members.at(-1)!;
  const first = members.reduce((a, c) => (c.at < a ? c.at : a), commit.at);
  const fate = history.fateOf(commit.sha);
  const rework = fate === null ? null : reworkBp(fate, settings.durability_days);
  const key = [...branchKeys(headBranch ?? ''), ...commit.keys, ...members.flatMap((c) => c.keys)][0];
  to.add(outcome, {
    outcome_type: 'pull_request',
    scope: repo,
    native_id: commit.sha,
    pr_number: commit.pullNumber === null ? null : BigInt(commit.pullNumber),
    status: 'accepted',
    work_item: key === undefined ? null : workItemOf(key, settings),
    title_type: commit.titleType ?? (members.length === 1 ? last.titleType : null),
    repo,
    head_branch: headBranch,
    base_branch: repository.branch?.replace(/^origin\//, '') ?? null,
    is_default_base: true,
    merge_sha: commit.sha,
    owner_hint: repo,
    author_actor: last.author,
    author_is_bot: last.isBot,
    opened_at: first,
    first_commit_at: first,
    accepted_at: commit.at,
    closed_at: commit.at,
    lines_added: sum(commit.files.map(([, added]) => added)),
    lines_deleted: sum(commit.files.map(([, , deleted]) => deleted)),
    files_changed: BigInt(commit.files.length),
    size_complete: true,
    rework_ratio_bp: rework,
    rework_method: rework === null ? null : 'line_blame',
  });
  for (const [index, c] of members.entries()) {
    to.add(outcomeCommit, {
      sha: c.sha,
      commit_no: BigInt(index + 1),
      committed_at: c.at,
      author_actor: c.author,
      is_bot: c.isBot,
      is_merge: c.parents.length > 1,
      ai_tool: c.traces.find((t) => t.kind === 'co_author' || t.kind === 'author')?.tool ?? null,
      patch_id: history.patchOf(c.sha),
    });
  }
  for (const [hash, added, deleted, isGenerated] of commit.files) {
    to.add(outcomeFile, {
      path_hash: hash,
      lines_added: added === null ? null : BigInt(added),
      lines_deleted: deleted === null ? null : BigInt(deleted),
      is_generated: isGenerated,
    });
  }
  const branch = headBranch === null ? null : branchTrace(headBranch);
  to.addEvidence(outcomeEvidence, [
    ...all.flatMap((c) => [...c.traces, ...history.tracesOn(c.sha)].map((t) => ({ ...t, sha: c.sha }))),
    ...(branch === null ? [] : [branch]),
  ]);
  addRelations(to, work, all);
  return to.rows;
}

function addRelations(to: OutcomeRows, { commit, undoes }: Accepted, all: Accepted['members']): void {
  const add = (relation: string, sha: string, evidence: string, confidence: bigint) =>
    to.add(outcomeRelation, {
      relation,
      target_kind: 'sha',
      target: sha,
      evidence,
      happened_at: commit.at,
      confidence_bp: confidence,
    });
  const said = new Set(all.flatMap((c) => c.revertedShas));
  for (const sha of said) add('reverts', sha, 'message', 10_000n);
  const isSaid = undoes !== null && [...said].some((sha) => undoes.startsWith(sha));
  if (undoes !== null && !isSaid) add('reverts', undoes, 'reverse_diff', 9500n);
  for (const sha of new Set(all.flatMap((c) => c.fixedShas))) add('fixes', sha, 'message', 10_000n);
}
