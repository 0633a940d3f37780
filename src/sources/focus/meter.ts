/** What a meter name of a model service says about its price dimensions. */
export interface Meter {
  readonly tokenKind: string;
  readonly serviceTier: string | null;
  readonly contextTier: string | null;
  readonly geo: string | null;
  readonly model: string | null;
}

/**
 * Reads a token meter, `USE1-Claude4.6Sonnet-cache-read-input-token-count-batch` for instance; null for every meter that
 * does not count tokens. Cache names contain "input", so they are tried first.
 */
export function meterOf(meter: string | null): Meter | null {
  if (meter === null || !/token/i.test(meter)) return null;
  const words = meter
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  const tokenKind = kindOf(words);
  if (tokenKind === null) return null;
  // Names of this shape leave out what is usual: the standard tier, and the region of the price.
  const isAws = /^[A-Z]{2,4}\d?-/.test(meter);
  const tier = ['batch', 'flex', 'priority'].find((word) => new RegExp(`\\b${word}\\b`).test(words));
  return {
    tokenKind,
    serviceTier: tier ?? (isAws ? 'standard' : null),
    contextTier: /long-?(ctx|context)/.test(words) ? 'long' : null,
    geo: /\bglobal\b/.test(words) ? 'global' : isAws ? 'regional' : null,
    model: modelOf(meter),
  };
}

function kindOf(words: string): string | null {
  if (/cache-?read/.test(words)) return 'cache_read';
  if (/cache-?write/.test(words)) {
    const lifetime = ['5m', '30m', '1h', '12h'].find((word) => new RegExp(`\\b${word}\\b`).test(words));
    return lifetime === undefined ? 'cache_write_unsplit' : `cache_write_${lifetime}`;
  }
  if (/input/.test(words)) return 'input_uncached';
  return /output/.test(words) ? 'output' : null;
}

/**
 * The id of a model under a name the bill uses: `Claude4.6Sonnet` and `Claude Sonnet 4.6 (Amazon Bedrock Edition)` are
 * `anthropic.claude-sonnet-4-6`. Other names stay as they are.
 */
export function billedModel(name: string): string {
  const [, v1, family1, family2, v2] =
    /^Claude(?:(\d+(?:\.\d+)?)([A-Za-z]+)| ([A-Za-z]+) (\d+(?:\.\d+)?)(?: \(.*\))?)$/.exec(name) ?? [];
  const family = family1 ?? family2;
  const version = v1 ?? v2;
  if (family === undefined || version === undefined) return name;
  return `anthropic.claude-${family.toLowerCase()}-${version.replace('.', '-')}`;
}

/** `<REGION>-<Model>-<kind>`: what stands between region and kind; marketplace meters name no model. */
function modelOf(meter: string): string | null {
  const model = /^[A-Z]{2,4}\d?-(?!MP:)(.+?)-(?:mantle-|batch-)?(?:cache-?(?:read|write)|input|output)\b/i.exec(
    meter,
  )?.[1];
  return model ?? null;
}
