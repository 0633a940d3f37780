import type { Counts } from '../kinds.ts';
import type { Json } from './fields.ts';

/** One model call of an answer; an answer is several when a server-side loop or a second model ran. */
export interface BodyCall {
  /** Model of this call where it differs from the answer's; null for the answer's own. */
  readonly model: string | null;
  readonly counts: Counts;
}

/** What a usage shape says. */
export interface BodyUsage {
  readonly shape: string;
  readonly calls: readonly BodyCall[];
  /** Tier word as sent. */
  readonly serviceTier: string | null;
  /** Geography as sent. */
  readonly geo: string | null;
  /** The provider, where the shape alone proves it. */
  readonly provider: string | null;
}

/** Reads one family of usage bodies; null when the body is of another family. */
export type ShapeReader = (usage: Json, answer: Json) => BodyUsage | null;

/** A shape of a single call. */
export function singleCall(
  shape: string,
  counts: Counts,
  rest: Partial<Omit<BodyUsage, 'shape' | 'calls'>> = {},
): BodyUsage {
  return { shape, calls: [{ model: null, counts }], serviceTier: null, geo: null, provider: null, ...rest };
}
