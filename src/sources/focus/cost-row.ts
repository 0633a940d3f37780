import { cost } from '../../core/contracts/index.ts';
import { isCurrency } from '../../core/currency.ts';
import { addDays } from '../../core/days.ts';
import { sourceRowKey } from '../../core/ids.ts';
import { firstDayOf, monthAfter } from '../../core/months.ts';
import { completeRow } from '../kit/rows.ts';
import type { ParseContext } from '../source.ts';
import { CATEGORIES, chargeKind, invoicingProvider, teamTag } from './charge.ts';
import { cellText, type FocusColumn, type FocusColumns, type FocusRecord } from './columns.ts';
import { billedModel, meterOf } from './meter.ts';
import { decimalCell, jsonCell, sortedKeys, timeCell, withoutEmails } from './values.ts';

/** A cell that cannot be used: the column, what stands there, and what should. */
export class CellError extends Error {
  override readonly name = 'CellError';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** A line of an export as a cost row. */
export interface FocusLine {
  /** First day of the billing month. */
  readonly dt: string;
  readonly row: Record<string, unknown>;
  /** Codes worth counting: digits rounded away, words FOCUS does not know, JSON that is none. */
  readonly notes: readonly string[];
}

/** Days after a month's end in which a provider may still rewrite it, where the file has no InvoiceId to tell. */
const UNSETTLED_DAYS = 14;

/** Digits of a money column (12 after the point) and of a quantity or unit price (15). */
const PRECISION: Readonly<Record<number, number>> = { 12: 28, 15: 38 };

/** Reads one line. `identity` tells the line from every other of its month. Throws `CellError` naming column and value. */
export function focusLine(
  record: FocusRecord,
  columns: FocusColumns,
  identity: { readonly file: string; readonly record: number },
  context: ParseContext,
): FocusLine {
  const notes: string[] = [];
  const get = (column: FocusColumn) => columns.value(record, column);
  const need = (column: FocusColumn): string => {
    const value = get(column);
    if (value === null) throw new CellError(`${column} is empty`, 'the export is incomplete: fetch it again');
    return value;
  };
  const decimal = (column: FocusColumn, digits: number): string | null => {
    const text = get(column);
    if (text === null) return null;
    const read = decimalCell(text, digits);
    if (read === null) throw new CellError(`${column} is "${text}"`, 'expected a decimal number');
    const whole = read.value.replace('-', '').split('.')[0] as string;
    if (whole.length > PRECISION[digits]! - digits) {
      throw new CellError(
        `${column} is "${text}"`,
        `expected at most ${PRECISION[digits]! - digits} digits before the point`,
      );
    }
    if (read.rounded) notes.push(`rounded_to_${digits}_digits`);
    return read.value;
  };
  const time = (column: FocusColumn): string => {
    const value = timeCell(need(column));
    if (value === null)
      throw new CellError(`${column} is "${get(column)}"`, 'expected a time like 2026-10-01T00:00:00Z');
    return value;
  };
  const hidden = <T>(value: T): T => withoutEmails(value, (email) => context.pseudonym('email', email));
  const json = (text: string | null): Record<string, unknown> | null => {
    if (text === null) return null;
    const { value, isBroken } = jsonCell(text);
    if (isBroken) notes.push('invalid_json');
    return hidden(value);
  };

  const currency = need('BillingCurrency').toUpperCase();
  if (!isCurrency(currency)) {
    throw new CellError(
      `BillingCurrency is "${currency}"`,
      'expected an ISO 4217 code; virtual currencies belong in PricingCurrency',
    );
  }
  const category = knownWord(need('ChargeCategory'), notes);
  const period = time('BillingPeriodStart').slice(0, 7);
  if (firstDayOf(period) > context.logicalDay) {
    throw new CellError(
      `BillingPeriodStart lies in ${period}, after ${context.logicalDay}`,
      'a month is billed once it has begun: correct the export, or the day of the run',
    );
  }
  const details = json(get('SkuPriceDetails'));
  const tags = json(get('Tags'));
  const extra = extraOf(record, columns);
  const meter = meterOf(get('SkuMeter'));
  const service = need('ServiceName');
  const model =
    textIn(details, 'x_Model') ??
    textIn(extra, 'x_Model') ??
    meter?.model ??
    (/\(Amazon Bedrock Edition\)$/.test(service) ? service : null);
  const [start, end] = [time('ChargePeriodStart'), time('ChargePeriodEnd')];
  if (end < start) {
    throw new CellError(
      `ChargePeriodEnd ${end} lies before ChargePeriodStart ${start}`,
      'a charge ends after it began',
    );
  }
  const billed = decimal('BilledCost', 12);
  if (billed === null) throw new CellError('BilledCost is empty', 'the export is incomplete: fetch it again');
  const row = completeRow(cost, {
    source_row_key: sourceRowKey({ source: 'focus', stream: 'focus', window: period, dimensions: { ...identity } }),
    usage_start: start,
    usage_end: end,
    provider: invoicingProvider(get('InvoiceIssuerName') ?? get('ServiceProviderName') ?? ''),
    billing_account: need('BillingAccountId'),
    model_raw: model,
    model: model === null ? null : billedModel(model),
    service_tier: wordIn(details, 'x_ServiceTier') ?? meter?.serviceTier ?? null,
    context_tier: meter?.contextTier ?? null,
    geo: meter?.geo ?? null,
    ...actorOf(get, extra, context),
    project: get('SubAccountId'),
    api_key: get('CredentialId') ?? textIn(extra, 'x_CredentialId'),
    team_tag: teamTag(tags),
    period,
    charge_category: category,
    charge_kind: chargeKind({
      category,
      commitmentStatus: get('CommitmentDiscountStatus'),
      commitmentId: get('CommitmentDiscountId'),
      words: [get('PricingUnit'), get('SkuMeter'), get('SkuId')].join(' '),
    }),
    charge_description: hidden(get('ChargeDescription')),
    token_kind: textIn(details, 'x_TokenType') ?? meter?.tokenKind ?? null,
    invoice_id: get('InvoiceId'),
    sub_account: get('SubAccountId'),
    service_name: service,
    service_category: get('ServiceCategory') ?? 'Other',
    publisher: get('PublisherName'),
    invoice_issuer: get('InvoiceIssuerName'),
    sku: get('SkuId'),
    resource_id: hidden(get('ResourceId')),
    region: get('RegionId'),
    commitment_id: get('CommitmentDiscountId'),
    tags: tags === null ? null : JSON.stringify(tags),
    quantity: decimal('ConsumedQuantity', 15) ?? decimal('PricingQuantity', 15),
    quantity_unit: get('ConsumedQuantity') === null ? get('PricingUnit') : get('ConsumedUnit'),
    billed_cost: billed,
    effective_cost: decimal('EffectiveCost', 12),
    list_cost: decimal('ListCost', 12),
    contracted_cost: decimal('ContractedCost', 12),
    currency,
    service_provider: get('ServiceProviderName'),
    charge_class: get('ChargeClass'),
    charge_frequency: get('ChargeFrequency'),
    commitment_status: get('CommitmentDiscountStatus'),
    pricing_category: get('PricingCategory'),
    pricing_quantity: decimal('PricingQuantity', 15),
    pricing_unit: get('PricingUnit'),
    list_unit_price: decimal('ListUnitPrice', 15),
    contracted_unit_price: decimal('ContractedUnitPrice', 15),
    sku_meter: get('SkuMeter'),
    sku_price_id: get('SkuPriceId'),
    sku_price_details: details === null ? null : JSON.stringify(details),
    resource_name: hidden(get('ResourceName')),
    resource_type: get('ResourceType'),
    sub_account_name: hidden(get('SubAccountName')),
    extra: extra === null ? null : JSON.stringify(hidden(extra)),
    provisional: columns.has('InvoiceId')
      ? get('InvoiceId') === null && billed !== '0'
      : context.logicalDay < addDays(firstDayOf(monthAfter(period)), UNSETTLED_DAYS),
  });
  return { dt: firstDayOf(period), row, notes };
}

function knownWord(word: string, notes: string[]): string {
  const known = CATEGORIES.find((category) => category.toLowerCase() === word.toLowerCase());
  if (known === undefined) notes.push('unknown_charge_category');
  return known ?? word;
}

/** Columns without a place of their own, nulls left out; texts that are JSON stay JSON. */
function extraOf(record: FocusRecord, columns: FocusColumns): Record<string, unknown> | null {
  const entries: [string, unknown][] = [];
  for (const [header, name] of columns.extra) {
    const text = cellText(record[header]);
    if (text === null) continue;
    const parsed = /^[[{]/.test(text) ? jsonCell(text) : null;
    const value = parsed === null || parsed.isBroken ? text : parsed.value;
    if (value !== null) entries.push([name, value]);
  }
  return entries.length === 0 ? null : (sortedKeys(Object.fromEntries(entries)) as Record<string, unknown>);
}

/** Who caused the charge: a principal where the export names one, else the sub-account. */
function actorOf(
  get: (column: FocusColumn) => string | null,
  extra: Record<string, unknown> | null,
  context: ParseContext,
): { actor_id: string | null; actor_kind: string | null } {
  const principal = get('PrincipalId') ?? textIn(extra, 'x_PrincipalId');
  if (principal?.includes('@')) return { actor_id: context.pseudonym('email', principal), actor_kind: 'email' };
  if (principal !== null) return { actor_id: principal, actor_kind: principal.includes(':role/') ? 'role' : 'unknown' };
  const account = get('SubAccountId');
  return account === null
    ? { actor_id: null, actor_kind: null }
    : { actor_id: `account:${account}`, actor_kind: 'project' };
}

function textIn(object: Readonly<Record<string, unknown>> | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function wordIn(object: Readonly<Record<string, unknown>> | null, name: string): string | null {
  const word = textIn(object, name);
  return word === 'default' ? 'standard' : word;
}
