import { dayNumber } from '../days.ts';
import { type Change, inScope } from './changes.ts';
import type { LeafKey } from './hierarchy.ts';

/**
 * Removes known price changes of the past from a history: spend before each change is restated at the price after.
 * Changes after the last day of the history are left to the forecast.
 */
export function atConstantPrices(
  leaf: LeafKey,
  usd: readonly (number | null)[],
  events: readonly Change[],
  axisStart: number,
): (number | null)[] {
  const out = [...usd];
  for (const event of events) {
    const factor =
      event.kind === 'price_factor' ? event.value : event.kind === 'discount_change' ? 1 - event.value : null;
    if (factor === null || !inScope(event, leaf)) continue;
    const end = dayNumber(event.effectiveDate) - axisStart;
    if (end >= out.length) continue;
    for (let t = 0; t < end; t++) if (out[t] !== null) out[t]! *= factor;
  }
  return out;
}
