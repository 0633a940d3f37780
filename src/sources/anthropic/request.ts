import { z } from 'zod';
import { addDays, firstOfMonth } from '../../core/days.ts';
import { nextCursor, withQuery } from '../kit/answer.ts';
import type { DayRange, HttpRequest, LandedPage } from '../source.ts';

/** Name of the source and of the provider it bills as. */
export const ANTHROPIC = 'anthropic';

const DAY = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01');

/** Settings of an Anthropic connection. */
export const anthropicSettings = z.strictObject({
  billing_account: z.string().optional().describe('Organisation the invoices go to.'),
  secret: z.string().optional().describe('Environment variable that holds the admin key.'),
  start: DAY.optional().describe('First day to ask for.'),
  claude_code_workspace: z
    .string()
    .optional()
    .describe(
      'Id of the workspace Claude Code traffic is billed under; its usage and cost then carry the tool claude_code.',
    ),
});

/** Days after the end of a month during which its report is still asked again as a whole. */
export const SETTLE_DAYS = 7;

/** First day asked again: three days back, and the whole previous month until it has settled. */
export function repullFrom(logicalDay: string): string {
  const threeBack = addDays(logicalDay, -3);
  const settlingMonth = firstOfMonth(addDays(logicalDay, -SETTLE_DAYS));
  const monthIsOver = settlingMonth < firstOfMonth(logicalDay);
  return monthIsOver && settlingMonth < threeBack ? settlingMonth : threeBack;
}

/** True until the month of the day has settled. */
export function isProvisional(day: string, logicalDay: string): boolean {
  const nextMonth = firstOfMonth(addDays(firstOfMonth(day), 31));
  return logicalDay < addDays(nextMonth, SETTLE_DAYS);
}

/** A GET of the organisation API with the API version every call pins. */
export function organizationRequest(
  path: string,
  query: HttpRequest['query'],
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  return {
    method: 'GET',
    path: `/v1/organizations/${path}`,
    query,
    headers: { 'anthropic-version': '2023-06-01', ...headers },
  };
}

/** A report over day buckets, grouped by the given dimensions. */
export function bucketRequest(
  path: string,
  range: DayRange,
  groupBy: readonly string[],
  headers?: Readonly<Record<string, string>>,
): HttpRequest {
  return organizationRequest(
    path,
    [
      ['starting_at', `${range.from}T00:00:00Z`],
      ['ending_at', `${range.to}T00:00:00Z`],
      ['bucket_width', '1d'],
      ['limit', '31'],
      ...groupBy.map((dimension): [string, string] => ['group_by[]', dimension]),
    ],
    headers,
  );
}

/** Next page of a report: the same parameters with `page`. */
export function nextReportPage(page: LandedPage): HttpRequest | null {
  const cursor = nextCursor(page, 'next_page');
  return cursor === null ? null : withQuery(page, 'page', cursor);
}

/** Next page of a list: the same parameters with `after_id`. */
export function nextListPage(page: LandedPage): HttpRequest | null {
  const cursor = nextCursor(page, 'last_id');
  return cursor === null ? null : withQuery(page, 'after_id', cursor);
}
