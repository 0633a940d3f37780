import { z } from 'zod';
import { type Decimal, decimalOf } from '../../core/money/decimal.ts';

/** A count of things that cannot be negative, as a whole JSON number or its decimal text; gives a bigint. */
export const count = z.unknown().transform((value, context): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value);
  context.addIssue({ code: 'custom', message: `expected a whole number of 0 or more, found ${shown(value)}` });
  return z.NEVER;
});

/** A count that may be absent or null: null then, never zero. */
export const optionalCount = z
  .unknown()
  .optional()
  .transform((value, context): bigint | null => {
    if (value === undefined || value === null) return null;
    const read = count.safeParse(value);
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: read.error.issues[0]!.message });
    return z.NEVER;
  });

/** An exact decimal given as text or JSON number (exponent form included), of either sign. */
export const decimal = z.unknown().transform((value, context): Decimal => {
  try {
    if (typeof value === 'number' || typeof value === 'string') return decimalOf(value);
  } catch {
    // Reported below with every other value that is no decimal.
  }
  context.addIssue({ code: 'custom', message: `expected a decimal number, found ${shown(value)}` });
  return z.NEVER;
});

/** A UTC or offset instant in RFC 3339, given out as ISO 8601 with milliseconds and `Z`. */
export const instant = z.unknown().transform((value, context): string => {
  const milliseconds =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(value)
      ? Date.parse(value)
      : Number.NaN;
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  context.addIssue({ code: 'custom', message: `expected an RFC 3339 instant, found ${shown(value)}` });
  return z.NEVER;
});

/** Unix seconds as a number or its text, given out as ISO 8601 with milliseconds and `Z`. */
export const unixSeconds = z.unknown().transform((value, context): string => {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  // Milliseconds read as seconds would lie beyond the year 5000.
  if (typeof seconds === 'number' && seconds >= 0 && seconds < 100_000_000_000)
    return new Date(seconds * 1000).toISOString();
  context.addIssue({ code: 'custom', message: `expected Unix seconds, found ${shown(value)}` });
  return z.NEVER;
});

/** Text that may be absent or null. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 80);
}

/** A field we know of and do not read. */
export const ignored = z.unknown().optional();

/** Fields we know of and do not read, by name: `ignoredFields('url summary')`. */
export function ignoredFields(names: string): Record<string, typeof ignored> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, ignored]));
}
