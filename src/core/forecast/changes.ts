/** Kinds of announced events and of scenario changes. */
export type ChangeKind =
  | 'price_factor'
  | 'new_model_price'
  | 'discount_change'
  | 'route_share'
  | 'headcount_add'
  | 'seat_change'
  | 'tool_start'
  | 'tool_stop'
  | 'one_off_cost'
  | 'adoption_cap'
  | 'efficiency'
  | 'elasticity'
  | 'replicate';

/**
 * One dated change. What `value` means:
 * price_factor: factor on the price · new_model_price: price of a million tokens · discount_change: share taken off the
 * effective price · route_share: share of the tokens of `model` that go to `toModel` · headcount_add: people added
 * (ramp 30 days) · seat_change: seats added (negative: given back) · tool_start: spend a day at full use (ramp 30
 * days) · tool_stop: unused · one_off_cost: amount · adoption_cap: most active users · efficiency: share of the tokens
 * per active user saved · elasticity: volume grows by `price ratio ^ -value` · replicate: number of copies of `profile`.
 */
export interface Change {
  kind: ChangeKind;
  effectiveDate: string;
  /** Scope; null means every one. */
  tool: string | null;
  model: string | null;
  team: string | null;
  value: number;
  /** Target of route_share. */
  toModel?: string;
  /** Tokens the target needs for one token of the source. Default 1. */
  tokenFactor?: number;
  /** Days until a headcount change has its full effect. Default 30. */
  rampDays?: number;
  /** What is copied by replicate: spend-relevant tokens by weekday. */
  profile?: ReplicateProfile;
  /** 0-1: the effect is `1 + certainty (r - 1)`. */
  certainty: number;
  source: string;
  /** Day it became known; events announced after as_of do not count. */
  announcedAt: string;
}

/** Mean tokens a day of the copied team or person, by tool and model and weekday. */
export interface ReplicateProfile {
  /** `weekday[0]` is Monday: mean over the last 28 calendar days with that weekday. */
  tokens: readonly { tool: string; model: string; weekday: readonly number[] }[];
}

/** Whether a change applies to a node; null in either place matches everything. */
export function inScope(
  change: Pick<Change, 'tool' | 'model' | 'team'>,
  node: { tool: string; model?: string | null; team: string },
): boolean {
  return (
    (change.tool === null || change.tool === node.tool) &&
    (change.model === null || node.model === undefined || node.model === null || change.model === node.model) &&
    (change.team === null || change.team === node.team)
  );
}

/** Effect of a ratio that is only likely: `1 + certainty (ratio - 1)`. */
export function likely(change: Change, ratio: number): number {
  return 1 + change.certainty * (ratio - 1);
}

/** Share of a ramp reached on a day: 0 before the start, then linear, 1 after `days`. */
export function ramp(day: number, start: number, days: number): number {
  if (day < start) return 0;
  return days <= 0 ? 1 : Math.min(1, (day - start + 1) / days);
}

/** The ramp of headcount changes and new tools unless told otherwise, in days. */
export const RAMP_DAYS = 30;
