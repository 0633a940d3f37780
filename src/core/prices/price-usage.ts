import { addDecimals, type Decimal, MILLIONTH, multiplyDecimals, ZERO } from '../money/decimal.ts';
import { type BillablePart, billableParts } from './billable-parts.ts';
import { type CountKind, type Counts, NON_TOKEN_KINDS, PROMPT_KINDS } from './kinds.ts';
import type { PriceGap, PriceIndex } from './lookup.ts';

const ONE: Decimal = { units: 1n, scale: 0 };

/** A usage row or one model call, ready to price. */
export interface PriceableUsage {
  readonly provider: string;
  readonly model: string;
  /** UTC day of usage_start. */
  readonly day: string;
  readonly serviceTier: string | null;
  readonly geo: string | null;
  /** The tier a source states; null when it does not. */
  readonly contextTier: 'short' | 'long' | null;
  /** True when the counts are of one request, whose prompt length then decides the context tier. */
  readonly singleRequest: boolean;
  readonly counts: Counts;
}

/** A kind without price and why. */
export interface PriceReason {
  readonly kind: CountKind | null;
  readonly code: string;
}

/** What a usage row costs at list price. */
export interface PricedUsage {
  /** Null as soon as one kind with tokens has no price. */
  readonly cost: Decimal | null;
  /** The cost of the kinds that have a price. */
  readonly pricedPart: Decimal;
  readonly currency: string | null;
  readonly reasons: readonly PriceReason[];
  /** Sorted: tier_assumed (a tier the source did not state), ttl_unknown. */
  readonly flags: readonly string[];
  /** With an assumed context tier: what the row costs if every request was long; otherwise null. */
  readonly upperBound: Decimal | null;
}

/**
 * List cost = Σ kinds units × price(kind, tier, day) × 0.000001 × factor(service tier) × factor(geography), exactly.
 * `asOf` is the day whose knowledge counts. Never throws; a missing price is a reason, never 0.
 */
export function priceUsage(index: PriceIndex, usage: PriceableUsage, asOf: string): PricedUsage {
  const { provider, model, day, counts } = usage;
  const flags = new Set<string>();
  if ((counts.cache_write_unsplit ?? 0n) > 0n) flags.add('ttl_unknown');
  if (usage.serviceTier === null) flags.add('tier_assumed');

  const above = index.longContextAbove(provider, model, day, asOf);
  const statedTier = usage.contextTier ?? (usage.singleRequest ? tierOf(counts, above) : null);
  const parts = billableParts(counts, (kind) => index.hasKind(provider, model, kind)).filter((p) => p.units > 0n);
  const factor = tokenFactor(index, usage, asOf);

  const short = total(index, usage, asOf, parts, statedTier ?? 'short', factor);
  if (statedTier !== null || above === null) return { ...short, flags: [...flags].sort(), upperBound: null };
  flags.add('tier_assumed');
  return { ...short, flags: [...flags].sort(), upperBound: total(index, usage, asOf, parts, 'long', factor).cost };
}

function tierOf(counts: Counts, above: bigint | null): 'short' | 'long' {
  if (above === null) return 'short';
  return PROMPT_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0n), 0n) > above ? 'long' : 'short';
}

/** Factor of tier and geography on token kinds, or the code of the one the book has no factor for. */
function tokenFactor(index: PriceIndex, usage: PriceableUsage, asOf: string): Decimal | PriceGap {
  const { provider, model, day } = usage;
  let factor = ONE;
  if (usage.serviceTier !== null && usage.serviceTier !== 'standard') {
    const tier = index.factor(provider, model, 'service_tier', usage.serviceTier, day, asOf);
    if (tier === null) return 'tier_unpriced';
    factor = tier;
  }
  if (usage.geo === null || usage.geo === 'global') return factor;
  const geo = index.factor(provider, model, 'geo', usage.geo, day, asOf);
  return geo === null ? 'geo_unpriced' : multiplyDecimals(factor, geo);
}

function total(
  index: PriceIndex,
  usage: PriceableUsage,
  asOf: string,
  parts: readonly BillablePart[],
  tier: 'short' | 'long',
  factor: Decimal | PriceGap,
): Pick<PricedUsage, 'cost' | 'pricedPart' | 'currency' | 'reasons'> {
  const { provider, model, day } = usage;
  const reasons: PriceReason[] = [];
  let pricedPart = ZERO;
  const currency = index.currencyOf(provider, model);
  for (const { kind, priceKind, units } of parts) {
    const rate: ReturnType<PriceIndex['rate']> =
      priceKind === null
        ? { gap: 'price_missing' satisfies PriceGap }
        : index.rate(provider, model, priceKind, tier, day, asOf);
    if ('gap' in rate) reasons.push({ kind, code: rate.gap });
    else {
      const applied = NON_TOKEN_KINDS.has(priceKind as string) ? ONE : factor;
      if (typeof applied === 'string') reasons.push({ kind, code: applied });
      else {
        const unitPrice = multiplyDecimals(multiplyDecimals(rate.price, applied), MILLIONTH);
        pricedPart = addDecimals(pricedPart, multiplyDecimals({ units, scale: 0 }, unitPrice));
      }
    }
  }
  if (parts.length === 0 && !index.hasModel(provider, model)) reasons.push({ kind: null, code: 'model_unknown' });
  return { cost: reasons.length === 0 ? pricedPart : null, pricedPart, currency, reasons };
}
