import { z } from 'zod';
import { addDays, dayNumber, isSunday } from '../../core/days.ts';
import { nextCursor, withQuery } from '../kit/answer.ts';
import type { DayRange, HttpRequest, LandedPage, ParseContext } from '../source.ts';

/** Name of the source and of the provider it bills as. */
export const OPENAI = 'openai';

/** Settings of an OpenAI connection. */
export const openaiSettings = z.strictObject({
  billing_account: z.string().optional().describe('Organisation the invoices go to.'),
  secret: z.string().optional().describe('Environment variable that holds the admin key.'),
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
    .optional()
    .describe('First day to ask for.'),
});

const DAILY_DAYS = 7;
const SUNDAY_DAYS = 35;

/** First day asked again: a week back, on Sundays five weeks back. */
export function repullFrom(logicalDay: string): string {
  return addDays(logicalDay, isSunday(logicalDay) ? -SUNDAY_DAYS : -DAILY_DAYS);
}

/** True for the five weeks in which the vendor's figures are still asked again. */
export function isProvisional(day: string, logicalDay: string): boolean {
  return day > addDays(logicalDay, -SUNDAY_DAYS);
}

/** A report over day buckets, grouped by the given dimensions. Times are Unix seconds, the end exclusive. */
export function bucketRequest(path: string, range: DayRange, groupBy: readonly string[]): HttpRequest {
  return {
    method: 'GET',
    path: `/v1/organization/${path}`,
    query: [
      ['start_time', String(dayNumber(range.from) * 86_400)],
      ['end_time', String(dayNumber(range.to) * 86_400)],
      ['bucket_width', '1d'],
      ['limit', '31'],
      ...groupBy.map((dimension): [string, string] => ['group_by[]', dimension]),
    ],
  };
}

/** First page of a list of names. */
export function listRequest(path: string, query: HttpRequest['query'] = []): HttpRequest {
  return { method: 'GET', path: `/v1/organization/${path}`, query: [['limit', '100'], ...query] };
}

/** Next page of a report: the same parameters with `page`. */
export function nextReportPage(page: LandedPage): HttpRequest | null {
  const cursor = nextCursor(page, 'next_page');
  return cursor === null ? null : withQuery(page, 'page', cursor);
}

/** Next page of a list: the same parameters with `after`. */
export function nextListPage(page: LandedPage): HttpRequest | null {
  const cursor = nextCursor(page, 'last_id');
  return cursor === null ? null : withQuery(page, 'after', cursor);
}

/** Account the organisation is billed under, from the connection's settings. */
export function billingAccountOf(context: ParseContext): string | null {
  const account = context.settings.billing_account;
  return typeof account === 'string' ? account : null;
}

/** The first actor a row names: user, key, else the project. */
export function actorOf(r: { user_id: string | null; api_key_id: string | null; project_id: string | null }): {
  actor_id: string | null;
  actor_kind: string;
} {
  if (r.user_id !== null) return { actor_id: r.user_id, actor_kind: 'user' };
  if (r.api_key_id !== null) return { actor_id: r.api_key_id, actor_kind: 'key' };
  if (r.project_id !== null) return { actor_id: `project:${r.project_id}`, actor_kind: 'project' };
  return { actor_id: null, actor_kind: 'unknown' };
}
