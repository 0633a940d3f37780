import type { Counts } from '../company/facts.ts';
import { splitMoney } from '../company/money.ts';

/** Divides every count over receivers by weights (whole numbers) so that each kind sums to what was there. */
export function splitCounts(counts: Counts, weights: readonly number[]): Counts[] {
  const parts: Record<string, number>[] = weights.map(() => ({}));
  const wide = weights.map((weight) => BigInt(weight));
  for (const [kind, count] of Object.entries(counts)) {
    const shares = splitMoney(BigInt(count), wide);
    for (const [i, part] of parts.entries()) part[kind] = Number(shares[i]!);
  }
  return parts;
}
