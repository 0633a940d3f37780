/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A count in a usage body that cannot be one: negative, fractional, not a number. */
export class CountError extends Error {
  readonly field: string;
  constructor(field: string, value: unknown) {
    super(`${field} is ${JSON.stringify(value)}, expected a whole number from 0 up`);
    this.name = 'CountError';
    this.field = field;
  }
}

/** Whether a value is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A nested object, or an empty one where it is absent. */
export function objectAt(value: Json, key: string): Json {
  const inner = value[key];
  return isObject(inner) ? inner : {};
}

/** Text that is not empty, else null. */
export function textAt(value: Json, ...keys: string[]): string | null {
  for (const key of keys) {
    const inner = value[key];
    if (typeof inner === 'string' && inner !== '') return inner;
  }
  return null;
}

/**
 * The count under the first key that is present; null when none is (not reported; Mistral writes an empty object for
 * that). Throws a CountError on nonsense.
 */
export function countAt(value: Json, ...keys: string[]): bigint | null {
  for (const key of keys) {
    const inner = value[key];
    if (inner === undefined || inner === null || (isObject(inner) && Object.keys(inner).length === 0)) continue;
    const number = typeof inner === 'string' && /^\d{1,15}$/.test(inner) ? Number(inner) : inner;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw new CountError(key, inner);
    return BigInt(number);
  }
  return null;
}

/** Seconds under a key, rounded half up to whole ones as they are billed; null when not reported. */
export function secondsAt(value: Json, key: string): bigint | null {
  const inner = value[key];
  if (typeof inner !== 'number' || !Number.isFinite(inner) || inner < 0) return countAt(value, key);
  return countAt({ [key]: Math.floor(inner + 0.5) }, key);
}

/** Sum of counts, null when all are. */
export function addCounts(...counts: readonly (bigint | null | undefined)[]): bigint | null {
  const known = counts.filter((c): c is bigint => c !== null && c !== undefined);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0n);
}

/** `whole` less its parts; null when the whole is not reported. Throws a CountError when the parts exceed it. */
export function restOf(field: string, whole: bigint | null, ...parts: readonly (bigint | null)[]): bigint | null {
  if (whole === null) return null;
  const rest = whole - (addCounts(...parts) ?? 0n);
  if (rest < 0n) throw new CountError(field, `${whole}, less than its parts`);
  return rest;
}
