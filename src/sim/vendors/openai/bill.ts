import { daysOfMonth } from '../../company/calendar.ts';
import type { CountKind, Fact } from '../../company/facts.ts';
import { listPrice, type TokenKind } from '../../company/list-prices.ts';
import { type Money, money, scaled } from '../../company/money.ts';
import { randomFor } from '../../company/random.ts';
import type { World } from '../../world.ts';
import { type Charge, ownerEvidence } from '../vendor.ts';

/** The organisation the vendor bills. */
export const ACCOUNT = 'org-nw-openai';

/** Models of the products that are not sold by the token. */
const FIXED_MODELS: Readonly<Record<string, string>> = {
  images: 'gpt-image-1.5',
  audio_speeches: 'tts-1',
  audio_transcriptions: 'whisper-1',
  moderations: 'omni-moderation-latest',
};

/** Model name of a fact as the vendor reports it. */
export const modelOf = (fact: Fact): string | null => fact.model ?? FIXED_MODELS[fact.product] ?? null;

/** Words of the costs API for token kinds. */
const TOKEN_ITEMS: Readonly<Partial<Record<TokenKind, string>>> = {
  input_uncached: 'input_tokens',
  cache_read: 'cached_input_tokens',
  cache_write_30m: 'cache_write_tokens',
  output: 'output_tokens',
  embedding: 'input_tokens',
};

/** Prices and words of what is not sold by the token; moderation is free. */
const UNIT_ITEMS: readonly {
  readonly kind: CountKind;
  readonly item: string;
  readonly price: string;
  readonly unit: string | null;
  /** Billed units per counted unit. */
  readonly per: number;
}[] = [
  { kind: 'images', item: 'gpt-image-1.5, images', price: '0.04', unit: 'images', per: 1 },
  { kind: 'characters', item: 'tts-1, characters', price: '0.000015', unit: 'characters', per: 1 },
  { kind: 'seconds', item: 'whisper-1, audio', price: '0.0001', unit: 'duration_seconds', per: 1 },
  { kind: 'gibibytes', item: 'file search storage', price: '0.10', unit: 'gibibyte_hours', per: 24 },
  { kind: 'sessions', item: 'code interpreter sessions', price: '0.03', unit: null, per: 1 },
  { kind: 'web_searches', item: 'web search tool calls', price: '0.01', unit: null, per: 1 },
];

/** What the costs API prints beside an amount. */
export interface CostLine {
  readonly item: string;
  readonly project: string | null;
  readonly key: string | null;
  readonly user: string | null;
  readonly quantity: number;
  readonly unit: string | null;
}

/** A charge of the vendor with its printed line. */
export type OpenAiCharge = Charge & { readonly printed: CostLine };

function charge(world: World, fact: Fact, amount: Money, printed: CostLine): OpenAiCharge {
  return {
    line: `${fact.day}|${printed.project}|${printed.key}|${printed.item}`,
    day: fact.day,
    period: fact.day.slice(0, 7),
    provider: 'openai',
    billingAccount: ACCOUNT,
    tool: 'openai_api',
    kind: 'usage',
    amount,
    currency: 'USD',
    evidence: ownerEvidence(world, fact),
    printed,
  };
}

/** OpenAI's id of the person behind a fact. */
export const userOf = (world: World, fact: Fact): string | null =>
  world.people.get(fact.person ?? '')?.sandbox?.userId ?? null;

function factCharges(world: World, fact: Fact): OpenAiCharge[] {
  const user = userOf(world, fact);
  const place = { project: fact.place, key: fact.key, user };
  const tokens = Object.entries(TOKEN_ITEMS).flatMap(([kind, word]) => {
    const quantity = fact.counts[kind as TokenKind] ?? 0;
    if (quantity === 0) return [];
    const full = listPrice(fact.model!, kind as TokenKind, fact.day) * BigInt(quantity);
    const amount = fact.tier === 'batch' ? scaled(full, 1n, 2n) : full;
    const item = [fact.model, ...(fact.tier === 'batch' ? ['batch'] : []), word].join(', ');
    return [charge(world, fact, amount, { ...place, item, quantity, unit: 'tokens' })];
  });
  const units = UNIT_ITEMS.flatMap(({ kind, item, price, unit, per }) => {
    const count = fact.counts[kind] ?? 0;
    if (count === 0) return [];
    return [charge(world, fact, money(price) * BigInt(count), { ...place, item, quantity: count * per, unit })];
  });
  return [...tokens, ...units];
}

/** Web searches of the support bot: money without a usage row on the endpoints served here. */
function searches(world: World, day: string): OpenAiCharge[] {
  if (!world.company.odd.costWithoutUsage || !world.isPast(day)) return [];
  const bot = world.workloads.get('support-triage')!;
  const web_searches = randomFor(world.company.seed, 'openai-searches', day).whole(40, 160);
  const fact: Fact = {
    day,
    vendor: 'openai',
    product: 'web_search',
    workload: bot.id,
    place: bot.place,
    key: null,
    person: null,
    model: null,
    tier: 'standard',
    geo: 'none',
    counts: { web_searches },
  };
  return factCharges(world, fact);
}

/** Charges of a day as known now. */
export function dayCharges(world: World, day: string): OpenAiCharge[] {
  const facts = world.facts(day).filter((f) => f.vendor === 'openai');
  return [...facts.flatMap((fact) => factCharges(world, fact)), ...searches(world, day)];
}

/** Charges of a month as known now. */
export const monthCharges = (world: World, period: string): OpenAiCharge[] =>
  daysOfMonth(period).flatMap((day) => dayCharges(world, day));
