import type { RefusalReader } from '../../core/http-refusal.ts';

/** PagerDuty says in `ratelimit-reset` how many seconds to wait, not when; a 429 may come without it. */
export const pagerdutyRefusal: RefusalReader = ({ status, headers }) => {
  if (status !== 429) return null;
  const seconds = Number(headers['ratelimit-reset']);
  const pause = headers['ratelimit-reset'] === undefined || Number.isNaN(seconds) ? {} : { pauseMs: seconds * 1000 };
  return { kind: 'wait', reason: 'rate limit of the key', ...pause };
};
