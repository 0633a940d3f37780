/** A small deterministic generator; every figure of the simulated company comes from one of these. */
export interface Random {
  /** Next number in [0, 1). */
  next(): number;
  /** Whole number in [low, high], both included. */
  whole(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T;
  /** A factor around 1 that stays within 1 ± spread; three draws are averaged, so extremes are rare. */
  wobble(spread: number): number;
}

/** Mulberry32: 32 bits of state, the same sequence on every machine because it uses integer operations only. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * The generator of one named thing: `randomFor(seed, day, person)` gives the same numbers whatever was drawn before,
 * so any day can be generated alone.
 */
export function randomFor(seed: number, ...names: readonly string[]): Random {
  const next = mulberry32((hashText(names.join('\u0000')) ^ Math.imul(seed, 0x9e3779b1)) >>> 0);
  next();
  return {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    wobble: (spread) => 1 + spread * ((next() + next() + next()) / 1.5 - 1),
  };
}
