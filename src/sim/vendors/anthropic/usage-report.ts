import type { Counts, Fact } from '../../company/facts.ts';
import type { World } from '../../world.ts';
import { BUCKETS, type Bucket, bucketAt, groups, inBucket, limitOf, list, snap } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';
import { isReported } from './bill.ts';

const GROUPS = [
  'account_id',
  'api_key_id',
  'context_window',
  'inference_geo',
  'model',
  'service_account_id',
  'service_tier',
  'speed',
  'workspace_id',
];

/** Dimensions of a fact under the names of the report. */
const dimensions = (fact: Fact): Record<string, string | null> => ({
  account_id: null,
  api_key_id: fact.key,
  service_account_id: null,
  workspace_id: fact.place,
  model: fact.model,
  service_tier: fact.tier,
  context_window: '0-200k',
  inference_geo: fact.geo,
});

const FILTERS: Readonly<Record<string, string>> = {
  account_ids: 'account_id',
  api_key_ids: 'api_key_id',
  service_account_ids: 'service_account_id',
  workspace_ids: 'workspace_id',
  models: 'model',
  service_tiers: 'service_tier',
  context_window: 'context_window',
  inference_geos: 'inference_geo',
};

const COUNTED = ['input_uncached', 'cache_write_5m', 'cache_write_1h', 'cache_read', 'output', 'web_searches'] as const;

/** Reads an RFC 3339 instant into Unix seconds; throws when missing or malformed. */
export function instant(query: URLSearchParams, name: string, fallback?: string): number {
  const text = query.get(name) ?? fallback;
  if (text === undefined) throw new BadRequest(`${name}: Field required`);
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new BadRequest(`${name}: Input should be a valid datetime`);
  return ms / 1000;
}

/** Unix seconds as RFC 3339 without fraction. */
export const rfc3339 = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

function results(
  world: World,
  bucket: Bucket,
  grouped: ReadonlySet<string>,
  wanted: (d: Record<string, string | null>) => boolean,
) {
  const rows = new Map<string, { dims: Record<string, string | null>; counts: Record<string, number> }>();
  for (const fact of world.facts(bucket.day)) {
    if (!isReported(fact)) continue;
    const all = dimensions(fact);
    if (!wanted(all)) continue;
    const dims = Object.fromEntries(Object.entries(all).map(([k, v]) => [k, grouped.has(k) ? v : null]));
    const id = JSON.stringify(dims);
    const row = rows.get(id) ?? { dims, counts: Object.fromEntries(COUNTED.map((k) => [k, 0])) };
    for (const kind of COUNTED) row.counts[kind]! += inBucket(fact.counts[kind as keyof Counts] ?? 0, bucket.part);
    rows.set(id, row);
  }
  return [...rows.values()]
    .filter(({ counts }) => Object.values(counts).some((n) => n > 0))
    .map(({ dims, counts }) => ({
      ...dims,
      uncached_input_tokens: counts.input_uncached,
      cache_creation: {
        ephemeral_5m_input_tokens: counts.cache_write_5m,
        ephemeral_1h_input_tokens: counts.cache_write_1h,
      },
      cache_read_input_tokens: counts.cache_read,
      output_tokens: counts.output,
      server_tool_use: { web_search_requests: counts.web_searches },
    }));
}

/** `GET /v1/organizations/usage_report/messages`: tokens by time bucket, one bucket per interval, empty ones included. */
export function usageReport(query: URLSearchParams, world: World, beta: string): VendorAnswer {
  const width = query.get('bucket_width') ?? '1d';
  if (!(width in BUCKETS)) throw new BadRequest(`bucket_width: Input should be '1d', '1h' or '1m'`);
  const { seconds, fallback, max } = BUCKETS[width as keyof typeof BUCKETS];
  const grouped = groups(query, GROUPS);
  if (grouped.has('speed') && !beta.includes('fast-mode')) throw new BadRequest('group_by: speed needs a beta header');
  const start = instant(query, 'starting_at');
  const range = snap(start, instant(query, 'ending_at', `${world.asOf}T00:00:00Z`), seconds);
  const filters = Object.entries(FILTERS)
    .map(([parameter, dimension]) => ({ dimension, values: list(query, parameter) }))
    .filter((f) => f.values.length > 0);
  const wanted = (dims: Record<string, string | null>) =>
    filters.every(({ dimension, values }) => values.includes(dims[dimension] ?? ''));
  return {
    kind: 'pages',
    unit: 'bucket',
    total: range.count,
    limit: limitOf(query, fallback, max),
    slice: (from, to) =>
      Array.from({ length: to - from }, (_, i) => {
        const bucket = bucketAt(range.start, seconds, from + i);
        return {
          starting_at: rfc3339(bucket.start),
          ending_at: rfc3339(bucket.end),
          results: results(world, bucket, grouped, wanted),
        };
      }),
    render: (data, has_more, next_page) => ({ data, has_more, next_page }),
  };
}
