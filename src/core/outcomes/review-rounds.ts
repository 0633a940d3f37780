/** A review as a forge tells it; instants are ISO 8601. */
export interface ReviewFact {
  readonly id: string;
  readonly reviewer: string | null;
  readonly isBot: boolean;
  readonly isAuthor: boolean;
  readonly state: string;
  readonly sha: string | null;
  readonly submittedAt: string | null;
}

/** Counts over human reviews that are not by the author. */
export interface ReviewSummary {
  readonly rounds: number;
  readonly count: number;
  readonly reviewers: number;
  readonly firstAt: string | null;
}

/**
 * Review rounds: 0 without human review; else 1 + the changes requested that were followed by a push before
 * the next review. A push shows as a commit after the review, or as another commit being reviewed next.
 */
export function reviewSummary(reviews: readonly ReviewFact[], commits: readonly (string | null)[]): ReviewSummary {
  const human = reviews
    .filter((r) => !r.isBot && !r.isAuthor && r.state !== 'pending' && r.submittedAt !== null)
    .sort((a, b) => Date.parse(a.submittedAt!) - Date.parse(b.submittedAt!));
  let rounds = human.length === 0 ? 0 : 1;
  for (const [index, review] of human.entries()) {
    if (review.state !== 'changes_requested') continue;
    const next = human[index + 1];
    const until = next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next.submittedAt!);
    const at = Date.parse(review.submittedAt!);
    const pushed = commits.some((commit) => commit !== null && Date.parse(commit) > at && Date.parse(commit) <= until);
    const moved = next?.sha != null && review.sha !== null && next.sha !== review.sha;
    if (pushed || moved) rounds += 1;
  }
  return {
    rounds,
    count: human.length,
    reviewers: new Set(human.map((r) => r.reviewer)).size,
    firstAt: human[0]?.submittedAt ?? null,
  };
}
