import { isObject, type Json, objectAt, textAt } from '../body/fields.ts';
import { providerOfWord } from '../body/provider-words.ts';
import { type CatalogueKind, type CatalogueRate, ratesOf, SCALE } from './rate.ts';

/** Reads one catalogue format; null when the content is of another. `day` picks among dated prices. */
export type CatalogueReader = (content: unknown, name: string, day: string) => CatalogueRate[] | null;

const GENAI: readonly (readonly [CatalogueKind, string])[] = [
  ['input_uncached', 'input_mtok'],
  ['cache_read', 'cache_read_mtok'],
  ['cache_write', 'cache_write_mtok'],
  ['cache_write_1h', 'cache_write_1h_mtok'],
  ['output', 'output_mtok'],
  ['audio_in', 'input_audio_mtok'],
  ['audio_out', 'output_audio_mtok'],
  ['cache_read_audio', 'cache_audio_read_mtok'],
];

/** genai-prices `data.json`: providers with models, USD per million, tiers and `start_date` inside. */
export const genaiPrices: CatalogueReader = (content, _name, day) => {
  if (!Array.isArray(content) || !content.every((p) => isObject(p) && Array.isArray(p.models))) return null;
  const rates: CatalogueRate[] = [];
  for (const provider of content as Json[]) {
    const word = named(String(provider.id));
    for (const model of (provider.models as unknown[]).filter(isObject)) {
      const prices = datedPrices(model.prices, day);
      const id = String(model.id).replace(/^regional\./, '');
      rates.push(
        ...ratesOf(
          word,
          id,
          'short',
          SCALE.perMillion,
          GENAI.map(([kind, key]) => [kind, baseOf(prices[key])]),
        ),
      );
      rates.push(
        ...ratesOf(
          word,
          id,
          'long',
          SCALE.perMillion,
          GENAI.map(([kind, key]) => [kind, tierOf(prices[key])]),
        ),
      );
    }
  }
  return rates;
};

/** LiteLLM's file: one object per id, USD per token. */
export const litellm: CatalogueReader = (content) => {
  if (!isObject(content) || !Object.values(content).some((m) => isObject(m) && 'litellm_provider' in m)) return null;
  const rates: CatalogueRate[] = [];
  for (const [id, model] of Object.entries(content)) {
    if (id === 'sample_spec' || !isObject(model)) continue;
    const route = String(model.litellm_provider ?? '');
    const word = named(route.startsWith('vertex_ai') ? 'vertex_ai' : route.replace(/_models$/, ''));
    rates.push(
      ...ratesOf(word, id, 'short', SCALE.perToken, [
        ['input_uncached', model.input_cost_per_token],
        ['output', model.output_cost_per_token],
        ['cache_read', model.cache_read_input_token_cost],
        ['cache_write', model.cache_creation_input_token_cost],
        ['cache_write_1h', model.cache_creation_input_token_cost_above_1hr],
        ['audio_in', model.input_cost_per_audio_token],
        ['audio_out', model.output_cost_per_audio_token],
      ]),
    );
    const above = Object.keys(model).find((key) => /^input_cost_per_token_above_\d+k_tokens$/.test(key));
    const suffix = above?.slice('input_cost_per_token'.length);
    if (suffix === undefined) continue;
    rates.push(
      ...ratesOf(word, id, 'long', SCALE.perToken, [
        ['input_uncached', model[`input_cost_per_token${suffix}`]],
        ['output', model[`output_cost_per_token${suffix}`]],
        ['cache_read', model[`cache_read_input_token_cost${suffix}`]],
        ['cache_write', model[`cache_creation_input_token_cost${suffix}`]],
      ]),
    );
  }
  return rates;
};

/** Codeburn's snapshot of LiteLLM: id to `[input, output, cache write, cache read, fast factor]`, USD per token. */
export const litellmSnapshot: CatalogueReader = (content) => {
  if (!isObject(content) || !Object.values(content).every(Array.isArray)) return null;
  return Object.entries(content as Record<string, unknown[]>).flatMap(([id, [input, output, write, read]]) =>
    ratesOf(null, id, 'short', SCALE.perToken, [
      ['input_uncached', input],
      ['output', output],
      ['cache_write', write],
      ['cache_read', read],
    ]),
  );
};

/** Langfuse's default prices: tiers with conditions, USD per token. Only the default tier is a plain list price. */
export const langfuse: CatalogueReader = (content) => {
  if (!Array.isArray(content) || !content.every((m) => isObject(m) && Array.isArray(m.pricingTiers))) return null;
  return (content as Json[]).flatMap((model) => {
    const tier = (model.pricingTiers as unknown[]).filter(isObject).find((t) => t.isDefault === true);
    const prices = tier === undefined ? {} : objectAt(tier, 'prices');
    return ratesOf(null, String(model.modelName), 'short', SCALE.perToken, [
      ['input_uncached', prices.input],
      ['output', prices.output],
      ['cache_read', prices.input_cached_tokens],
      ['cache_write', prices.input_cache_creation],
      ['cache_write_1h', prices.input_cache_creation_1h],
      ['audio_in', prices.input_audio_tokens],
      ['audio_out', prices.output_audio_tokens],
    ]);
  });
};

