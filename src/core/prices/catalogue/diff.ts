import {
  compareDecimals,
  type Decimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  shiftDecimal,
} from '../../money/decimal.ts';
import { makerOf } from '../body/provider.ts';
import type { PriceIndex } from '../lookup.ts';
import { modelIdAt } from '../model-id.ts';
import type { CatalogueKind, CatalogueRate } from './rate.ts';
import { CATALOGUE_READERS } from './readers.ts';

/** One rate on which the book and a catalogue do not agree. Figures are decimal strings per million. */
export interface PriceDifference {
  readonly catalogue: string;
  readonly status: 'differs' | 'missing_rate' | 'missing_model';
  readonly provider: string;
  readonly model: string;
  readonly kind: CatalogueKind;
  readonly tier: 'short' | 'long';
  readonly ours: string | null;
  readonly theirs: string;
  /** Set when the figures are a power of ten apart: cents for dollars, per thousand for per million. */
  readonly hint: 'unit?' | null;
}

/** What a comparison with one catalogue found. */
export interface CatalogueDiff {
  readonly catalogue: string;
  /** Rates compared with one of ours. */
  readonly compared: number;
  readonly agreeing: number;
  /** Rates of ids whose provider the catalogue does not tell, or that the book does not cover. */
  readonly skipped: number;
  readonly differences: readonly PriceDifference[];
}

/** Relative difference below which two figures are one: catalogues store binary floats. */
const SAME_WITHIN = parseDecimal('0.000001');

/**
 * Compares a parsed catalogue with the book on a day with the knowledge of another. Returns null for a format that is
 * not known. Never changes the book: a human reads the list and edits the files.
 */
export function diffCatalogue(
  name: string,
  content: unknown,
  index: PriceIndex,
  providers: ReadonlySet<string>,
  days: { readonly day: string; readonly asOf: string },
): CatalogueDiff | null {
  let rates: CatalogueRate[] | null = null;
  for (const read of CATALOGUE_READERS) {
    rates = read(content, name, days.day);
    if (rates !== null) break;
  }
  if (rates === null) return null;

  let compared = 0;
  let skipped = 0;
  const differences: PriceDifference[] = [];
  for (const rate of rates) {
    const provider = rate.provider ?? makerOf(rate.model);
    if (provider === null || !providers.has(provider)) {
      skipped += 1;
      continue;
    }
    const found = ourRate(provider, rate, index, days);
    const row = { catalogue: name, provider, model: rate.model, kind: rate.kind, tier: rate.tier };
    const theirs = formatDecimal(rate.perMillion);
    if (found === 'no_model') differences.push({ ...row, status: 'missing_model', ours: null, theirs, hint: null });
    else if (found === 'no_rate') differences.push({ ...row, status: 'missing_rate', ours: null, theirs, hint: null });
    else {
      compared += 1;
      if (isSame(found, rate.perMillion)) continue;
      const hint = isPowerOfTenApart(found, rate.perMillion) ? 'unit?' : null;
      differences.push({ ...row, status: 'differs', ours: formatDecimal(found), theirs, hint });
    }
  }
  const differing = differences.filter((d) => d.status === 'differs').length;
  return { catalogue: name, compared, agreeing: compared - differing, skipped, differences };
}

function ourRate(
  provider: string,
  rate: CatalogueRate,
  index: PriceIndex,
  { day, asOf }: { readonly day: string; readonly asOf: string },
): Decimal | 'no_model' | 'no_rate' {
  const { id, geo } = modelIdAt(provider, rate.model, index);
  if (!index.hasModel(provider, id)) return 'no_model';
  const factor = geo === null ? null : index.factor(provider, id, 'geo', geo, day, asOf);
  for (const kind of kindsFor(rate.kind)) {
    const ours = index.rate(provider, id, kind, rate.tier, day, asOf);
    if ('price' in ours) return factor === null ? ours.price : multiplyDecimals(ours.price, factor);
  }
  return 'no_rate';
}

function kindsFor(kind: CatalogueKind): readonly string[] {
  if (kind === 'cache_write') return ['cache_write_5m', 'cache_write_30m'];
  return kind === 'input_uncached' ? ['input_uncached', 'embedding'] : [kind];
}

function isSame(a: Decimal, b: Decimal): boolean {
  const difference = {
    units: a.units * 10n ** BigInt(b.scale) - b.units * 10n ** BigInt(a.scale),
    scale: a.scale + b.scale,
  };
  const absolute = { ...difference, units: difference.units < 0n ? -difference.units : difference.units };
  return compareDecimals(absolute, multiplyDecimals(a, SAME_WITHIN)) <= 0;
}

function isPowerOfTenApart(a: Decimal, b: Decimal): boolean {
  return [-6, -3, -2, -1, 1, 2, 3, 6].some((power) => compareDecimals(shiftDecimal(a, power), b) === 0);
}
