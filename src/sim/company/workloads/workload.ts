import type { Counts } from '../facts.ts';
import type { Lane } from '../lanes.ts';

/** Who is on record as owner of a workload's key, workspace, project or account between two days (half-open). */
export interface OwnerSpell {
  readonly team: string | null;
  readonly pool: string | null;
  readonly from: string;
  readonly to: string | null;
}

/** A service, pipeline or shared environment that uses models. */
export interface Workload {
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
  /** Workspace, project or linked account. */
  readonly place: string | null;
  readonly key: string | null;
  readonly lanes: readonly (readonly [lane: Lane, perMille: number])[];
  readonly tier: 'standard' | 'batch' | 'priority';
  readonly geo: string;
  /** Requests of a working day in February 2026. */
  readonly requests: number;
  /** Mean counts per thousand requests. */
  readonly per1000: Counts;
  /** Share of a working day's requests that comes on days off; 1 for round-the-clock services. */
  readonly offDays: number;
  readonly from?: string;
  /** The thing on record as owned: the place or the key. */
  readonly ownedBy: 'place' | 'key' | null;
  readonly owners: readonly OwnerSpell[];
  /** Explicit team tag, only where the vendor has tags. */
  readonly tag?: string;
  /** Days until the vendor reports it. */
  readonly lateDays?: number;
}

const SINCE = '2026-01-01';

/** One owning team since ever. */
export const ownedBy = (team: string): OwnerSpell[] => [{ team, pool: null, from: SINCE, to: null }];

/** A shared pool since ever. */
export const pooled = (pool: string): OwnerSpell[] => [{ team: null, pool, from: SINCE, to: null }];

/** The pool of cost that serves everybody. */
export const PLATFORM_POOL = 'ai-platform';

/** Odd workloads that company options switch on. */
export interface WorkloadOddities {
  /** Models that are in no price list. */
  readonly unknownModel: boolean;
  /** Keys nobody is on record for. */
  readonly orphanKey: boolean;
  /** Priority-tier use: tokens without a line in the cost report. */
  readonly priorityTier: boolean;
  /** A pipeline the vendor reports three days late. */
  readonly lateData: boolean;
  /** A cloud tag that names no team. */
  readonly unknownTag: boolean;
}