/** Portkey's files: US **cents** per token; the provider is only in the file name. */
export const portkey: CatalogueReader = (content, name) => {
  if (
    !isObject(content) ||
    !Object.values(content).every((m) => isObject(m) && ('pricing_config' in m || 'batch_config' in m))
  )
    return null;
  const word = providerOfWord(/([a-z0-9-]+)\.json$/i.exec(name.replace(/^.*portkey[_-]/, ''))?.[1] ?? '');
  return Object.entries(content as Record<string, Json>).flatMap(([id, model]) => {
    if (id === 'default') return [];
    const prices = objectAt(objectAt(model, 'pricing_config'), 'pay_as_you_go');
    const price = (key: string) => objectAt(prices, key).price;
    const match = /^(.*)-(lte|gt)-\d+k$/.exec(id);
    return ratesOf(word, match?.[1] ?? id, match?.[2] === 'gt' ? 'long' : 'short', SCALE.centsPerToken, [
      ['input_uncached', price('request_token')],
      ['output', price('response_token')],
      ['cache_read', price('cache_read_input_token')],
      ['cache_write', price('cache_write_input_token')],
      ['audio_in', price('request_audio_token')],
      ['audio_out', price('response_audio_token')],
    ]);
  });
};

/** models.dev: `provider/model` rows, or its nested `api.json`; USD per million. */
export const modelsDev: CatalogueReader = (content) => {
  if (!isObject(content)) return null;
  const flat = Object.entries(content).filter(([id, m]) => id.includes('/') && isObject(m) && isObject(m.cost));
  const nested = Object.entries(content).flatMap(([provider, p]) =>
    isObject(p) && isObject(p.models)
      ? Object.entries(p.models).map(([id, m]): [string, unknown] => [`${provider}/${id}`, m])
      : [],
  );
  const rows = flat.length > 0 ? flat : nested;
  if (rows.length === 0) return null;
  return rows.flatMap(([id, model]) => {
    const cost = isObject(model) ? objectAt(model, 'cost') : {};
    const [provider, ...rest] = id.split('/');
    const word = named((provider as string).replace(/-anthropic$/, ''));
    const pairs = (from: Json): [CatalogueKind, unknown][] => [
      ['input_uncached', from.input],
      ['output', from.output],
      ['cache_read', from.cache_read],
      ['cache_write', from.cache_write],
      ['audio_in', from.input_audio],
      ['audio_out', from.output_audio],
    ];
    const long = Array.isArray(cost.tiers) ? cost.tiers.filter(isObject)[0] : undefined;
    return [
      ...ratesOf(word, rest.join('/'), 'short', SCALE.perMillion, pairs(cost)),
      ...(long === undefined ? [] : ratesOf(word, rest.join('/'), 'long', SCALE.perMillion, pairs(long))),
    ];
  });
};

/** OpenLIT: `chat` and `embeddings`, USD per **thousand** tokens. */
export const openlit: CatalogueReader = (content) => {
  if (!isObject(content) || !isObject(content.chat)) return null;
  const chat = Object.entries(content.chat).flatMap(([id, model]) =>
    isObject(model)
      ? ratesOf(null, id, 'short', SCALE.perThousand, [
          ['input_uncached', model.promptPrice],
          ['output', model.completionPrice],
          ['cache_read', model.cacheReadPrice],
          ['cache_write', model.cacheWritePrice],
        ])
      : [],
  );
  const embeddings = Object.entries(objectAt(content, 'embeddings')).flatMap(([id, price]) =>
    ratesOf(null, id, 'short', SCALE.perThousand, [['input_uncached', price]]),
  );
  return [...chat, ...embeddings];
};

/** Every format, the ones with the most telling content first. */
export const CATALOGUE_READERS: readonly CatalogueReader[] = [
  genaiPrices,
  langfuse,
  openlit,
  litellm,
  litellmSnapshot,
  portkey,
  modelsDev,
];

/** A provider the catalogue names: canonical where known, else its own word, which no book file has. */
function named(word: string): string {
  return providerOfWord(word) ?? word;
}

function datedPrices(prices: unknown, day: string): Json {
  if (isObject(prices)) return prices;
  if (!Array.isArray(prices)) return {};
  const variants = prices.filter(isObject);
  const held = variants.filter((v) => (textAt(objectAt(v, 'constraint'), 'start_date') ?? '') <= day);
  // A price by hour of the day has no start date; the first variant is the one without constraint.
  const dated = held.filter((v) => !('start_time' in objectAt(v, 'constraint')));
  return objectAt(dated.at(-1) ?? variants[0] ?? {}, 'prices');
}

function baseOf(price: unknown): unknown {
  return isObject(price) ? price.base : price;
}

function tierOf(price: unknown): unknown {
  const tiers = isObject(price) && Array.isArray(price.tiers) ? price.tiers.filter(isObject) : [];
  return tiers[0]?.price;
}
