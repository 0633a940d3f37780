/** Token kinds of a usage row that are disjoint parts of what was billed. */
export const BILLED_KINDS = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'cache_write_12h',
  'cache_write_unsplit',
  'input_total_unsplit',
  'output',
  'embedding',
  'characters',
  'seconds',
  'tool_calls',
] as const;

/** Kinds that are parts of others: they are reported, never added, and only matter where they have a price of their own. */
export const SUBSET_KINDS = ['reasoning', 'audio_in', 'audio_out', 'image_in', 'image_out'] as const;

/** Every canonical kind, in the order output lists them. */
export const TOKEN_KINDS = [...BILLED_KINDS, ...SUBSET_KINDS] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Details of a single API answer that the usage row has no column for but that carry a price of their own. */
export const DETAIL_KINDS = [
  'cache_read_audio',
  'cache_read_image',
  'request_search_low',
  'request_search_medium',
  'request_search_high',
] as const;
export type CountKind = TokenKind | (typeof DETAIL_KINDS)[number];

/** Counts of one usage row or one model call; absent or null means not reported. */
export type Counts = Partial<Record<CountKind, bigint | null>>;

/** Kinds the price book may price. The unsplit kinds are priced through others, `reasoning` is inside output. */
export const PRICE_KINDS = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'cache_write_12h',
  'output',
  'embedding',
  'audio_in',
  'audio_out',
  'image_in',
  'image_out',
  ...DETAIL_KINDS,
  'characters',
  'seconds',
  'tool_calls',
] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

/** Price kinds that count something other than tokens; tier and geography factors leave them alone. */
export const NON_TOKEN_KINDS: ReadonlySet<string> = new Set<PriceKind>([
  'request_search_low',
  'request_search_medium',
  'request_search_high',
  'characters',
  'seconds',
  'tool_calls',
]);

/** Kinds that together are the prompt of a request; its length decides the context tier. */
export const PROMPT_KINDS = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'cache_write_12h',
  'cache_write_unsplit',
  'input_total_unsplit',
  'embedding',
] as const satisfies readonly TokenKind[];
