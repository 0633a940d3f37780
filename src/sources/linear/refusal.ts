import type { Refusal, RefusalReader } from '../../core/http-refusal.ts';

const MINUTE = 60_000;

/**
 * Linear's own ways to say no: GraphQL errors in a 200 or 400. A spent budget of requests or complexity waits until the
 * later of the two resets (headers, Unix milliseconds); data that come with errors are not taken.
 */
export const linearRefusal: RefusalReader = ({ status, headers, json, now }): Refusal | null => {
  const errors = (json as { errors?: unknown } | undefined)?.errors;
  if ((status !== 200 && status !== 400) || !Array.isArray(errors) || errors.length === 0) return null;
  const { message, extensions } = errors[0] as { message?: unknown; extensions?: Record<string, unknown> };
  const code = String(extensions?.code ?? extensions?.type ?? '').toUpperCase();
  const reason = `${code} ${typeof message === 'string' ? message.slice(0, 300) : ''}`.trim();
  if (code === 'RATELIMITED') {
    const resets = ['x-ratelimit-requests-reset', 'x-ratelimit-complexity-reset']
      .filter((name) => headers[name.replace('reset', 'remaining')] === '0')
      .map((name) => Number(headers[name]) - now)
      .filter((pause) => pause > 0);
    return { kind: 'wait', reason, pauseMs: resets.length === 0 ? MINUTE : Math.max(...resets) };
  }
  if (code === 'AUTHENTICATION_ERROR' || code === 'FORBIDDEN') return { kind: 'permission', reason };
  if (code === 'GRAPHQL_VALIDATION_FAILED') {
    return {
      kind: 'rejected',
      reason: `${reason}: the API has changed; agent_sessions: false leaves out what may vanish`,
    };
  }
  return { kind: 'rejected', reason };
};
