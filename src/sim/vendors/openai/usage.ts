import type { CountKind, Fact } from '../../company/facts.ts';
import type { World } from '../../world.ts';
import { BUCKETS, type Bucket, bucketAt, groups, inBucket, limitOf, list, snap } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';
import { modelOf, userOf } from './bill.ts';

const COMMON = ['project_id', 'user_id', 'api_key_id', 'model'];

/** Endpoints below /organization/usage with their result word, groupings and how counts become fields. */
const ENDPOINTS: Readonly<
  Record<
    string,
    {
      readonly object: string;
      readonly groups: readonly string[];
      readonly fields: (n: Sum) => Record<string, unknown>;
    }
  >
> = {
  completions: {
    object: 'completions',
    groups: [...COMMON, 'batch', 'service_tier', 'api_source'],
    fields: completionFields,
  },
  embeddings: {
    object: 'embeddings',
    groups: COMMON,
    fields: (n) => ({ input_tokens: n.of('embedding'), ...requests(n) }),
  },
  moderations: {
    object: 'moderations',
    groups: COMMON,
    fields: (n) => ({ input_tokens: n.of('moderation'), ...requests(n) }),
  },
  images: {
    object: 'images',
    groups: [...COMMON, 'size', 'source'],
    fields: (n) => ({ images: n.of('images'), ...requests(n) }),
  },
  audio_speeches: {
    object: 'audio_speeches',
    groups: COMMON,
    fields: (n) => ({ characters: n.of('characters'), ...requests(n) }),
  },
  audio_transcriptions: {
    object: 'audio_transcriptions',
    groups: COMMON,
    fields: (n) => ({ seconds: n.of('seconds'), ...requests(n) }),
  },
  vector_stores: {
    object: 'vector_stores',
    groups: ['project_id'],
    fields: (n) => ({ usage_bytes: n.of('gibibytes') * 2 ** 30 }),
  },
  code_interpreter_sessions: {
    object: 'code_interpreter_sessions',
    groups: ['project_id'],
    fields: (n) => ({ num_sessions: n.of('sessions') }),
  },
};

/** Counts of a group summed over its facts. */
class Sum {
  readonly counts = new Map<string, number>();
  readonly models = new Set<string | null>();

  add(fact: Fact, part: Bucket['part']): void {
    this.models.add(fact.model);
    for (const [kind, count] of Object.entries(fact.counts)) {
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + inBucket(count, part));
    }
  }

  of(kind: CountKind): number {
    return this.counts.get(kind) ?? 0;
  }

  get empty(): boolean {
    return [...this.counts.values()].every((n) => n === 0);
  }
}

const requests = (n: Sum) => ({ num_model_requests: n.of('requests') });

/** Input of OpenAI is gross: uncached, cached and written tokens are all inside `input_tokens`. */
function completionFields(n: Sum): Record<string, unknown> {
  const [uncached, cached, written, output] = [
    n.of('input_uncached'),
    n.of('cache_read'),
    n.of('cache_write_30m'),
    n.of('output'),
  ];
  const old = [...n.models].every((m) => m?.startsWith('gpt-4o'));
  const gross = { input_tokens: uncached + cached + written, output_tokens: output, ...requests(n) };
  if (old) return { ...gross, input_cached_tokens: cached };
  return {
    ...gross,
    input_uncached_tokens: uncached,
    input_cached_tokens: cached,
    input_cache_write_tokens: written,
    input_cache_write_30m_tokens: written,
    input_cache_write_12h_tokens: 0,
    input_text_tokens: uncached,
    input_cached_text_tokens: cached,
    output_text_tokens: output,
    input_audio_tokens: 0,
    input_cached_audio_tokens: 0,
    output_audio_tokens: 0,
    input_image_tokens: 0,
    input_cached_image_tokens: 0,
    output_image_tokens: 0,
  };
}

/** Dimensions of a fact under the names of the API. */
const dimensions = (world: World, fact: Fact): Record<string, string | boolean | null> => ({
  project_id: fact.place,
  user_id: userOf(world, fact),
  api_key_id: fact.key,
  model: modelOf(fact),
  batch: fact.tier === 'batch',
  service_tier: 'default',
  api_source: null,
  size: '1024x1024',
  source: 'image.generation',
});

/** Reads Unix seconds; throws when malformed, or missing without fallback. */
export function seconds(query: URLSearchParams, name: string, fallback?: number): number {
  const text = query.get(name);
  if (text === null && fallback !== undefined) return fallback;
  if (text === null) throw new BadRequest(`Missing required parameter: '${name}'.`);
  if (!/^\d+$/.test(text)) throw new BadRequest(`Invalid type for '${name}': expected an integer.`);
  return Number(text);
}

/** `GET /organization/usage/<endpoint>`: counts by time bucket; null for an endpoint that is not served. */
export function usage(name: string, query: URLSearchParams, world: World): VendorAnswer | null {
  const endpoint = ENDPOINTS[name];
  if (endpoint === undefined) return null;
  const width = query.get('bucket_width') ?? '1d';
  if (!(width in BUCKETS))
    throw new BadRequest(`Invalid value: '${width}'. Supported values are: '1m', '1h', and '1d'.`);
  const { seconds: step, fallback, max } = BUCKETS[width as keyof typeof BUCKETS];
  const grouped = groups(query, endpoint.groups);
  const start = seconds(query, 'start_time');
  const range = snap(start, seconds(query, 'end_time', Date.parse(`${world.asOf}T00:00:00Z`) / 1000), step);
  const filters = ['project_id', 'user_id', 'api_key_id', 'model']
    .map((dimension) => ({ dimension, values: list(query, `${dimension}s`) }))
    .filter((f) => f.values.length > 0);
  const results = (bucket: Bucket) => {
    const rows = new Map<string, { dims: Record<string, string | boolean | null>; sum: Sum }>();
    for (const fact of world.facts(bucket.day)) {
      if (fact.vendor !== 'openai' || fact.product !== name) continue;
      const all = dimensions(world, fact);
      if (!filters.every(({ dimension, values }) => values.includes(String(all[dimension])))) continue;
      const dims = Object.fromEntries(endpoint.groups.map((k) => [k, grouped.has(k) ? all[k]! : null]));
      const id = JSON.stringify(dims);
      const row = rows.get(id) ?? { dims, sum: new Sum() };
      row.sum.add(fact, bucket.part);
      rows.set(id, row);
    }
    return [...rows.values()]
      .filter(({ sum }) => !sum.empty)
      .map(({ dims, sum }) => ({
        object: `organization.usage.${endpoint.object}.result`,
        ...endpoint.fields(sum),
        ...dims,
      }));
  };
  return {
    kind: 'pages',
    unit: 'bucket',
    total: range.count,
    limit: limitOf(query, fallback, max),
    slice: (from, to) =>
      Array.from({ length: to - from }, (_, i) => {
        const bucket = bucketAt(range.start, step, from + i);
        return { object: 'bucket', start_time: bucket.start, end_time: bucket.end, results: results(bucket) };
      }),
    render: (data, has_more, next_page) => ({ object: 'page', data, has_more, next_page }),
  };
}
