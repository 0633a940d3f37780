import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays, daysOf } from '../../src/core/days.ts';
import { usageBucket } from './usage-days.ts';

/** Days on one page of the report. */
const DAYS_PER_PAGE = 7;

/** A vendor with a usage report of so many rows a day and nothing else. */
export async function startBenchVendor(rowsPerDay: number): Promise<{ url: string; close: () => void }> {
  const server = createServer((message, response) => {
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const report = url.pathname.match(/\/(usage_report\/messages|cost_report)$/)?.[1];
    const answer = report === undefined ? EMPTY : page(url.searchParams, report === 'cost_report' ? 0 : rowsPerDay);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/anthropic`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const EMPTY = { data: [], has_more: false, next_page: null, first_id: null, last_id: null };

function page(query: URLSearchParams, rowsPerDay: number): object {
  const to = query.get('ending_at')!.slice(0, 10);
  const from = query.get('page') ?? query.get('starting_at')!.slice(0, 10);
  const days = daysOf({ from, to }).slice(0, DAYS_PER_PAGE);
  const next = addDays(days.at(-1)!, 1);
  return {
    data: days.map((day) => usageBucket(day, rowsPerDay)),
    has_more: next < to,
    next_page: next < to ? next : null,
  };
}
