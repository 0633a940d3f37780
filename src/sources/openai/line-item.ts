/** Canonical token kind of the last word of a line item. Writes of unnamed lifetime are the vendor's default, 30 minutes. */
const TOKEN_KINDS: Readonly<Record<string, string>> = {
  input_tokens: 'input_uncached',
  uncached_input_tokens: 'input_uncached',
  cached_input_tokens: 'cache_read',
  cache_write_tokens: 'cache_write_30m',
  cache_write_30m_tokens: 'cache_write_30m',
  cache_write_12h_tokens: 'cache_write_12h',
  output_tokens: 'output',
};

const TIERS: Readonly<Record<string, string>> = {
  default: 'standard',
  standard: 'standard',
  batch: 'batch',
  flex: 'flex',
  priority: 'priority',
};

/** What a line item says about the charge; every part null when it does not say it. */
export interface LineItem {
  readonly model: string | null;
  readonly tokenKind: string | null;
  readonly serviceTier: string | null;
  /** Words between model and kind that we do not know. */
  readonly unknownWords: readonly string[];
}

/**
 * Reads `<model>, [tier,] <token kind>`. The vendor names the tier only when it is not the default one, so that a token line
 * without a tier is standard; an unknown word there may be a new tier, so the tier stays null. Any other text names no model: it stays the description of the charge.
 */
export function readLineItem(lineItem: string | null): LineItem {
  const words = lineItem?.split(',').map((word) => word.trim()) ?? [];
  const model = words[0];
  const kindWord = words.length < 2 ? undefined : words.at(-1);
  const isTokenLine = kindWord !== undefined && /(^|_)tokens$/.test(kindWord);
  if (model === undefined || model === '' || kindWord === undefined || !isTokenLine) {
    return { model: null, tokenKind: null, serviceTier: null, unknownWords: [] };
  }
  const between = words.slice(1, -1);
  const unknown = between.filter((word) => TIERS[word] === undefined);
  const tier = between.map((word) => TIERS[word]).find((known) => known !== undefined);
  return {
    model,
    tokenKind: TOKEN_KINDS[kindWord] ?? null,
    serviceTier: tier ?? (unknown.length === 0 ? 'standard' : null),
    unknownWords: [...unknown, ...(TOKEN_KINDS[kindWord] === undefined ? [kindWord] : [])],
  };
}
