import { splitMicros } from './micros.ts';

/** Factors of one cell in one period: value = users x perUser x share x price. */
export interface CellFactors {
  users: number;
  perUser: number;
  share: number;
  price: number;
}

/** One cell (tool x model x team) before and after. */
export interface CellChange {
  before: CellFactors;
  after: CellFactors;
}

/** Effects of the factors, in the unit of the values. */
export interface FactorEffects {
  users: number;
  tokens: number;
  mix: number;
  price: number;
  newOrRetired: number;
}

const value = (c: CellFactors) => c.users * c.perUser * c.share * c.price;

/** Logarithmic mean: (a - b) / ln(a / b), a where both are equal. */
export function logMean(a: number, b: number): number {
  if (a === b) return a;
  const mean = (a - b) / Math.log(a / b);
  return Number.isFinite(mean) ? mean : (a + b) / 2;
}

/**
 * Additive log-mean Divisia decomposition (Ang 2005): the effect of a factor x is `sum L(v1, v0) ln(x1 / x0)`; exact and
 * free of order. Cells that are new or gone have no logarithm and go to one line of their own.
 */
export function decompose(cells: readonly CellChange[]): FactorEffects {
  const out: FactorEffects = { users: 0, tokens: 0, mix: 0, price: 0, newOrRetired: 0 };
  for (const { before, after } of cells) {
    const v0 = value(before);
    const v1 = value(after);
    if (!(v0 > 0) || !(v1 > 0)) {
      out.newOrRetired += v1 - v0;
      continue;
    }
    const weight = logMean(v1, v0);
    out.users += weight * Math.log(after.users / before.users);
    out.tokens += weight * Math.log(after.perUser / before.perUser);
    out.mix += weight * Math.log(after.share / before.share);
    out.price += weight * Math.log(after.price / before.price);
  }
  return out;
}

/**
 * Rounds effects to whole micro-dollars that sum exactly to the difference: floors first, then the largest remainders.
 *
 * @param effects in dollars; they sum to the difference up to rounding
 */
export function exactEffects(effects: readonly number[], difference: bigint): bigint[] {
  const floors = effects.map((e) => BigInt(Math.floor(e * 1e6)));
  const rest = difference - floors.reduce((a, b) => a + b, 0n);
  const remainders = effects.map((e) => e * 1e6 - Math.floor(e * 1e6));
  if (rest >= 0n && rest <= BigInt(effects.length)) {
    const order = remainders.map((r, i) => ({ r, i })).sort((a, b) => b.r - a.r || a.i - b.i);
    for (let j = 0; j < Number(rest); j++) floors[order[j]!.i]! += 1n;
    return floors;
  }
  return splitMicros(
    rest,
    effects.map((e) => Math.abs(e)),
  ).map((extra, i) => floors[i]! + extra);
}
