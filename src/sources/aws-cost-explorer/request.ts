import { z } from 'zod';
import { addDays, isSunday } from '../../core/days.ts';
import { firstDayOf, monthAfter } from '../../core/months.ts';
import { withQuery } from '../kit/answer.ts';
import type { DayRange, HttpRequest, LandedPage } from '../source.ts';

/** Name of the source. */
export const AWS_COST_EXPLORER = 'aws_cost_explorer';

/** The two operations, as paths; the AWS client turns path and query into calls. */
export const SERVICES_PATH = '/GetDimensionValues';
export const COSTS_PATH = '/GetCostAndUsage';

const DAY = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01');

/** Settings of a Cost Explorer connection. */
export const costExplorerSettings = z.strictObject({
  billing_account: z.string().optional().describe('Payer account, twelve digits: the account on the invoice.'),
  start: DAY.optional().describe('First day to ask for; Cost Explorer keeps about 13 months.'),
  services: z
    .array(z.string())
    .optional()
    .describe('Further services that count as AI spend, spelled as in Cost Explorer.'),
  detail: z
    .enum(['service', 'usage_type'])
    .optional()
    .describe(
      'service (default): per account, day and service. usage_type: also per usage type, one call more per account.',
    ),
  calls_per_run: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Most calls of one run, 0.01 USD each; 20 unless set. Days not reached are asked by the next run.'),
});

/** Services that are AI spend by name: Bedrock, and every model sold under a service of its own ("… (Amazon Bedrock Edition)"). */
const AI_SERVICES = /bedrock|^claude platform on aws$/i;

/** Days of the following month until which a month is still asked as a whole. */
const SETTLE_DAYS = 15;

/** First day asked again: five days back, on Sundays five weeks, and the whole previous month until the 15th. */
export function repullFrom(logicalDay: string): string {
  const back = addDays(logicalDay, isSunday(logicalDay) ? -35 : -5);
  const settling = firstDayOf(addDays(logicalDay, -SETTLE_DAYS).slice(0, 7));
  return settling < back && settling.slice(0, 7) < logicalDay.slice(0, 7) ? settling : back;
}

/** True until the 15th of the following month: credits, refunds and discounts still move. */
export function isProvisional(day: string, logicalDay: string): boolean {
  return logicalDay <= addDays(firstDayOf(monthAfter(day.slice(0, 7))), SETTLE_DAYS - 1);
}

/** Asks which services had any cost: the names of AI services are not known beforehand and there is no search by prefix. */
export function servicesRequest(range: DayRange, settings: Readonly<Record<string, unknown>>): HttpRequest {
  const further = Array.isArray(settings.services) ? settings.services.map(String) : [];
  return {
    method: 'POST',
    path: SERVICES_PATH,
    query: [
      ['from', range.from],
      ['to', range.to],
      ['dimension', 'SERVICE'],
      ['detail', settings.detail === 'usage_type' ? 'usage_type' : 'service'],
      ...further.map((name): [string, string] => ['further_service', name]),
    ],
  };
}

/** The AI services among the names of a page. */
export function aiServices(page: LandedPage, names: readonly string[]): string[] {
  const further = new Set(valuesOf(page, 'further_service'));
  return names.filter((name) => AI_SERVICES.test(name) || further.has(name));
}

/** The cost questions that the found services open: what was used, and what was credited or refunded. Never both in one: a credit would hide usage. */
export function costRequests(page: LandedPage, services: readonly string[]): HttpRequest[] {
  if (services.length === 0) return [];
  const shared: [string, string][] = [
    ['from', valuesOf(page, 'from')[0]!],
    ['to', valuesOf(page, 'to')[0]!],
    ...services.map((name): [string, string] => ['service', name]),
    ['group_by', 'LINKED_ACCOUNT'],
    ['group_by', 'SERVICE'],
  ];
  const detail: [string, string] = ['detail', valuesOf(page, 'detail')[0] ?? 'service'];
  return [
    { method: 'POST', path: COSTS_PATH, query: [...shared, ['records', 'usage'], detail] },
    { method: 'POST', path: COSTS_PATH, query: [...shared, ['records', 'credits']] },
  ];
}

/** The question of one account's usage types, in place of its services. */
export function usageTypeRequest(page: LandedPage, account: string): HttpRequest {
  const kept = page.request.query.filter(([name]) => !['group_by', 'detail', 'page'].includes(name));
  return {
    method: 'POST',
    path: COSTS_PATH,
    query: [...kept, ['group_by', 'SERVICE'], ['group_by', 'USAGE_TYPE'], ['account', account]],
  };
}

/** True for an answer per account that only opens the questions per usage type: its money is counted there. */
export function opensUsageTypes(page: LandedPage): boolean {
  return valuesOf(page, 'detail')[0] === 'usage_type';
}

/** The next page, with every other parameter unchanged, as the service wants it; null at the end. */
export function nextPage(page: LandedPage): HttpRequest | null {
  const token = (page.body as { NextPageToken?: unknown } | null)?.NextPageToken;
  return typeof token === 'string' && token !== '' ? withQuery(page, 'page', token) : null;
}

/** Values of a query parameter. */
export function valuesOf(page: LandedPage, name: string): string[] {
  return page.request.query.filter(([n]) => n === name).map(([, value]) => value);
}
