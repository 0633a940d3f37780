import { gzipSync } from 'node:zlib';
import { addDays, endOf, firstDayOf } from '../../company/calendar.ts';
import { type Money, printMoney, scaled } from '../../company/money.ts';
import { csvText } from '../../csv.ts';
import type { World } from '../../world.ts';
import { type FocusLine, isInvoiced, monthCharges, PAYER } from './bill.ts';
import { otherLines } from './other-services.ts';

/** Name of the export; its files lie below `exports/focus/<name>/`. */
export const EXPORT_NAME = 'northwind-focus';

/** Columns of FOCUS 1.2 the export was made with. */
const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'RegionId',
  'RegionName',
  'ResourceId',
  'ServiceCategory',
  'ServiceName',
  'SkuId',
  'SkuMeter',
  'SkuPriceId',
  'SubAccountId',
  'SubAccountName',
  'Tags',
  'x_ServiceCode',
];

const ACCOUNT_NAMES: Readonly<Record<string, string>> = { '111122223333': 'product-apis', '444455556666': 'data-lake' };

interface Line {
  readonly day: string;
  readonly period: string;
  readonly serviceCategory: string;
  /** Amount of a line without quantity; priced lines compute theirs. */
  readonly amount: Money;
  readonly printed: FocusLine;
}

function focusRow(world: World, { day, period, serviceCategory, amount, printed }: Line): Record<string, string> {
  const priced = printed.unitPrice !== null && printed.contractedPrice !== null;
  const times = (price: Money | null) => (price === null ? amount : scaled(price, printed.milliQuantity, 1000n));
  const contracted = printMoney(times(printed.contractedPrice));
  const quantity = printMoney(printed.milliQuantity, 3);
  const counted = priced && !printed.correction;
  return {
    BilledCost: contracted,
    BillingAccountId: PAYER,
    BillingAccountName: 'Northwind Demo',
    BillingCurrency: 'USD',
    BillingPeriodStart: `${firstDayOf(period)}T00:00:00Z`,
    BillingPeriodEnd: `${endOf(period)}T00:00:00Z`,
    ChargeCategory: printed.category,
    ChargeClass: printed.correction ? 'Correction' : '',
    ChargeDescription: printed.description,
    ChargeFrequency: printed.category === 'Usage' ? 'Usage-Based' : 'One-Time',
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: `${addDays(day, 1)}T00:00:00Z`,
    ConsumedQuantity: counted ? quantity : '',
    ConsumedUnit: counted ? (printed.unit ?? '') : '',
    ContractedCost: contracted,
    ContractedUnitPrice: priced ? printMoney(printed.contractedPrice!) : '',
    EffectiveCost: contracted,
    InvoiceId: isInvoiced(world, period) ? `SIM-AWS-${period}` : '',
    InvoiceIssuerName: 'Amazon Web Services, Inc.',
    ListCost: printMoney(times(printed.unitPrice)),
    ListUnitPrice: priced ? printMoney(printed.unitPrice!) : '',
    PricingCategory: priced ? 'Standard' : '',
    PricingQuantity: priced ? quantity : '',
    PricingUnit: priced ? (printed.unit ?? '') : '',
    ProviderName: 'AWS',
    PublisherName: printed.publisher,
    RegionId: 'us-east-1',
    RegionName: 'US East (N. Virginia)',
    ServiceCategory: serviceCategory,
    ServiceName: printed.service,
    SkuId: printed.sku ?? '',
    SkuMeter: printed.meter ?? '',
    SkuPriceId: printed.sku === null ? '' : `${printed.sku}.ONDEMAND`,
    SubAccountId: printed.subAccount,
    SubAccountName: ACCOUNT_NAMES[printed.subAccount]!,
    Tags: printed.tag === null ? '{}' : JSON.stringify({ team: printed.tag }),
    x_ServiceCode: printed.service.replaceAll(' ', ''),
  };
}

/**
 * Files of a month as the bucket holds them now: a data file, an empty second chunk left over from an earlier, larger
 * refresh, and the manifest that names the data file.
 */
export function monthFiles(world: World, period: string): { path: string; bytes: Uint8Array }[] {
  const charges = monthCharges(world, period).map((c): Line => ({ ...c, serviceCategory: 'AI and Machine Learning' }));
  const others = otherLines(world, period).map((line): Line => ({ ...line, period, amount: 0n }));
  const lines = [...charges, ...others];
  if (lines.length === 0) return [];
  const folder = `exports/focus/${EXPORT_NAME}`;
  const chunk = (n: number) => `${folder}/data/billing_period=${period}/${EXPORT_NAME}-0000${n}.csv.gz`;
  const csv = (rows: readonly Line[]) =>
    gzipSync(
      csvText(
        COLUMNS,
        rows.map((line) => focusRow(world, line)),
      ),
    );
  const manifest = {
    exportName: EXPORT_NAME,
    billingPeriod: { start: `${firstDayOf(period)}T00:00:00Z`, end: `${endOf(period)}T00:00:00Z` },
    columns: COLUMNS.map((name) => ({ name })),
    dataFiles: [`s3://northwind-billing/${chunk(1)}`],
  };
  return [
    { path: chunk(1), bytes: csv(lines) },
    { path: chunk(2), bytes: csv([]) },
    {
      path: `${folder}/metadata/billing_period=${period}/${EXPORT_NAME}-Manifest.json`,
      bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    },
  ];
}
