import type { TokenKind } from './list-prices.ts';

/** What is counted of one piece of work; a missing count does not exist, it is not zero. */
export type CountKind =
  | TokenKind
  | 'requests'
  | 'web_searches'
  | 'moderation'
  | 'images'
  | 'characters'
  | 'seconds'
  | 'gibibytes'
  | 'sessions'
  | 'hours';

/** Counts of one piece of work, whole numbers. */
export type Counts = Readonly<Partial<Record<CountKind, number>>>;

/** What a coding assistant reports of a person's day beside tokens. */
export interface CodeDay {
  readonly terminal: string;
  readonly remote: boolean;
  /** `api`: tokens are billed. `subscription`: paid by a seat elsewhere, in no usage or cost report. */
  readonly customer: 'api' | 'subscription';
  readonly sessions: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
  readonly commits: number;
  readonly pullRequests: number;
  readonly accepted: number;
  readonly rejected: number;
  /** False for a person whose client sends no analytics: the tokens are billed, nobody says whose they are. */
  readonly reported: boolean;
}

/** What really happened: one person's or service's use of one model on one day. Vendors see it through their own windows. */
export interface Fact {
  readonly day: string;
  /** Vendor that serves and bills it. */
  readonly vendor: string;
  /** Product of the vendor: messages, claude_code, completions, embeddings, … */
  readonly product: string;
  /** Workload (service) that did it, or the shared environment people work in. */
  readonly workload: string;
  /** Workspace, project or linked account at the vendor. */
  readonly place: string | null;
  /** Key id at the vendor. */
  readonly key: string | null;
  /** Person who really did it; null for services. */
  readonly person: string | null;
  readonly model: string | null;
  readonly tier: 'standard' | 'batch' | 'priority';
  readonly geo: string;
  readonly counts: Counts;
  readonly code?: CodeDay;
}

/** The same fact with every count multiplied and floored: an early, incomplete reading of it. */
export function fraction(fact: Fact, numerator: number, denominator: number): Fact {
  const counts = Object.fromEntries(
    Object.entries(fact.counts).map(([kind, n]) => [kind, Math.floor((n * numerator) / denominator)]),
  );
  return { ...fact, counts };
}
