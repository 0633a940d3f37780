/** Attempts after the first one. */
export const MAX_RETRIES = 5;
/** A vendor that asks for a longer pause than this is left for the next run. */
export const LONGEST_PAUSE_MS = 300_000;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** True for answers that may be different a moment later: 408, 429 and every 5xx (529 included). */
export function isRetryable(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Milliseconds a `Retry-After` header asks for: whole or fractional seconds, or an HTTP date relative to `now`
 * (RFC 9110 §10.2.3). Null when the header is absent or unreadable; never negative.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Milliseconds to wait before retry number `retry` (1 for the first): doubling from one second to a minute, of which a random half is taken off. */
export function backoffMs(retry: number, random: () => number): number {
  const full = Math.min(LONGEST_BACKOFF_MS, FIRST_PAUSE_MS * 2 ** (retry - 1));
  return Math.round(full * (0.5 + 0.5 * random()));
}
