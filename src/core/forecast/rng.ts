/** A source of uniform numbers in [0, 1). The only randomness the forecasting core knows; always seeded. */
export type Uniform = () => number;

/**
 * Mulberry32: a 32-bit generator with full period, small and equal on every platform.
 * Source: Tommy Ettinger, public domain.
 */
export function mulberry32(seed: number): Uniform {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers by the Box-Muller transform, two uniforms a number (the sine half is dropped). */
export function normalGenerator(uniform: Uniform): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A 32-bit seed from text (FNV-1a), so that each series draws its own numbers whatever the order of the series. */
export function seedFrom(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}
