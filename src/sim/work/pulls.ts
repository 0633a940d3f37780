import type { Person } from '../company/people.ts';
import { type Random, randomFor } from '../company/random.ts';
import { later } from './clock.ts';
import { commitOf, handCommits, type RawCommit } from './commits.ts';
import { shaOf } from './ids.ts';
import { type Plan, REFACTOR_BOT } from './plans.ts';
import type { Register } from './register.ts';
import type { Commit, FileChange, PullRequest, Review } from './types.ts';

/** Commits that sessions made before a day, by plan. */
export type MadeCommits = ReadonlyMap<string, readonly RawCommit[]>;

/** Changes of several commits together, by file. */
function together(commits: readonly Commit[]): FileChange[] {
  const files = new Map<string, FileChange>();
  for (const { path, additions, deletions } of commits.flatMap((c) => c.files)) {
    const known = files.get(path) ?? { path, additions: 0, deletions: 0 };
    files.set(path, { path, additions: known.additions + additions, deletions: known.deletions + deletions });
  }
  return [...files.values()];
}

/** Reviews between opening and end: up to two rounds of changes, then an approval. */
function reviewsOf(register: Register, plan: Plan, commits: readonly Commit[], random: Random): Review[] {
  if (plan.reverts !== null) return [];
  const peers = register.company.people
    .filter((p) => p.id !== plan.person && p.memberships.some((m) => m.team === plan.team) && p.activeFrom < plan.from)
    .filter((p) => p.activeTo === null || p.activeTo > plan.endedAt.slice(0, 10))
    .map((p) => p.id);
  if (peers.length === 0) return [];
  const rounds = random.pick([0, 0, 0, 1, 1, 2]);
  const span = (Date.parse(plan.endedAt) - Date.parse(plan.openedAt)) / 60_000;
  const reviewer = random.pick(peers);
  const states = [
    ...Array.from({ length: rounds }, () => 'changes_requested' as const),
    plan.ending === 'merged' ? ('approved' as const) : ('commented' as const),
  ];
  return states.map((state, i) => {
    const at = later(plan.openedAt, (span * (i + 0.6)) / states.length);
    const head = commits.findLast((c) => c.at <= at) ?? commits[0]!;
    return {
      id: register.numberOf(plan) * 10 + i,
      reviewer: i > 0 && random.chance(0.2) ? random.pick(peers) : reviewer,
      at,
      state,
      sha: head.sha,
      comments: random.whole(0, state === 'changes_requested' ? 6 : 2),
    };
  });
}

/** The one commit a merge commit or squash leaves on the base branch. */
export const mergeShaOf = (plan: Plan): string => shaOf('merge', plan.id);

function revertCommit(register: Register, plan: Plan, undone: readonly Commit[], person: Person | undefined): Commit {
  const of = register.plan(plan.reverts!.plan);
  const files = together(undone).map((f) => ({ path: f.path, additions: f.deletions, deletions: f.additions }));
  const base = commitOf(register, plan, person, {
    sha: shaOf('revert', plan.id),
    at: later(plan.openedAt, -5),
    session: null,
  });
  const sum = (which: 'additions' | 'deletions') => files.reduce((total, f) => total + f[which], 0);
  return {
    ...base,
    message:
      plan.reverts!.by === 'message'
        ? `Revert "${titleOf(register, of)}"\n\nThis reverts commit ${mergeShaOf(of)}.`
        : 'fix: put it back as it was',
    files,
    additions: sum('additions'),
    deletions: sum('deletions'),
    aiLines: 0,
  };
}

function titleOf(register: Register, plan: Plan): string {
  const key = register.itemKeyOf(plan);
  return `${plan.kind}: ${register.branchOf(plan).replace(/^.*\//, '')}${key === null ? '' : ` [${key}]`}`;
}

