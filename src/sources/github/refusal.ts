import type { Refusal, RefusalReader } from '../../core/http-refusal.ts';

const MINUTE = 60_000;

interface GraphqlError {
  readonly type?: unknown;
  readonly message?: unknown;
}

/**
 * GitHub's own ways to say no: limits as 403, and GraphQL errors in a 200. A spent limit waits until `x-ratelimit-reset`
 * (Unix seconds), a secondary one for `retry-after`, else a minute. Data that come with errors are not taken.
 */
export const githubRefusal: RefusalReader = ({ status, headers, json, now }): Refusal | null => {
  const message = messageOf(json);
  if (status === 403 || status === 429) {
    if (headers['x-ratelimit-remaining'] === '0') {
      const pauseMs = Number(headers['x-ratelimit-reset']) * 1000 - now;
      return { kind: 'wait', reason: `rate limit spent (${message})`, pauseMs: Math.max(0, pauseMs || MINUTE) };
    }
    if (headers['retry-after'] !== undefined || /secondary rate limit|abuse detection/i.test(message)) {
      return { kind: 'wait', reason: `secondary rate limit (${message})`, pauseMs: MINUTE };
    }
    return null;
  }
  const errors = (json as { errors?: unknown } | undefined)?.errors;
  if (status !== 200 || !Array.isArray(errors) || errors.length === 0) return null;
  const first = errors[0] as GraphqlError;
  const type = String(first.type ?? '').toUpperCase();
  const reason = `${type === '' ? 'error' : type} ${String(first.message ?? '')}`.trim();
  if (type === 'RATE_LIMITED' || type === 'RATE_LIMIT') {
    const pauseMs = Number(headers['x-ratelimit-reset']) * 1000 - now;
    return { kind: 'wait', reason, pauseMs: Math.max(0, pauseMs || MINUTE) };
  }
  if (type === 'NOT_FOUND')
    return { kind: 'not_found', reason: `${reason}: correct the name, or let the token see it` };
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return { kind: 'permission', reason };
  if (/timeout|something went wrong/i.test(reason)) return { kind: 'wait', reason };
  return { kind: 'rejected', reason };
};

function messageOf(json: unknown): string {
  const message = (json as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message.slice(0, 200) : '';
}
