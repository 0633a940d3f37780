/** Time as the HTTP client needs it; milliseconds since the epoch. */
export interface HttpClock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Waits until the next request may start. */
export type RateLimit = () => Promise<void>;

/** True for addresses of this machine, where no limit applies. */
export function isLoopback(baseUrl: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);
}

/** Spaces requests evenly: `perMinute` starts a minute, in the order they were asked for. Zero or undefined means no limit. */
export function rateLimit(perMinute: number | undefined, clock: HttpClock): RateLimit {
  if (perMinute === undefined || perMinute <= 0) return () => Promise.resolve();
  const spacing = 60_000 / perMinute;
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    const start = Math.max(now, next);
    next = start + spacing;
    if (start > now) await clock.sleep(start - now);
  };
}
