import { BadRequest } from './vendor.ts';

/** Values of an array parameter, written `name[]=a&name[]=b` or repeated `name=a`. */
export const list = (query: URLSearchParams, name: string): string[] => [
  ...query.getAll(`${name}[]`),
  ...query.getAll(name),
];

/** The group_by parameter as a set; throws on a value the endpoint does not know. */
export function groups(query: URLSearchParams, known: readonly string[]): Set<string> {
  const asked = list(query, 'group_by');
  const wrong = asked.find((g) => !known.includes(g));
  if (wrong !== undefined) throw new BadRequest(`group_by: "${wrong}" is not one of ${known.join(', ')}`);
  return new Set(asked);
}

/** The limit parameter; throws outside 1 to `max`. */
export function limitOf(query: URLSearchParams, fallback: number, max: number): number {
  const text = query.get('limit');
  if (text === null) return fallback;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw new BadRequest(`limit: must be between 1 and ${max}`);
  return limit;
}

/** Widths of time buckets with their seconds and the default and greatest number of buckets on a page. */
export const BUCKETS = {
  '1d': { seconds: 86_400, fallback: 7, max: 31 },
  '1h': { seconds: 3_600, fallback: 24, max: 168 },
  '1m': { seconds: 60, fallback: 60, max: 1440 },
} as const;

/** A time bucket: its bounds in Unix seconds, its day and which part of the day it is. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
  readonly day: string;
  readonly part: { readonly index: number; readonly of: number };
}

/** The i-th bucket of a range. */
export function bucketAt(rangeStart: number, seconds: number, i: number): Bucket {
  const start = rangeStart + i * seconds;
  const day = new Date(start * 1000).toISOString().slice(0, 10);
  return { start, end: start + seconds, day, part: { index: (start % 86_400) / seconds, of: 86_400 / seconds } };
}

/** Busy hours of the simulated company, in UTC. */
const HOURS = [1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 8, 9, 10, 10, 9, 8, 6, 4, 3, 2, 1, 1];
const HOUR_TOTAL = HOURS.reduce((a, b) => a + b);

/** Share of a day's count that falls before a point of the day, floored; differences of it sum to the whole. */
function before(count: number, minute: number): number {
  const hour = Math.floor(minute / 60);
  const full = HOURS.slice(0, hour).reduce((a, b) => a + b, 0);
  return Math.floor((count * (full * 60 + (HOURS[hour] ?? 0) * (minute % 60))) / (HOUR_TOTAL * 60));
}

/** The part of a day's count that falls into a bucket; the parts of a day sum to the count. */
export function inBucket(count: number, part: Bucket['part']): number {
  if (part.of === 1) return count;
  const minutes = 1440 / part.of;
  return before(count, (part.index + 1) * minutes) - before(count, part.index * minutes);
}

/** Start and end of the asked range in Unix seconds, snapped outwards to whole buckets. */
export function snap(start: number, end: number, seconds: number): { start: number; count: number } {
  const from = Math.floor(start / seconds) * seconds;
  return { start: from, count: Math.max(0, Math.ceil((end - from) / seconds)) };
}
