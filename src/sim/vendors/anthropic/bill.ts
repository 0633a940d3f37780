import { daysOfMonth, workingShare } from '../../company/calendar.ts';
import type { Counts, Fact } from '../../company/facts.ts';
import { listPrice, type TokenKind } from '../../company/list-prices.ts';
import { type Money, money, scaled } from '../../company/money.ts';
import { randomFor } from '../../company/random.ts';
import { CODE_WORKSPACE } from '../../company/workloads/claude.ts';
import type { World } from '../../world.ts';
import { type Charge, ownerEvidence } from '../vendor.ts';

/** The organisation the vendor bills. */
export const ACCOUNT = 'org-northwind';
/** Negotiated factor on list price and the day it starts. */
export const CONTRACT = { from: '2026-05-01', factor: '0.95', bp: 9500n } as const;

/** Token kinds in the words of the cost report. */
export const TOKEN_TYPES: Readonly<Partial<Record<TokenKind, readonly [type: string, words: string]>>> = {
  input_uncached: ['uncached_input_tokens', 'Input Tokens'],
  cache_write_5m: ['cache_creation.ephemeral_5m_input_tokens', 'Input Tokens, Cache Write 5m'],
  cache_write_1h: ['cache_creation.ephemeral_1h_input_tokens', 'Input Tokens, Cache Write 1h'],
  cache_read: ['cache_read_input_tokens', 'Input Tokens, Cache Hit'],
  output: ['output_tokens', 'Output Tokens'],
};

/** What the cost report prints beside an amount. */
export interface CostLine {
  readonly workspace: string | null;
  readonly costType: 'tokens' | 'web_search' | 'code_execution' | 'session_usage';
  readonly description: string;
  readonly model: string | null;
  readonly tokenType: string | null;
  readonly tier: string | null;
  readonly geo: string | null;
  readonly context: string | null;
}

/** A charge of the vendor with its printed line. */
export type AnthropicCharge = Charge & { readonly printed: CostLine };

const titles = new Map<string, string>();

/** A model's name as the report prints it: `Claude Opus 4.6`. */
function title(model: string): string {
  const known = titles.get(model);
  if (known !== undefined) return known;
  const words = model
    .replace(/-\d{8}$/, '')
    .split('-')
    .map((w) => (/^\d$/.test(w) ? w : w[0]!.toUpperCase() + w.slice(1)));
  const made = words.join(' ').replace(/(\d) (\d)/, '$1.$2');
  titles.set(model, made);
  return made;
}

/** Real price of a count: list × tier × geography; exact. */
export function listCost(fact: Fact, kind: TokenKind, count: number): Money {
  const full = listPrice(fact.model!, kind, fact.day) * BigInt(count);
  const tier = fact.tier === 'batch' ? scaled(full, 1n, 2n) : full;
  return fact.geo === 'us' ? scaled(tier, 11n, 10n) : tier;
}

const contracted = (amount: Money, day: string): Money =>
  day < CONTRACT.from ? amount : scaled(amount, CONTRACT.bp, 10_000n);

function charge(world: World, fact: Fact, amount: Money, printed: CostLine): AnthropicCharge {
  const code = fact.product === 'claude_code';
  const evidence = code && fact.code?.reported === false ? {} : ownerEvidence(world, fact);
  return {
    line: `${fact.day}|${Object.values(printed).join('|')}`,
    day: fact.day,
    period: fact.day.slice(0, 7),
    provider: 'anthropic',
    billingAccount: ACCOUNT,
    tool: fact.place === CODE_WORKSPACE ? 'claude_code' : 'anthropic_api',
    kind: 'usage',
    amount: contracted(amount, fact.day),
    currency: 'USD',
    evidence,
    printed,
  };
}

const NOT_TOKENS = { model: null, tokenType: null, tier: null, geo: null, context: null } as const;

function factCharges(world: World, fact: Fact): AnthropicCharge[] {
  const tokens = Object.entries(TOKEN_TYPES).flatMap(([kind, [tokenType, words]]) => {
    const count = fact.counts[kind as keyof Counts] ?? 0;
    if (count === 0) return [];
    const printed: CostLine = {
      workspace: fact.place,
      costType: 'tokens',
      description: `${title(fact.model!)} Usage - ${words}`,
      model: fact.model,
      tokenType,
      tier: fact.tier,
      geo: fact.geo,
      context: '0-200k',
    };
    return [charge(world, fact, listCost(fact, kind as TokenKind, count), printed)];
  });
  const searches = fact.counts.web_searches ?? 0;
  if (searches === 0) return tokens;
  const printed: CostLine = {
    ...NOT_TOKENS,
    workspace: fact.place,
    costType: 'web_search',
    description: 'Web Search Usage',
  };
  return [...tokens, charge(world, fact, money('0.01') * BigInt(searches), printed)];
}

/** Charges that have no usage row: code execution of research, session runtime of the build bot. */
function chargesWithoutUsage(world: World, day: string): AnthropicCharge[] {
  if (!world.company.odd.costWithoutUsage || !world.isPast(day) || workingShare(day) < 0.5) return [];
  const random = randomFor(world.company.seed, 'anthropic-hours', day);
  const kinds = [
    {
      workload: 'research-evals',
      from: '2026-04-01',
      price: '0.05',
      costType: 'code_execution',
      description: 'Code Execution Usage',
    },
    {
      workload: 'ci-refactor-bot',
      from: '2026-06-01',
      price: '0.08',
      costType: 'session_usage',
      description: 'Managed Agents Session Usage',
    },
  ] as const;
  return kinds.flatMap(({ workload, from, price, costType, description }) => {
    const hours = random.whole(2, 40);
    if (day < from) return [];
    const place = world.workloads.get(workload)!.place;
    const fact: Fact = {
      day,
      vendor: 'anthropic',
      product: costType,
      workload,
      place,
      key: null,
      person: null,
      model: null,
      tier: 'standard',
      geo: 'global',
      counts: { hours },
    };
    return [
      charge(world, fact, money(price) * BigInt(hours), { ...NOT_TOKENS, workspace: place, costType, description }),
    ];
  });
}

/** True for facts that the usage report shows: everything but work on a subscription. */
export const isReported = (fact: Fact): boolean =>
  fact.vendor === 'anthropic' && fact.code?.customer !== 'subscription';

/** Charges of a day as known now. Priority-tier money is in no report, so it is not billed here. */
export function dayCharges(world: World, day: string): AnthropicCharge[] {
  const billed = world.facts(day).filter((f) => isReported(f) && f.tier !== 'priority');
  return [...billed.flatMap((fact) => factCharges(world, fact)), ...chargesWithoutUsage(world, day)];
}

/** Charges of a month as known now. */
export const monthCharges = (world: World, period: string): AnthropicCharge[] =>
  daysOfMonth(period).flatMap((day) => dayCharges(world, day));
