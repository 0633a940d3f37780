import { type Money, money } from './money.ts';

/** Token kinds a simulated vendor bills, in the words of the product. */
export type TokenKind =
  | 'input_uncached'
  | 'cache_read'
  | 'cache_write_5m'
  | 'cache_write_1h'
  | 'cache_write_30m'
  | 'output'
  | 'embedding';

interface Rates {
  readonly from: string;
  readonly per: Readonly<Partial<Record<TokenKind, string>>>;
}

const claude = (
  from: string,
  input: string,
  write5m: string,
  write1h: string,
  read: string,
  output: string,
): Rates => ({
  from,
  per: { input_uncached: input, cache_write_5m: write5m, cache_write_1h: write1h, cache_read: read, output },
});

const gpt = (from: string, input: string, read: string, output: string, write30m?: string): Rates => ({
  from,
  per: {
    input_uncached: input,
    cache_read: read,
    output,
    ...(write30m === undefined ? {} : { cache_write_30m: write30m }),
  },
});

const ALWAYS = '2026-01-01';

/**
 * What the simulated vendors charge, in USD per million tokens, by the first day it holds. It is kept apart from the
 * product's price book so that the two can contradict each other. The two preview models are in no price list.
 */
const LIST: Readonly<Record<string, readonly Rates[]>> = {
  'claude-opus-4-5-20251101': [claude(ALWAYS, '5', '6.25', '10', '0.50', '25')],
  'claude-opus-4-6': [claude('2026-02-05', '5', '6.25', '10', '0.50', '25')],
  'claude-opus-5-5': [claude('2026-10-01', '4', '5', '8', '0.20', '20')],
  'claude-sonnet-4-5-20250929': [claude(ALWAYS, '3', '3.75', '6', '0.30', '15')],
  'claude-sonnet-4-6': [claude('2026-02-17', '3', '3.75', '6', '0.30', '15')],
  'claude-sonnet-5': [claude('2026-06-30', '2', '2.50', '4', '0.20', '10')],
  'claude-sonnet-5-5': [
    claude('2026-09-28', '2', '2.50', '4', '0.20', '10'),
    claude('2026-10-07', '2', '2.50', '4', '0.10', '10'),
  ],
  'claude-haiku-4-5-20251001': [claude(ALWAYS, '1', '1.25', '2', '0.10', '5')],
  'claude-lynx-preview': [claude('2026-09-14', '7', '8.75', '14', '0.70', '35')],
  'gpt-4o-mini-2024-07-18': [gpt(ALWAYS, '0.15', '0.075', '0.60')],
  'gpt-5-mini': [gpt(ALWAYS, '0.25', '0.025', '2')],
  'gpt-5.2': [gpt(ALWAYS, '1.75', '0.175', '14')],
  'gpt-5.6-luna': [gpt('2026-07-09', '1', '0.10', '6', '1.25'), gpt('2026-07-30', '0.20', '0.02', '1.20', '0.25')],
  'gpt-5.6-terra': [gpt('2026-07-09', '2.50', '0.25', '15', '3.125'), gpt('2026-07-30', '2', '0.20', '12', '2.50')],
  'gpt-5.6-sol': [gpt('2026-07-09', '5', '0.50', '30', '6.25'), gpt('2026-08-21', '4', '0.40', '20', '5')],
  'gpt-6-sol': [gpt('2026-09-22', '2', '0.20', '10', '2.50')],
  'gpt-nova-preview': [gpt('2026-09-07', '3', '0.30', '18', '3.75')],
  'text-embedding-3-small': [{ from: ALWAYS, per: { embedding: '0.02' } }],
  'text-embedding-3-large': [{ from: ALWAYS, per: { embedding: '0.13' } }],
};

/** Every model a simulated vendor sells by the token. */
export const soldModels: readonly string[] = Object.keys(LIST);

/** List price of one token on a day, in pico-dollars; throws when the vendor does not sell it. */
export function listPrice(model: string, kind: TokenKind, day: string): Money {
  const rates = LIST[model]?.findLast((r) => r.from <= day);
  const price = rates?.per[kind];
  if (price === undefined) throw new Error(`no simulated vendor sells ${kind} of ${model} on ${day}`);
  return money(price) / 1_000_000n;
}
