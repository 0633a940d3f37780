/** Input counters of a completions result; null where the vendor does not report one. */
export interface InputCounters {
  readonly total: bigint;
  readonly uncached: bigint | null;
  readonly cached: bigint | null;
  readonly cacheWrite: bigint | null;
  readonly cacheWrite30m: bigint | null;
  readonly cacheWrite12h: bigint | null;
}

/** Disjoint input columns of the usage row, and what did not add up. */
export interface InputColumns {
  readonly input_uncached: bigint | null;
  readonly cache_read: bigint | null;
  readonly cache_write_30m: bigint | null;
  readonly cache_write_12h: bigint | null;
  readonly cache_write_unsplit: bigint | null;
  readonly input_total_unsplit: bigint | null;
  readonly flags: readonly string[];
}

/**
 * Takes the gross `input_tokens`, which contains cache reads and writes, apart into disjoint columns whose sum is that gross figure.
 * Without a cached counter, or when the parts exceed the whole, the row stays whole in `input_total_unsplit`.
 */
export function splitInput(input: InputCounters): InputColumns {
  const whole = {
    input_uncached: null,
    cache_read: null,
    cache_write_30m: null,
    cache_write_12h: null,
    cache_write_unsplit: null,
    input_total_unsplit: input.total,
  };
  if (input.cached === null) return { ...whole, flags: [] };
  const writes = splitWrites(input);
  const written = (writes.cache_write_30m ?? 0n) + (writes.cache_write_12h ?? 0n) + (writes.cache_write_unsplit ?? 0n);
  const uncached = input.total - input.cached - written;
  if (uncached < 0n) return { ...whole, flags: ['identity_mismatch'] };
  const flags = [
    ...writes.flags,
    ...(input.uncached !== null && input.uncached !== uncached ? ['identity_mismatch'] : []),
  ];
  return {
    input_uncached: uncached,
    cache_read: input.cached,
    cache_write_30m: writes.cache_write_30m,
    cache_write_12h: writes.cache_write_12h,
    cache_write_unsplit: writes.cache_write_unsplit,
    input_total_unsplit: null,
    flags,
  };
}

/** Writes by lifetime when the lifetimes account for the sum; the sum of unknown lifetime otherwise. */
function splitWrites(input: InputCounters) {
  const parts = (input.cacheWrite30m ?? 0n) + (input.cacheWrite12h ?? 0n);
  const hasParts = input.cacheWrite30m !== null || input.cacheWrite12h !== null;
  if (hasParts && (input.cacheWrite === null || input.cacheWrite === parts)) {
    return {
      cache_write_30m: input.cacheWrite30m,
      cache_write_12h: input.cacheWrite12h,
      cache_write_unsplit: null,
      flags: [],
    };
  }
  const flags = [
    ...(parts > 0n ? ['identity_mismatch'] : []),
    ...((input.cacheWrite ?? 0n) > 0n ? ['ttl_unknown'] : []),
  ];
  return { cache_write_30m: null, cache_write_12h: null, cache_write_unsplit: input.cacheWrite, flags };
}

/** Sum of counters; null when none of them is reported. */
export function sumReported(...counters: (bigint | null)[]): bigint | null {
  const reported = counters.filter((c): c is bigint => c !== null);
  return reported.length === 0 ? null : reported.reduce((a, b) => a + b, 0n);
}
