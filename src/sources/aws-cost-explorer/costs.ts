import { z } from 'zod';
import { cost } from '../../core/contracts/cost.ts';
import { isCurrency } from '../../core/currency.ts';
import { formatDecimal, roundDecimal } from '../../core/money/decimal.ts';
import { billedModel, meterOf } from '../focus/meter.ts';
import { readAnswer, whereOf } from '../kit/answer.ts';
import { decimal, ignored } from '../kit/fields.ts';
import { bucketDay, completeRow, moneyText, rowKeys } from '../kit/rows.ts';
import {
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type Parsed,
  type ParseNote,
  SourceDataError,
} from '../source.ts';
import {
  AWS_COST_EXPLORER,
  aiServices,
  costRequests,
  isProvisional,
  nextPage,
  opensUsageTypes,
  repullFrom,
  SERVICES_PATH,
  servicesRequest,
  usageTypeRequest,
  valuesOf,
} from './request.ts';

const NAME = 'costs';
const attributes = z.array(
  z.looseObject({ Value: z.string(), Attributes: z.looseObject({ description: z.string().optional() }).optional() }),
);

const servicesAnswer = z.looseObject({
  DimensionValues: attributes,
  ReturnSize: ignored,
  TotalSize: ignored,
  NextPageToken: ignored,
});

const amount = z.looseObject({ Amount: decimal, Unit: z.string() });

const costsAnswer = z.looseObject({
  ResultsByTime: z.array(
    z.looseObject({
      TimePeriod: z.looseObject({ Start: z.string(), End: z.string() }),
      Estimated: z.boolean(),
      Groups: z.array(
        z.looseObject({
          Keys: z.array(z.string()).length(2),
          Metrics: z.looseObject({
            UnblendedCost: amount,
            NetUnblendedCost: amount.optional(),
            UsageQuantity: amount.optional(),
          }),
        }),
      ),
      Total: ignored,
    }),
  ),
  GroupDefinitions: ignored,
  DimensionValueAttributes: attributes.optional(),
  NextPageToken: ignored,
});

type Group = z.output<typeof costsAnswer>['ResultsByTime'][number]['Groups'][number];

function parse(page: LandedPage, context: ParseContext): Parsed {
  if (page.request.path === SERVICES_PATH) return { rows: [], notes: readAnswer(servicesAnswer, page).notes };
  const { value, notes } = readAnswer(costsAnswer, page);
  const accountNames = new Map((value.DimensionValueAttributes ?? []).map((a) => [a.Value, a.Attributes?.description]));
  const key = rowKeys(AWS_COST_EXPLORER, NAME);
  const days = value.ResultsByTime.map(({ TimePeriod: t }) =>
    bucketDay(`${t.Start}T00:00:00.000Z`, `${t.End}T00:00:00.000Z`, page),
  );
  if (opensUsageTypes(page)) return { rows: [], notes, days };
  const [account] = valuesOf(page, 'account');
  const records = valuesOf(page, 'records')[0] ?? 'usage';
  const rows = value.ResultsByTime.flatMap((bucket, index) =>
    bucket.Groups.map((group) => {
      const dt = days[index]!;
      const [first, second] = group.Keys as [string, string];
      const line =
        account === undefined
          ? { account: first, service: second, usageType: null }
          : { account, service: first, usageType: second };
      const row = completeRow(cost, {
        source_row_key: key(dt, { ...line, records }),
        usage_start: `${bucket.TimePeriod.Start}T00:00:00.000Z`,
        usage_end: `${bucket.TimePeriod.End}T00:00:00.000Z`,
        billing_account: textSetting(context, 'billing_account'),
        ...placeOf(line.account, accountNames.get(line.account) ?? null),
        ...chargeOf(line.service, line.usageType),
        ...moneyOf(group, line.usageType !== null, page, notes),
        ...(records === 'credits' || isNegative(group)
          ? { charge_category: 'Credit', charge_kind: 'credit' }
          : { charge_category: 'Usage', charge_kind: 'usage' }),
        period: dt.slice(0, 7),
        provisional: bucket.Estimated || isProvisional(dt, context.logicalDay),
      });
      return { table: cost.name, dt, row };
    }),
  );
  return { rows, notes, days };
}

