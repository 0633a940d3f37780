import { addDays } from '../../src/sim/company/calendar.ts';
import { listPrice, type TokenKind } from '../../src/sim/company/list-prices.ts';
import type { Company } from '../../src/sim/index.ts';
import { pullRequests, type Served, type SessionPart, sessionsOfDay, workDays } from '../../src/sim/work/index.ts';

/** What a slice was really for: things served by the ids the product knows them by, with their share of the list cost. */
export type TrueShares = ReadonlyMap<string, number>;

/** Share key of work that served nothing that can be linked. */
export const NOTHING = 'nothing';

const PRICED = new Set([
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'output',
]);

/** List cost of a part in dollars; equal weights where the tool reports no tokens. */
function weightOf(part: SessionPart, day: string): number {
  const pico = part.use.flatMap(({ model, counts }) =>
    Object.entries(counts).flatMap(([kind, n]) =>
      PRICED.has(kind) ? [Number(listPrice(model, kind as TokenKind, day) * BigInt(n))] : [],
    ),
  );
  return pico.length === 0 ? 1 : pico.reduce((a, b) => a + b, 0) / 1e12;
}

/** `pr:<repo>#<n>` or `item:<key>`: what a link of the product is compared with. */
export function servedKey(served: Served | null): string {
  if (served === null) return NOTHING;
  if (served.kind === 'pull_request') return `pr:${served.id}`;
  return served.kind === 'work_item' ? `item:${served.id}` : `item:${Number(served.id)}`;
}

/** Key of a slice as the sessions tell it. */
export const sliceKey = (session: string, repo: string | null, branch: string | null, day: string): string =>
  [session, repo ?? '-', branch ?? '-', day].join(' ');

/** The truth of every slice before `asOf`, by the key under which the product knows it. */
export function trueShares(company: Company, asOf: string): Map<string, TrueShares> {
  const slices = new Map<string, Map<string, number>>();
  for (const day of workDays(asOf)) {
    for (const session of sessionsOfDay(company, day)) {
      for (const part of session.parts) {
        const { tells } = session;
        const repo = tells.repo ? (part.repo?.key ?? null) : null;
        const key = sliceKey(session.id, repo, tells.branch ? part.branch : null, day);
        const shares = slices.get(key) ?? new Map<string, number>();
        const served = servedKey(part.served);
        shares.set(served, (shares.get(served) ?? 0) + weightOf(part, day));
        slices.set(key, shares);
      }
    }
  }
  for (const shares of slices.values()) {
    const sum = [...shares.values()].reduce((a, b) => a + b, 0);
    for (const [served, weight] of shares) shares.set(served, weight / sum);
  }
  return slices;
}

/** Ticket of each pull request, so that a link to the ticket can be told from a wrong one. */
export const ticketsOfPulls = (company: Company, asOf: string): Map<string, string | null> =>
  new Map(pullRequests(company, addDays(asOf, 60)).map((pull) => [`pr:${pull.id}`, pull.workItem]));
