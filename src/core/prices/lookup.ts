import { type Decimal, parseDecimal } from '../money/decimal.ts';
import type { MultiplierRow, PriceBook, PriceRow } from './book.ts';

/** Why a kind has no price. */
export type PriceGap =
  | 'model_unknown'
  | 'price_missing'
  | 'price_not_known'
  | 'price_not_valid'
  | 'price_unknown'
  | 'tier_unpriced'
  | 'geo_unpriced';

/** A rate per million units, or why there is none. */
export type Rate = { readonly price: Decimal; readonly row: PriceRow } | { readonly gap: PriceGap };

/**
 * Of rows that hold on `day`, the one known last by `asOf`; undefined when none is.
 * Days are UTC, intervals half-open.
 */
export function heldOn<Row extends { valid_from: string; valid_to: string | null; known_from: string }>(
  rows: readonly Row[],
  day: string,
  asOf: string,
): Row | undefined {
  let best: Row | undefined;
  for (const row of rows) {
    if (row.known_from > asOf || row.valid_from > day || (row.valid_to !== null && row.valid_to <= day)) continue;
    if (best === undefined || row.known_from > best.known_from) best = row;
  }
  return best;
}

/** Looks up rates and factors by id; ids are compared without regard to case. */
export class PriceIndex {
  readonly #prices = new Map<string, Map<string, PriceRow[]>>();
  readonly #factors = new Map<string, MultiplierRow[]>();
  readonly #providersOf = new Map<string, string[]>();

  constructor(book: PriceBook) {
    for (const row of book.prices) {
      const model = `${row.provider}\n${row.model.toLowerCase()}`;
      let slots = this.#prices.get(model);
      if (slots === undefined) {
        slots = new Map();
        this.#prices.set(model, slots);
        const id = row.model.toLowerCase();
        this.#providersOf.set(id, [...(this.#providersOf.get(id) ?? []), row.provider]);
      }
      const slot = `${row.token_kind} ${row.context_tier}`;
      const rows = slots.get(slot);
      if (rows === undefined) slots.set(slot, [row]);
      else rows.push(row);
    }
    for (const row of book.multipliers) {
      const key = `${row.provider}\n${row.model.toLowerCase()}\n${row.dimension}\n${row.word}`;
      this.#factors.set(key, [...(this.#factors.get(key) ?? []), row]);
    }
  }

  /** Whether the book has rates under this very id. */
  hasModel(provider: string, model: string): boolean {
    return this.#prices.has(`${provider}\n${model.toLowerCase()}`);
  }

  /** Currency of a model's rates; null for an id the book does not have. */
  currencyOf(provider: string, model: string): string | null {
    const slots = this.#prices.get(`${provider}\n${model.toLowerCase()}`);
    return slots?.values().next().value?.[0]?.currency ?? null;
  }

  /** Providers that have rates under this very id. */
  providersOf(model: string): readonly string[] {
    return this.#providersOf.get(model.toLowerCase()) ?? [];
  }

  /** Whether the book names a rate of this kind for the model at any time; a kind for `*` counts for every model. */
  hasKind(provider: string, model: string, kind: string): boolean {
    return this.#rows(provider, model, kind, 'short') !== undefined;
  }

  /** Rate per million on a day with the knowledge of another; the long tier falls back to short where it has no row. */
  rate(provider: string, model: string, kind: string, tier: 'short' | 'long', day: string, asOf: string): Rate {
    if (!this.hasModel(provider, model)) return { gap: 'model_unknown' };
    const long = tier === 'long' ? heldOn(this.#rows(provider, model, kind, 'long') ?? [], day, asOf) : undefined;
    const rows = this.#rows(provider, model, kind, 'short') ?? [];
    const row = long ?? heldOn(rows, day, asOf);
    if (row === undefined) {
      if (rows.length === 0) return { gap: 'price_missing' };
      return { gap: rows.some((r) => r.known_from <= asOf) ? 'price_not_valid' : 'price_not_known' };
    }
    return row.price_per_million === null
      ? { gap: 'price_unknown' }
      : { price: parseDecimal(row.price_per_million), row };
  }

  /** Prompt size above which the model's long tier holds on a day; null without a tier. */
  longContextAbove(provider: string, model: string, day: string, asOf: string): bigint | null {
    for (const [slot, rows] of this.#prices.get(`${provider}\n${model.toLowerCase()}`) ?? []) {
      if (!slot.endsWith(' long')) continue;
      const above = heldOn(rows, day, asOf)?.long_context_above;
      if (above !== undefined && above !== null) return above;
    }
    return null;
  }

  /** Factor of a tier or geography; a row for the model wins over `*`; null when the book has none. */
  factor(provider: string, model: string, dimension: string, word: string, day: string, asOf: string): Decimal | null {
    for (const name of [model.toLowerCase(), '*']) {
      const row = heldOn(this.#factors.get(`${provider}\n${name}\n${dimension}\n${word}`) ?? [], day, asOf);
      if (row !== undefined) return parseDecimal(row.factor);
    }
    return null;
  }

  #rows(provider: string, model: string, kind: string, tier: string): PriceRow[] | undefined {
    const slot = `${kind} ${tier}`;
    const own = this.#prices.get(`${provider}\n${model.toLowerCase()}`)?.get(slot);
    return own ?? this.#prices.get(`${provider}\n*`)?.get(slot);
  }
}