/** Commits of a plan as far as they were made before `asOf`, oldest first. */
export function commitsOf(register: Register, plan: Plan, made: MadeCommits, asOf: string): Commit[] {
  const person = plan.person === null ? undefined : register.company.people.find((p) => p.id === plan.person);
  if (plan.reverts !== null) {
    const undone = commitsOf(register, register.plan(plan.reverts.plan), made, asOf);
    return [revertCommit(register, plan, undone, person)];
  }
  const sessions = made.get(plan.id) ?? [];
  return [...sessions, ...handCommits(register, plan, sessions, asOf)]
    .filter((raw) => raw.at < plan.endedAt)
    .sort((a, b) => (a.at === b.at ? (a.sha < b.sha ? -1 : 1) : a.at < b.at ? -1 : 1))
    .map((raw) => commitOf(register, plan, person, raw));
}

function squashed(commits: readonly Commit[], plan: Plan, title: string): Commit[] {
  const files = together(commits);
  return [
    {
      ...commits.at(-1)!,
      sha: mergeShaOf(plan),
      at: plan.endedAt,
      message: title,
      files,
      additions: files.reduce((sum, f) => sum + f.additions, 0),
      deletions: files.reduce((sum, f) => sum + f.deletions, 0),
      session: null,
    },
  ];
}

function bodyOf(register: Register, plan: Plan, random: Random): string {
  const key = register.itemKeyOf(plan);
  const lines = key !== null && random.chance(0.7) ? [`Implements ${key}.`] : ['What changed and why.'];
  return lines.join('\n\n');
}

/** A plan as the code host shows it at the start of `asOf`; null while there is no pull request. */
export function pullRequestOf(register: Register, plan: Plan, made: MadeCommits, asOf: string): PullRequest | null {
  const now = `${asOf}T00:00:00.000Z`;
  if (plan.openedAt >= now) return null;
  const { weak } = register.company;
  const random = randomFor(register.company.seed, 'pull request', plan.id);
  const title =
    plan.reverts?.by === 'message'
      ? `Revert "${titleOf(register, register.plan(plan.reverts.plan))}"`
      : titleOf(register, plan);
  const body = bodyOf(register, plan, random);
  const all = commitsOf(register, plan, made, asOf);
  const isOver = plan.endedAt < now;
  const isMerged = isOver && plan.ending === 'merged';
  const commits = weak.squashedMerges && isMerged && plan.reverts === null ? squashed(all, plan, title) : all;
  const reviews = reviewsOf(register, plan, all, random).filter((r) => r.at < now);
  const failedShas = all.filter(() => random.chance(0.12)).map((c) => c.sha);
  const rename = weak.renamedBranches && plan.reverts === null;
  return {
    id: register.pullRequestId(plan),
    repo: plan.repo,
    number: register.numberOf(plan),
    title: weak.renamedBranches ? title.replace(/ \[.*\]$/, '') : title,
    body,
    headBranch: rename ? `work/${register.numberOf(plan)}` : register.branchOf(plan),
    baseBranch: plan.repo.defaultBranch,
    author: plan.person,
    botLogin: plan.person === null ? REFACTOR_BOT : null,
    workItem: register.itemKeyOf(plan),
    openedAt: plan.openedAt,
    mergedAt: isMerged ? plan.endedAt : null,
    closedAt: isOver ? plan.endedAt : null,
    mergeMethod: plan.method,
    mergeSha: isMerged ? mergeShaOf(plan) : null,
    commits,
    reviews,
    files: together(all),
    labels: plan.kind === 'fix' && random.chance(0.6) ? ['bug'] : random.chance(0.1) ? ['ai-assisted'] : [],
    failedShas: failedShas.filter((sha) => commits.some((c) => c.sha === sha)),
    reverts:
      plan.reverts === null
        ? null
        : { id: register.pullRequestId(register.plan(plan.reverts.plan)), by: plan.reverts.by },
    updatedAt: [
      plan.openedAt,
      ...(isOver ? [plan.endedAt] : []),
      ...all.map((c) => c.at),
      ...reviews.map((r) => r.at),
    ].reduce((a, b) => (a > b ? a : b)),
  };
}
