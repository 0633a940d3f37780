/** What can go wrong with an answer. */
export type FaultKind =
  | 'rate_limited'
  | 'overloaded'
  | 'truncated_body'
  | 'truncated_json'
  | 'secondary_limit'
  | 'errors_in_200'
  | 'unauthorized'
  | 'not_found'
  | 'duplicate_page'
  | 'empty_page'
  | 'repeated_cursor'
  | 'cursor_loop'
  | 'lost_next_page';

/** One planned fault. It fires on the `call`-th matching request (counted from 1) and the `times - 1` after it. */
export interface Fault {
  readonly kind: FaultKind;
  /** Vendor it happens at; every vendor when absent. */
  readonly vendor?: string;
  /** Part of the path it happens on; every path when absent. */
  readonly path?: string;
  readonly call?: number;
  readonly times?: number;
  /** Seconds in the Retry-After header of `rate_limited`; no header when null. */
  readonly retryAfter?: number | null;
}

/**
 * The faults of the demo; a right client notices nothing:
 * `rate_limited`, `overloaded` and `truncated_body` go away when asked again, `duplicate_page` sends a page a second time under a new
 * cursor, `empty_page` puts a page without rows between two others. `secondary_limit` (a 403 with Retry-After) and
 * `errors_in_200` (a limit in a GraphQL answer) go away too.
 *
 * The other kinds are for tests: `truncated_json` is a complete answer with half a body, `unauthorized` and `not_found` are refusals,
 * `repeated_cursor` answers one cursor with the page before it, once; `cursor_loop` does so for ever; `lost_next_page` says
 * there is more and gives no cursor.
 */
export const DEMO_FAULTS: readonly Fault[] = [
  { kind: 'rate_limited', vendor: 'anthropic', path: 'usage_report/messages', call: 2, retryAfter: 1 },
  { kind: 'truncated_body', vendor: 'anthropic', path: 'cost_report', call: 2 },
  { kind: 'duplicate_page', vendor: 'anthropic', path: 'cost_report', call: 4 },
  { kind: 'overloaded', vendor: 'anthropic', path: 'usage_report/claude_code', call: 5 },
  { kind: 'rate_limited', vendor: 'openai', path: 'costs', call: 1, retryAfter: 0 },
  { kind: 'truncated_body', vendor: 'openai', path: 'usage/embeddings', call: 1 },
  { kind: 'duplicate_page', vendor: 'openai', path: 'usage/completions', call: 2 },
  { kind: 'empty_page', vendor: 'openai', path: 'usage/completions', call: 4 },
  { kind: 'secondary_limit', vendor: 'github', path: 'graphql', call: 3, retryAfter: 0 },
  { kind: 'errors_in_200', vendor: 'github', path: 'graphql', call: 6 },
  { kind: 'rate_limited', vendor: 'jira', path: 'search/jql', call: 2, retryAfter: 0 },
  { kind: 'errors_in_200', vendor: 'linear', path: 'graphql', call: 2 },
  { kind: 'rate_limited', vendor: 'zendesk', path: 'incremental', call: 2, retryAfter: 0 },
  { kind: 'rate_limited', vendor: 'pagerduty', path: 'incidents', call: 2, retryAfter: 0 },
];

/** Page faults change a paged answer; the others replace it. */
export const PAGE_FAULTS: ReadonlySet<FaultKind> = new Set([
  'duplicate_page',
  'empty_page',
  'repeated_cursor',
  'cursor_loop',
  'lost_next_page',
]);

/** Counts matching requests and says which fault fires on one. */
export class FaultPlan {
  readonly #faults: readonly { readonly fault: Fault; calls: number }[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults.map((fault) => ({ fault, calls: 0 }));
  }

  /** The first fault that fires on this request, or undefined. Every matching fault counts the request. */
  next(vendor: string, path: string): Fault | undefined {
    let firing: Fault | undefined;
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.vendor !== undefined && fault.vendor !== vendor) continue;
      if (fault.path !== undefined && !path.includes(fault.path)) continue;
      entry.calls += 1;
      const first = fault.call ?? 1;
      const fires = entry.calls >= first && entry.calls < first + (fault.times ?? 1);
      if (fires && firing === undefined) firing = fault;
    }
    return firing;
  }
}
