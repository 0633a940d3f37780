import type { CountKind, Counts, PriceKind } from './kinds.ts';

/** A disjoint part of a usage row: what is priced, and the canonical kind a missing price is reported under. */
export interface BillablePart {
  readonly priceKind: PriceKind | null;
  readonly kind: CountKind;
  readonly units: bigint;
}

/** A modality inside another kind: `part` of `whole`, less what the cache already holds of it. */
const MODALITIES = [
  { part: 'cache_read_audio', whole: 'cache_read', outside: null },
  { part: 'cache_read_image', whole: 'cache_read', outside: null },
  { part: 'audio_in', whole: 'input_uncached', outside: 'cache_read_audio' },
  { part: 'image_in', whole: 'input_uncached', outside: 'cache_read_image' },
  { part: 'image_in', whole: 'embedding', outside: null },
  { part: 'audio_out', whole: 'output', outside: null },
  { part: 'image_out', whole: 'output', outside: null },
] as const;

const WHOLE: readonly PriceKind[] = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'cache_write_12h',
  'output',
  'embedding',
  'characters',
  'seconds',
  'tool_calls',
  'request_search_low',
  'request_search_medium',
  'request_search_high',
];

/**
 * Splits counts into disjoint parts to price. Audio and image tokens leave their whole only where the model prices
 * them apart; a cache write of unknown lifetime is priced as 5-minute, or 30-minute where the model has only that
 *; an input that cannot be split has no price kind.
 */
export function billableParts(counts: Counts, hasPrice: (kind: PriceKind) => boolean): BillablePart[] {
  const left = new Map<CountKind, bigint>();
  for (const kind of WHOLE) if (counts[kind] != null) left.set(kind, counts[kind]);
  const parts: BillablePart[] = [];
  for (const { part, whole, outside } of MODALITIES) {
    const available = left.get(whole);
    if (available === undefined || !hasPrice(part)) continue;
    const wanted = (counts[part] ?? 0n) - (outside === null ? 0n : (counts[outside] ?? 0n));
    const units = wanted < 0n ? 0n : wanted > available ? available : wanted;
    if (units === 0n) continue;
    parts.push({ priceKind: part, kind: part, units });
    left.set(whole, available - units);
  }
  for (const kind of WHOLE) {
    const units = left.get(kind);
    if (units !== undefined) parts.push({ priceKind: kind, kind, units });
  }
  const unsplitWrite = counts.cache_write_unsplit;
  if (unsplitWrite != null) {
    const priceKind = !hasPrice('cache_write_5m') && hasPrice('cache_write_30m') ? 'cache_write_30m' : 'cache_write_5m';
    parts.push({ priceKind, kind: 'cache_write_unsplit', units: unsplitWrite });
  }
  const unsplitInput = counts.input_total_unsplit;
  if (unsplitInput != null) parts.push({ priceKind: null, kind: 'input_total_unsplit', units: unsplitInput });
  return parts;
}
