/** How something is: `broken` makes the command fail, `warning` does not. */
export type CheckStatus = 'ok' | 'warning' | 'broken';

/** One thing the doctor looked at. */
export interface Check {
  readonly area: 'machine' | 'lake' | 'published' | 'connection';
  readonly name: string;
  readonly status: CheckStatus;
  /** One line: what is the case and, where something is wrong, what to do. */
  readonly verdict: string;
  /** What was looked at, one fact a line. */
  readonly facts: readonly string[];
}

/** The worst of the given statuses; ok when there are none. */
export function worst(statuses: readonly CheckStatus[]): CheckStatus {
  if (statuses.includes('broken')) return 'broken';
  return statuses.includes('warning') ? 'warning' : 'ok';
}
