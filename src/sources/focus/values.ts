import { formatDecimal, parseDecimal, roundDecimal } from '../../core/money/decimal.ts';

/** A decimal cell at the digits of its column: plain text, and whether digits were rounded away. Null when it is no number. */
export function decimalCell(text: string, digits: number): { value: string; rounded: boolean } | null {
  try {
    const exact = parseDecimal(text);
    return { value: formatDecimal(roundDecimal(exact, digits)), rounded: exact.scale > digits };
  } catch {
    return null; // the caller names line, column and value
  }
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * A time of an export as ISO 8601 UTC: `2026-10-01T00:00:00Z`, `2026-10-01 00:00:00` (UTC by the specification), with
 * fraction or offset, or a day alone. Null when it is none.
 */
export function timeCell(text: string): string | null {
  const match = TIME.exec(text.trim());
  if (match === null) return null;
  const [, day, clock = '00:00:00', fraction = '', zone = 'Z'] = match;
  const offset =
    zone === 'UTC' ? 'Z' : /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const milliseconds = Date.parse(
    `${day}T${clock.length === 5 ? `${clock}:00` : clock}${fraction.slice(0, 4)}${offset}`,
  );
  if (Number.isNaN(milliseconds)) return null;
  // A day the month does not have would roll over into the next one.
  const calendar = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(calendar.getTime()) || calendar.toISOString().slice(0, 10) !== day) return null;
  return new Date(milliseconds).toISOString();
}

/** A JSON object with its keys in order, null when it holds nothing. `isBroken`: the text was no JSON and is kept as it is. */
export function jsonCell(text: string): { value: Record<string, unknown> | null; isBroken: boolean } {
  for (const candidate of [text, `{${text}}`]) {
    try {
      const value = JSON.parse(candidate) as unknown;
      if (typeof value !== 'object' || value === null) continue;
      const sorted = sortedKeys(value) as Record<string, unknown>;
      return { value: Object.keys(sorted).length === 0 ? null : sorted, isBroken: false };
    } catch {
      // Some exports leave the braces out: the second candidate puts them back.
    }
  }
  return { value: { text }, isBroken: true };
}

/** The same value with the keys of every object in code-point order. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

const EMAIL = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;

/** Replaces every e-mail inside a text, or inside the texts of a JSON value, by what `pseudonym` makes of it. */
export function withoutEmails<T>(value: T, pseudonym: (email: string) => string): T {
  if (typeof value === 'string') {
    return (value.includes('@') ? value.replace(EMAIL, (email) => pseudonym(email)) : value) as T;
  }
  if (Array.isArray(value)) return value.map((inner) => withoutEmails(inner, pseudonym)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [withoutEmails(key, pseudonym), withoutEmails(inner, pseudonym)]),
  ) as T;
}
