import { type Decimal, decimalOf, shiftDecimal } from '../../money/decimal.ts';
import type { PriceKind } from '../kinds.ts';

/** Kinds a catalogue states; it rarely says how long a cache write lives, and calls embedding input just input. */
export type CatalogueKind = PriceKind | 'cache_write';

/** One rate of a public catalogue, in currency units per million. */
export interface CatalogueRate {
  /** Canonical provider; null where the catalogue names none. */
  readonly provider: string | null;
  readonly model: string;
  readonly kind: CatalogueKind;
  readonly tier: 'short' | 'long';
  readonly perMillion: Decimal;
}

/** How a catalogue counts: powers of ten from its figure to currency units per million. */
export const SCALE = { perMillion: 0, perThousand: 3, perToken: 6, centsPerToken: 4 } as const;

/** Rates of one model from `[kind, value]` pairs; values that are absent, null or zero are left out (catalogues write 0 for "none"). */
export function ratesOf(
  provider: string | null,
  model: string,
  tier: 'short' | 'long',
  scale: number,
  pairs: readonly (readonly [CatalogueKind, unknown])[],
): CatalogueRate[] {
  const rates: CatalogueRate[] = [];
  for (const [kind, value] of pairs) {
    if (typeof value !== 'number' && typeof value !== 'string') continue;
    const perMillion = shiftDecimal(decimalOf(value), scale);
    if (perMillion.units !== 0n) rates.push({ provider, model, kind, tier, perMillion });
  }
  return rates;
}
