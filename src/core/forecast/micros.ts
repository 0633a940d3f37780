/** Dollars as whole micro-dollars, rounded half away from zero. NaN and infinities are a RangeError. */
export function toMicros(usd: number): bigint {
  if (!Number.isFinite(usd)) throw new RangeError(`an amount must be a finite number, found ${usd}`);
  const scaled = Math.abs(usd) * 1e6;
  const whole = scaled < 2 ** 52 ? BigInt(Math.round(scaled)) : BigInt(scaled);
  return usd < 0 ? -whole : whole;
}

/** Micro-dollars as dollars. */
export function fromMicros(micros: bigint): number {
  return Number(micros) / 1e6;
}

/** Micro-dollars as a decimal with six places. */
export function microsText(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/**
 * Splits a whole amount by weights: floors, then the largest remainders get one each (ties by position), so that the
 * parts sum exactly to the amount. Without a positive weight all parts but the first are 0.
 */
export function splitMicros(amount: bigint, weights: readonly number[]): bigint[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((a, b) => a + Math.max(0, b), 0);
  if (!(total > 0)) return weights.map((_, i) => (i === 0 ? amount : 0n));
  const sign = amount < 0n ? -1n : 1n;
  const size = amount * sign;
  const scaled = weights.map((w) => BigInt(Math.round((Math.max(0, w) / total) * 1e15)));
  const sum = scaled.reduce((a, b) => a + b, 0n);
  const parts = scaled.map((w) => (size * w) / sum);
  const rest = scaled.map((w, i) => ({ i, remainder: (size * w) % sum }));
  rest.sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  let left = size - parts.reduce((a, b) => a + b, 0n);
  for (const { i } of rest) {
    if (left === 0n) break;
    parts[i]! += 1n;
    left -= 1n;
  }
  return parts.map((p) => p * sign);
}
