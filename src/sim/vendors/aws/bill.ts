import { addDays, daysOfMonth, endOf, firstDayOf } from '../../company/calendar.ts';
import type { Fact } from '../../company/facts.ts';
import { listPrice, type TokenKind } from '../../company/list-prices.ts';
import { type Money, money, roundToCents, scaled, total } from '../../company/money.ts';
import { LAKE_ACCOUNT } from '../../company/workloads/cloud.ts';
import type { World } from '../../world.ts';
import { type Charge, ownerEvidence } from '../vendor.ts';

/** The paying account. */
export const PAYER = '999900001111';

/** What the export prints beside an amount. */
export interface FocusLine {
  readonly subAccount: string;
  readonly service: string;
  readonly publisher: string;
  readonly category: 'Usage' | 'Tax' | 'Credit';
  readonly correction: boolean;
  readonly description: string;
  readonly sku: string | null;
  readonly meter: string | null;
  readonly unit: string | null;
  /** Thousandths of the unit, so that quantities stay exact. */
  readonly milliQuantity: bigint;
  readonly unitPrice: Money | null;
  /** Price after a private discount; the billed one. */
  readonly contractedPrice: Money | null;
  readonly tag: string | null;
}

/** A charge of the cloud's AI services with its printed line. */
export type CloudCharge = Charge & { readonly printed: FocusLine };

const METERS: Readonly<Partial<Record<TokenKind, readonly [meter: string, words: string]>>> = {
  input_uncached: ['InputTokenCount', 'input tokens'],
  cache_read: ['CacheReadInputTokenCount', 'cache read input tokens'],
  cache_write_5m: ['CacheWriteInputTokenCount', 'cache write input tokens'],
  output: ['OutputTokenCount', 'output tokens'],
};

const NOVA = {
  input_uncached: { meter: 'USE1-NovaLite-input-tokens', price: '0.00006', words: 'input tokens' },
  output: { meter: 'USE1-NovaLite-output-tokens', price: '0.00024', words: 'output tokens' },
} as const;
/** Private rate on the cloud's own models. */
const NOVA_DISCOUNT_BP = 9500n;

const marketName = (model: string): string => {
  const [, family, ...version] = model.replace(/-\d{8}$/, '').split('-');
  return `Claude ${family![0]!.toUpperCase()}${family!.slice(1)} ${version.join('.')}`;
};

function charge(world: World, fact: Fact, printed: FocusLine): CloudCharge {
  const amount = scaled(printed.contractedPrice!, printed.milliQuantity, 1000n);
  return {
    line: `${fact.day}|${printed.subAccount}|${printed.tag}|${printed.meter}|${printed.service}`,
    day: fact.day,
    period: fact.day.slice(0, 7),
    provider: 'aws_bedrock',
    billingAccount: PAYER,
    tool: 'bedrock_api',
    kind: 'usage',
    amount,
    currency: 'USD',
    evidence: { ...ownerEvidence(world, fact), subAccount: printed.subAccount },
    printed,
  };
}

/** Models of other makers are sold per million tokens under a service name of their own. */
function marketplaceCharges(world: World, fact: Fact, tag: string | null): CloudCharge[] {
  const name = marketName(fact.model!);
  return Object.entries(METERS).flatMap(([kind, [meter, words]]) => {
    // Billed in thousands of tokens: the export carries three decimals of a million.
    const thousands = Math.floor((fact.counts[kind as TokenKind] ?? 0) / 1000);
    if (thousands === 0) return [];
    const unitPrice = listPrice(fact.model!, kind as TokenKind, fact.day) * 1_000_000n;
    const printed: FocusLine = {
      subAccount: fact.place!,
      service: `${name} (Amazon Bedrock Edition)`,
      publisher: 'Anthropic',
      category: 'Usage',
      correction: false,
      description: `${name} ${words}, global`,
      sku: `SIM-${name.replaceAll(' ', '-')}-${kind}`.toUpperCase(),
      meter: `USE1-MP:USE1_${meter}_Global-Units`,
      unit: 'Units',
      milliQuantity: BigInt(thousands),
      unitPrice,
      contractedPrice: unitPrice,
      tag,
    };
    return [charge(world, fact, printed)];
  });
}

