import { randomFor } from '../company/random.ts';
import { later } from './clock.ts';
import type { Plan } from './plans.ts';
import { commitsOf, type MadeCommits } from './pulls.ts';
import type { Register } from './register.ts';
import type { CodingSession, Commit, Repo } from './types.ts';

/** A commit made in the editor, with its added lines as the editor's vendor counts them. */
export interface EditorCommit {
  readonly sha: string;
  readonly at: string;
  /** When the vendor counted it. */
  readonly countedAt: string;
  readonly person: string;
  readonly repo: Repo;
  readonly branch: string;
  readonly message: string;
  readonly additions: number;
  readonly deletions: number;
  readonly aiLines: number;
}

const DAY_MINUTES = 1440;

/** Added lines by AI: of a session's own commit what the session wrote, of a commit by hand a part where a session worked on it in the day before. */
function aiLinesOf(register: Register, commit: Commit, sessionEnds: readonly string[]): number {
  if (commit.tool === 'cursor') return commit.aiLines;
  const since = later(commit.at, -DAY_MINUTES);
  if (!sessionEnds.some((end) => since <= end && end <= commit.at)) return 0;
  const random = randomFor(register.company.seed, 'editor lines', commit.sha);
  return Math.round(commit.additions * (0.2 + 0.5 * random.next()));
}

/** Commits of the plans that a session of the editor worked on: the editor's own and those its people made by hand, oldest first. */
export function editorCommitsOf(
  register: Register,
  sessions: readonly CodingSession[],
  made: MadeCommits,
  asOf: string,
): EditorCommit[] {
  const ends = new Map<string, string[]>();
  for (const part of sessions.flatMap((session) => session.parts)) {
    if (part.served?.kind !== 'pull_request') continue;
    ends.set(part.served.id, [...(ends.get(part.served.id) ?? []), part.to]);
  }
  const told = (plan: Plan, commit: Commit): EditorCommit => ({
    sha: commit.sha,
    at: commit.at,
    countedAt: later(commit.at, 1),
    person: plan.person!,
    repo: plan.repo,
    branch: register.branchOf(plan),
    message: commit.message,
    additions: commit.additions,
    deletions: commit.deletions,
    aiLines: aiLinesOf(register, commit, ends.get(register.pullRequestId(plan)) ?? []),
  });
  const now = `${asOf}T00:00:00.000Z`;
  return register.plans
    .filter((plan) => plan.person !== null && plan.reverts === null && ends.has(register.pullRequestId(plan)))
    .flatMap((plan) =>
      commitsOf(register, plan, made, asOf)
        .filter(({ tool, at }) => (tool === null || tool === 'cursor') && at < now)
        .map((commit) => told(plan, commit)),
    )
    .filter((commit) => commit.countedAt < now)
    .sort((a, b) => (a.countedAt === b.countedAt ? (a.sha < b.sha ? -1 : 1) : a.countedAt < b.countedAt ? -1 : 1));
}
