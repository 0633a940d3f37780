export { repoOf } from '../../core/repo-key.ts';

/** A JSON object, or undefined for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A text that is not empty, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

const LONGEST_WORD = 300;

/** The named fields that hold a number, a truth value, null or a short text; everything else stays behind. */
export function scalarsOf(value: unknown, names: readonly string[]): Record<string, unknown> {
  const object = objectOf(value) ?? {};
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const field = object[name];
    if (field === null || ['number', 'boolean'].includes(typeof field)) kept[name] = field;
    else if (typeof field === 'string' && field.length <= LONGEST_WORD) kept[name] = field;
  }
  return kept;
}

/** A UTC instant in the form of our tables, or null when the text is no instant. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/** A token count: null when absent, 0 when literally null, undefined when it is no whole number of 0 or more. */
export function countOf(value: unknown): bigint | null | undefined {
  if (value === undefined) return null;
  if (value === null) return 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

/** Tokens to name in a quarantine note: the positive whole ones of the given fields. */
export function tokensIn(values: readonly unknown[]): number {
  return values.reduce<number>(
    (sum, value) => sum + (typeof value === 'number' && value > 0 ? Math.trunc(value) : 0),
    0,
  );
}