function placeOf(account: string, name: string | null) {
  return {
    actor_id: `account:${account}`,
    actor_kind: 'project',
    project: account,
    sub_account: account,
    sub_account_name: name,
  };
}

/** Who invoices is AWS; SQL narrows the provider by the service's name, as for exports. */
function chargeOf(service: string, usageType: string | null) {
  const meter = meterOf(usageType);
  const named = / \(Amazon Bedrock Edition\)$/.test(service) ? service : null;
  const model = named ?? meter?.model ?? null;
  return {
    provider: 'aws',
    service_provider: 'AWS',
    service_name: service,
    service_category: 'AI and Machine Learning',
    model_raw: model,
    model: model === null ? null : billedModel(model),
    service_tier: meter?.serviceTier ?? null,
    context_tier: meter?.contextTier ?? null,
    geo: meter?.geo ?? null,
    token_kind: meter?.tokenKind ?? null,
    sku_meter: usageType,
    charge_description: usageType ?? service,
  };
}

/** Net of private discounts where there are any. Quantities of mixed units mean nothing and are left out. */
function moneyOf(group: Group, hasUsageType: boolean, page: LandedPage, notes: ParseNote[]) {
  const { UnblendedCost, NetUnblendedCost, UsageQuantity } = group.Metrics;
  const billed = NetUnblendedCost ?? UnblendedCost;
  if (!isCurrency(billed.Unit))
    throw new SourceDataError(
      `the amount of ${group.Keys.join(', ')} is in ${JSON.stringify(billed.Unit)}, which is no ISO 4217 currency`,
      whereOf(page),
      'Nothing of this window was taken over and its previous data stay.',
    );
  const isCounted = hasUsageType && UsageQuantity !== undefined && UsageQuantity.Unit !== 'N/A';
  return {
    billed_cost: moneyText(billed.Amount, 'NetUnblendedCost', notes),
    currency: billed.Unit,
    quantity: isCounted ? formatDecimal(roundDecimal(UsageQuantity.Amount, 15)) : null,
    quantity_unit: isCounted ? UsageQuantity.Unit : null,
  };
}

function isNegative(group: Group): boolean {
  return (group.Metrics.NetUnblendedCost ?? group.Metrics.UnblendedCost).Amount.units < 0n;
}

function textSetting(context: ParseContext, name: string): string | null {
  const value = context.settings[name];
  return typeof value === 'string' ? value : null;
}

/** Questions a page opens: the costs of the AI services it names, or the usage types of the accounts it names. */
function followUps(page: LandedPage) {
  if (page.request.path === SERVICES_PATH) {
    const { value } = readAnswer(servicesAnswer, page);
    return costRequests(
      page,
      aiServices(
        page,
        value.DimensionValues.map((v) => v.Value),
      ),
    );
  }
  if (!opensUsageTypes(page)) return [];
  const { value } = readAnswer(costsAnswer, page);
  const accounts = value.ResultsByTime.flatMap((bucket) => bucket.Groups.map((group) => group.Keys[0]!));
  return [...new Set(accounts)].sort().map((account) => usageTypeRequest(page, account));
}

/** Money of AI services per account, day and service (and usage type on request). Credits and refunds are rows of their own. */
export const costs: HttpStream = {
  kind: 'http',
  name: NAME,
  tables: [cost],
  window: 'day',
  optional: true,
  repullDays: 5,
  repullFrom,
  maxDaysPerRequest: 31,
  firstRequest: servicesRequest,
  nextRequest: nextPage,
  followUps,
  parse,
  isProvisional,
};
