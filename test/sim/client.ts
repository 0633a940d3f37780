import type { Simulator } from '../../src/sim/index.ts';

/** JSON that a test reads loosely. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests check
export type Json = any;

type Query = readonly (readonly [string, string])[];
type Vendor = 'anthropic' | 'openai';

/** Headers a client of the vendor sends. */
export const headersFor = (simulator: Simulator, vendor: Vendor): Record<string, string> =>
  vendor === 'anthropic'
    ? { 'x-api-key': simulator.keys.ANTHROPIC_ADMIN_KEY!, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${simulator.keys.OPENAI_ADMIN_KEY}` };

const PATHS: Record<Vendor, string> = { anthropic: '/anthropic/v1/organizations/', openai: '/openai/v1/organization/' };

/** One request, no retry. */
export const ask = (
  simulator: Simulator,
  vendor: Vendor,
  path: string,
  query: Query = [],
  headers: Record<string, string> = headersFor(simulator, vendor),
): Promise<Response> =>
  fetch(`${simulator.url}${PATHS[vendor]}${path}?${new URLSearchParams(query as [string, string][])}`, { headers });

/** A page of any report. */
export interface Page {
  readonly data: readonly Json[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

/** Every page of a report, by its cursors; stops with an error after 60 pages. */
export async function pages(simulator: Simulator, vendor: Vendor, path: string, query: Query): Promise<Page[]> {
  const all: Page[] = [];
  let cursor: string | null = null;
  do {
    const more: Query = cursor === null ? query : [...query, ['page', cursor]];
    const answer: Response = await ask(simulator, vendor, path, more);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    const page = (await answer.json()) as Page;
    all.push(page);
    cursor = page.has_more ? page.next_page : null;
    if (all.length > 60) throw new Error('more than 60 pages');
  } while (cursor !== null);
  return all;
}

/** Elements of every page of a report. */
export const elements = async (simulator: Simulator, vendor: Vendor, path: string, query: Query): Promise<Json[]> =>
  (await pages(simulator, vendor, path, query)).flatMap((page) => page.data);

/** `group_by[]` parameters. */
export const by = (...names: string[]): Query => names.map((name) => ['group_by[]', name] as const);

/** Unix seconds of a day, as text. */
export const unix = (day: string): string => String(Date.parse(`${day}T00:00:00Z`) / 1000);

const SCALE = 10n ** 14n;

/** Exact sum of decimal strings or numbers with at most 14 decimals, as a decimal string; the tests' own arithmetic. */
export function exactSum(values: Iterable<string | number>): string {
  let sum = 0n;
  for (const value of values) {
    const text = typeof value === 'number' && String(value).includes('e') ? value.toFixed(14) : String(value);
    const [whole, fraction = ''] = text.replace('-', '').split('.');
    const units = BigInt(whole!) * SCALE + BigInt(fraction.padEnd(14, '0'));
    sum += text.startsWith('-') ? -units : units;
  }
  const size = sum < 0n ? -sum : sum;
  const fraction = (size % SCALE).toString().padStart(14, '0').replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${size / SCALE}${fraction === '' ? '' : `.${fraction}`}`;
}
