import { readPriceBook } from '../../../src/app/price-book.ts';
import { formatDecimal } from '../../../src/core/money/decimal.ts';
import type { Counts } from '../../../src/core/prices/kinds.ts';
import { PriceIndex } from '../../../src/core/prices/lookup.ts';
import { type PriceableUsage, priceUsage } from '../../../src/core/prices/price-usage.ts';

/** The shipped price book. */
export const book = await readPriceBook();
export const index = new PriceIndex(book);

/** Prices counts at an open aggregate of the given model; `asOf` defaults to everything the book knows. */
export function priceOf(
  provider: string,
  model: string,
  counts: Counts,
  options: Partial<PriceableUsage> & { asOf?: string } = {},
) {
  const asOf = options.asOf ?? book.latestKnown;
  const usage = {
    provider,
    model,
    day: asOf,
    serviceTier: 'standard',
    geo: null,
    contextTier: null,
    singleRequest: false,
    ...options,
    counts,
  };
  const priced = priceUsage(index, usage, asOf);
  return {
    ...priced,
    cost: priced.cost && formatDecimal(priced.cost),
    pricedPart: formatDecimal(priced.pricedPart),
    upperBound: priced.upperBound && formatDecimal(priced.upperBound),
  };
}

export const M = 1_000_000n;
