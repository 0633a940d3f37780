import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds a signed delivery is good for, in both directions of the clock. */
export const REPLAY_WINDOW_SECONDS = 300;

/** The signature of a delivery: `v1=` and the hex HMAC-SHA256 of `timestamp.body` under the sender's secret. */
export function intakeSignature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`;
}

/**
 * True when a delivery was signed with one of the sender's secrets (two are good while they are changed) and its timestamp
 * (Unix seconds) lies within the replay window of `now` (milliseconds). Compares in constant time and never says why not:
 * the caller answers 401 to any false.
 */
export function isSignedDelivery(
  delivery: { readonly timestamp: string; readonly signature: string; readonly body: string },
  secrets: readonly string[],
  now: number,
): boolean {
  const given = Buffer.from(delivery.signature, 'utf8');
  const matches = secrets
    .filter((secret) => secret !== '')
    .map((secret) => {
      const expected = Buffer.from(intakeSignature(secret, delivery.timestamp, delivery.body), 'utf8');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  const seconds = /^\d{1,12}$/.test(delivery.timestamp) ? Number(delivery.timestamp) : Number.NaN;
  const isFresh = Math.abs(now / 1000 - seconds) <= REPLAY_WINDOW_SECONDS;
  return matches.includes(true) && isFresh;
}
