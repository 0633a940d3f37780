import { addDays } from '../days.ts';
import type { Change } from '../forecast/changes.ts';

/** A list price as the published price table holds it. */
export interface PriceRow {
  readonly provider: string;
  readonly model: string;
  readonly tokenKind: string;
  /** Price of a million units; null when it is known that nobody knows it. */
  readonly price: number | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly knownFrom: string;
}

/** Tokens of a tool and model by kind, over the last weeks. */
export interface TokenMix {
  readonly tool: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: ReadonlyMap<string, number>;
}

/** Ratios closer to 1 than this are no change. */
const SAME = 1e-9;

/**
 * Price changes of the models in use within a span, as events: the factor by which the price of the present mix of
 * tokens changes on each day a list price does, with what was known at as_of. A price that becomes unknown is no event
 * but a warning: the last known one is carried on.
 */
export function priceEvents(
  mixes: readonly TokenMix[],
  prices: readonly PriceRow[],
  span: { readonly from: string; readonly to: string; readonly asOf: string },
): { readonly events: Change[]; readonly warnings: string[] } {
  const byModel = new Map<string, PriceRow[]>();
  for (const row of prices) {
    if (row.knownFrom > span.asOf) continue;
    const key = JSON.stringify([row.provider, row.model]);
    byModel.set(key, [...(byModel.get(key) ?? []), row]);
  }
  const events: Change[] = [];
  const warnings: string[] = [];
  for (const mix of mixes) {
    const rows = byModel.get(JSON.stringify([mix.provider, mix.model])) ?? [];
    const days = new Set(rows.flatMap((r) => (r.validTo === null ? [r.validFrom] : [r.validFrom, r.validTo])));
    for (const day of [...days].filter((d) => d > span.from && d < span.to).sort()) {
      const change = changeOn(day, mix, rows);
      if (change === 'unknown') {
        warnings.push(`the list price of ${mix.model} is not known from ${day} on; the present price is carried on`);
      } else if (change !== null && Math.abs(change.ratio - 1) > SAME) {
        events.push({
          kind: 'price_factor',
          effectiveDate: day,
          tool: mix.tool,
          model: mix.model,
          team: null,
          value: change.ratio,
          certainty: 1,
          source: 'price book',
          announcedAt: change.knownFrom,
        });
      }
    }
  }
  return { events, warnings: [...new Set(warnings)] };
}

/** Price of the mix on a day over its price the day before; null where it was not priced before (a launch). */
function changeOn(
  day: string,
  mix: TokenMix,
  rows: readonly PriceRow[],
): { ratio: number; knownFrom: string } | 'unknown' | null {
  let before = 0;
  let after = 0;
  let knownFrom = '';
  for (const [kind, tokens] of mix.tokens) {
    const old = priceOn(addDays(day, -1), kind, rows);
    if (old === undefined || old.price === null) continue;
    const now = priceOn(day, kind, rows);
    if (now === undefined || now.price === null) return 'unknown';
    before += tokens * old.price;
    after += tokens * now.price;
    if (now.knownFrom > knownFrom) knownFrom = now.knownFrom;
  }
  return before > 0 ? { ratio: after / before, knownFrom } : null;
}

/** The price valid on a day that became known last. */
function priceOn(day: string, kind: string, rows: readonly PriceRow[]): PriceRow | undefined {
  return rows
    .filter((r) => r.tokenKind === kind && r.validFrom <= day && (r.validTo === null || day < r.validTo))
    .reduce<PriceRow | undefined>(
      (best, r) =>
        best === undefined ||
        r.knownFrom > best.knownFrom ||
        (r.knownFrom === best.knownFrom && r.validFrom > best.validFrom)
          ? r
          : best,
      undefined,
    );
}
