import type { ClosingObstacles } from './closing-obstacles.ts';

/** Most unread days and marts that a message lists. */
const LISTED = 5;

/** One line per obstacle, each with what to do about it. */
export function describeObstacles(obstacles: ClosingObstacles): string[] {
  const { endsOn, provisional, unread, stale } = obstacles;
  return [
    ...(endsOn === null ? [] : [`the period is not over: it ends with the start of ${endsOn}`]),
    ...provisional.map((p) => {
      const account = p.billing_account === null ? '' : ` ${p.billing_account}`;
      const days = p.first_day === p.last_day ? p.first_day : `${p.first_day} to ${p.last_day}`;
      return `${p.lines} provisional bill lines of ${p.provider}${account} (connection ${p.connection}), charged ${days}, ${p.amount} ${p.currency}: the source may still restate them; run 'tokenledger run' until they are final (for example ${p.example})`;
    }),
    ...(unread.length === 0
      ? []
      : [`money was never read for ${listed(unread)}: run 'tokenledger ingest' and look at its errors`]),
    ...(stale.length === 0 ? [] : [`not built with the newest data: ${listed(stale)}; run 'tokenledger build'`]),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
