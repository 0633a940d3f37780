import { NOTHING, sliceKey, type TrueShares } from './truth.ts';

/** Money of one slice at one rung with one outcome, as the ledger has it. */
export interface LedgerLink {
  readonly session_id: string;
  readonly repo: string | null;
  readonly branch: string | null;
  readonly usage_day: string;
  readonly work_class: string;
  readonly work_method: string;
  readonly outcome_id: string | null;
  readonly work_item: string | null;
  readonly amount: number;
}

/** How good the links of a rung are. */
export interface RungScore {
  readonly rung: string;
  /** Dollars linked at the rung. */
  readonly linked: number;
  /** Of these, dollars on the very thing they were for. */
  readonly correct: number;
  /** Of the others, dollars on the ticket of the right pull request. */
  readonly onTicket: number;
}

/** The whole measurement of one company. */
export interface LinkScore {
  readonly rungs: readonly RungScore[];
  /** Dollars of usage and seats of the tools measured, with and without session. */
  readonly money: number;
  readonly withSession: number;
  readonly linked: number;
  /** Dollars whose session really served something. */
  readonly trueMoney: number;
}

/** What an atom says it was for, in the words of the truth. */
export function claimOf({ outcome_id, work_item }: Pick<LedgerLink, 'outcome_id' | 'work_item'>): string {
  const pull = /^github:(.+):pr:(\d+)$/.exec(outcome_id ?? '');
  if (pull !== null) return `pr:${pull[1]}#${pull[2]}`;
  return `item:${(work_item ?? '').replace(/^\w+:/, '')}`;
}

/** Compares links with the truth; money on a slice nobody knows of throws, for then the two do not belong together. */
export function scoreLinks(
  links: readonly LedgerLink[],
  truth: ReadonlyMap<string, TrueShares>,
  tickets: ReadonlyMap<string, string | null>,
): { readonly rungs: RungScore[]; readonly trueMoney: number; readonly linked: number; readonly total: number } {
  const slices = new Map<string, LedgerLink[]>();
  for (const link of links) {
    const key = sliceKey(link.session_id, link.repo, link.branch, link.usage_day);
    slices.set(key, [...(slices.get(key) ?? []), link]);
  }
  const rungs = new Map<string, { linked: number; correct: number; onTicket: number }>();
  let [trueMoney, linked, total] = [0, 0, 0];
  for (const [key, own] of slices) {
    const shares = truth.get(key);
    if (shares === undefined) throw new Error(`no session of the company worked on slice ${key}`);
    const money = own.reduce((sum, link) => sum + link.amount, 0);
    total += money;
    trueMoney += money * (1 - (shares.get(NOTHING) ?? 0));
    const left = new Map([...shares].map(([served, share]) => [served, share * money]));
    for (const link of own) {
      if (link.work_class !== 'linked' && link.work_class !== 'work_item_only') continue;
      const score = rungs.get(link.work_method) ?? { linked: 0, correct: 0, onTicket: 0 };
      const claim = claimOf(link);
      const correct = Math.max(0, Math.min(link.amount, left.get(claim) ?? 0));
      left.set(claim, (left.get(claim) ?? 0) - correct);
      score.linked += link.amount;
      score.correct += correct;
      const rest = link.amount - correct;
      const mine = [...shares].filter(
        ([served]) => tickets.get(served) != null && claim === `item:${tickets.get(served)}`,
      );
      score.onTicket += Math.min(
        rest,
        mine.reduce((sum, [, share]) => sum + share * money, 0),
      );
      rungs.set(link.work_method, score);
      if (link.work_class === 'linked') linked += link.amount;
    }
  }
  const sorted = [...rungs].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rungs: sorted.map(([rung, score]) => ({ rung, ...score })), trueMoney, linked, total };
}
