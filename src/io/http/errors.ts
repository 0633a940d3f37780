/**
 * What went wrong, as the caller must react to it:
 * `configuration` (401, 403: key or permission; asking again is pointless), `not_found` (404),
 * `rejected` (another 4xx or a redirect: this request is refused, others may work),
 * `unavailable` (network, 429 or 5xx after every retry: the vendor cannot answer now).
 */
export type HttpFailure = 'configuration' | 'not_found' | 'rejected' | 'unavailable';

/** A request that got no usable answer. The message names connection, path, finding and remedy, never a secret. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly failure: HttpFailure;
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly connectionId: string;
  /** Path and query that were asked. */
  readonly target: string;

  constructor(failure: HttpFailure, status: number | null, connectionId: string, target: string, message: string) {
    super(message);
    this.failure = failure;
    this.status = status;
    this.connectionId = connectionId;
    this.target = target;
  }
}

/** Replaces every occurrence of a secret in a text by `***`. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.filter((s) => s.length > 0).reduce((out, secret) => out.replaceAll(secret, '***'), text);
}

/** The vendor's own words in an error body (`error.message`, `message`, `error`), at most 300 characters; empty when there are none. */
export function vendorMessage(body: string): string {
  let found: unknown;
  try {
    const json = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown } | null;
    found = typeof json?.error === 'object' ? json.error.message : (json?.error ?? json?.message);
  } catch {
    found = /^\s*</.test(body) ? '' : body;
  }
  return typeof found === 'string' ? found.trim().slice(0, 300) : '';
}
