/** State of the intermittent-demand method after the last point. */
export interface TsbState {
  /** Probability that a period has demand. */
  probability: number;
  /** Mean size of a demand. */
  size: number;
  /** All sizes seen. */
  sizes: number[];
}

/**
 * Teunter, Syntetos and Babai (2011): smooths the probability of demand in every period and the size on demand, both
 * with 0.1. The forecast is `probability * size` at every step. Starts from the mean probability and size.
 */
export function tsb(values: ArrayLike<number>): TsbState {
  const sizes: number[] = [];
  for (let t = 0; t < values.length; t++) if (values[t]! > 0) sizes.push(values[t]!);
  let probability = values.length > 0 ? sizes.length / values.length : 0;
  let size = sizes.length > 0 ? sizes.reduce((a, b) => a + b, 0) / sizes.length : 0;
  for (let t = 0; t < values.length; t++) {
    const occurs = values[t]! > 0;
    probability += 0.1 * ((occurs ? 1 : 0) - probability);
    if (occurs) size += 0.1 * (values[t]! - size);
  }
  return { probability, size, sizes };
}