/** The cloud's own models are sold per thousand tokens, at a private rate. */
function ownModelCharges(world: World, fact: Fact, tag: string | null): CloudCharge[] {
  return Object.entries(NOVA).flatMap(([kind, { meter, price, words }]) => {
    const tokens = fact.counts[kind as TokenKind] ?? 0;
    if (tokens === 0) return [];
    const unitPrice = money(price);
    const printed: FocusLine = {
      subAccount: fact.place!,
      service: 'Amazon Bedrock',
      publisher: 'AWS',
      category: 'Usage',
      correction: false,
      description: `Nova Lite ${words}`,
      sku: `SIM-NOVA-LITE-${kind}`.toUpperCase(),
      meter,
      unit: '1K tokens',
      milliQuantity: BigInt(tokens),
      unitPrice,
      contractedPrice: scaled(unitPrice, NOVA_DISCOUNT_BP, 10_000n),
      tag,
    };
    return [charge(world, fact, printed)];
  });
}

const usageOf = (world: World, period: string): CloudCharge[] =>
  daysOfMonth(period).flatMap((day) =>
    world
      .facts(day)
      .filter((f) => f.vendor === 'aws')
      .flatMap((fact) => {
        const tag = ownerEvidence(world, fact).tag ?? null;
        return fact.model === null ? ownModelCharges(world, fact, tag) : marketplaceCharges(world, fact, tag);
      }),
  );

/** The June bill takes back part of one day in May: the day keeps its charge period, the money is June's. */
function correctionIn(world: World, period: string): CloudCharge[] {
  if (!world.company.odd.correction || period !== '2026-06' || world.asOf <= '2026-06-08') return [];
  const wrong = usageOf(world, '2026-05').find((c) => c.day === '2026-05-19' && c.printed.tag === 'checkout');
  if (wrong === undefined) return [];
  const milliQuantity = -(wrong.printed.milliQuantity / 4n);
  const printed = { ...wrong.printed, correction: true, description: 'Correction of May usage', milliQuantity };
  const amount = scaled(wrong.printed.contractedPrice!, milliQuantity, 1000n);
  return [{ ...wrong, line: `${wrong.line}|correction`, period, amount, printed }];
}

/** A line of the month that names no usage: a credit or a tax. */
function monthly(period: string, kind: 'credit' | 'tax', description: string, amount: Money): CloudCharge {
  return {
    line: `${period}|${description}`,
    day: firstDayOf(period),
    period,
    provider: 'aws_bedrock',
    billingAccount: PAYER,
    tool: 'bedrock_api',
    kind,
    amount,
    currency: 'USD',
    evidence: {},
    follows: 'account',
    printed: {
      subAccount: LAKE_ACCOUNT,
      service: 'Amazon Bedrock',
      publisher: 'AWS',
      category: kind === 'credit' ? 'Credit' : 'Tax',
      correction: false,
      description,
      sku: null,
      meter: null,
      unit: null,
      milliQuantity: 0n,
      unitPrice: null,
      contractedPrice: null,
      tag: null,
    },
  };
}

/** AI charges of a month as the export holds them now: usage, a correction, promotional credits, sales tax. */
export function monthCharges(world: World, period: string): CloudCharge[] {
  const usage = [...usageOf(world, period), ...correctionIn(world, period)];
  const billed = total(usage.map((c) => c.amount));
  const { credits, taxes } = world.company.odd;
  const promised = credits && period >= '2026-04' && period <= '2026-07' && billed > money('150');
  return [
    ...usage,
    ...(promised ? [monthly(period, 'credit', 'Promotional credit', money('-150'))] : []),
    ...(taxes && billed > 0n ? [monthly(period, 'tax', 'Sales tax', roundToCents((billed * 7n) / 100n))] : []),
  ];
}

/** True once the month has its invoice: five days after its end. */
export const isInvoiced = (world: World, period: string): boolean => addDays(endOf(period), 5) <= world.asOf;
