import { addDays } from '../../core/days.ts';
import { whereOf } from '../kit/answer.ts';
import { rangeOf } from '../kit/outcome-rows.ts';
import { type DayRange, type HttpRequest, type LandedPage, SourceDataError } from '../source.ts';

/** Most days the endpoint answers for at once. */
const MOST_DAYS = 30;

/** Where a page stands in its list. */
export interface PagePlace {
  readonly items: number;
  readonly total: number;
  readonly page: number;
  readonly size: number;
}

/** First page of the commits of the range's first days, as many as the vendor answers for at once. */
export function commitsRequest(range: DayRange, size: number, page = 1): HttpRequest {
  const most = addDays(range.from, MOST_DAYS);
  const last = addDays(most < range.to ? most : range.to, -1);
  return {
    method: 'GET',
    path: '/analytics/ai-code/commits',
    query: [
      // Both ends belong to the range.
      ['startDate', `${range.from}T00:00:00.000Z`],
      ['endDate', `${last}T23:59:59.999Z`],
      ['page', String(page)],
      ['pageSize', String(size)],
    ],
  };
}

/** The page after this one, the first page of the next days, or null at the end of the range. Throws for a page that ends too early. */
export function nextCommits(page: LandedPage, place: PagePlace): HttpRequest | null {
  const range = rangeOf(page);
  const asked = Object.fromEntries(page.request.query);
  const from = asked.startDate!.slice(0, 10);
  const size = Number(asked.pageSize);
  if (place.page * place.size < place.total) {
    if (place.items > 0) return commitsRequest({ from, to: range.to }, size, place.page + 1);
    throw new SourceDataError(
      `page ${place.page} is empty, though ${place.total} commits were announced`,
      whereOf(page),
      'The window is incomplete and keeps its previous data; run again.',
    );
  }
  const next = addDays(from, MOST_DAYS);
  return next < range.to ? commitsRequest({ from: next, to: range.to }, size) : null;
}
