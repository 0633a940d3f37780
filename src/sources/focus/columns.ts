import { nearest } from '../../core/dbt/nearest.ts';
import type { Problem } from '../../core/problem.ts';

/** FOCUS columns that have a column of their own in our cost rows, under their newest name. */
const TAKEN = [
  'BilledCost',
  'BillingAccountId',
  'BillingCurrency',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountId',
  'CommitmentDiscountStatus',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'CredentialId',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'PrincipalId',
  'PublisherName',
  'RegionId',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'ServiceProviderName',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'SubAccountId',
  'SubAccountName',
  'Tags',
] as const;

/** FOCUS columns of 1.0 to 1.4 (and the 1.5 draft) that are kept together in `extra`. */
const KEPT = [
  'AllocatedMethodDetails',
  'AllocatedMethodId',
  'AllocatedResourceId',
  'AllocatedResourceName',
  'AllocatedTags',
  'AvailabilityZone',
  'BillingAccountName',
  'BillingAccountType',
  'BillingPeriodEnd',
  'CapacityReservationId',
  'CapacityReservationStatus',
  'CommitmentDiscountCategory',
  'CommitmentDiscountName',
  'CommitmentDiscountQuantity',
  'CommitmentDiscountType',
  'CommitmentDiscountUnit',
  'CommitmentProgramEligibilityDetails',
  'ContractApplied',
  'CredentialDetails',
  'HostProviderName',
  'InvoiceDetailId',
  'PricingCurrency',
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice',
  'RegionName',
  'ServiceSubcategory',
  'SubAccountType',
] as const;

/** Names that older versions gave to a column of ours. */
const EARLIER: Readonly<Record<string, string>> = {
  AmortizedCost: 'EffectiveCost',
  ChargeType: 'ChargeCategory',
  InvoiceIssuer: 'InvoiceIssuerName',
  Provider: 'ServiceProviderName',
  ProviderName: 'ServiceProviderName',
  Publisher: 'PublisherName',
  Region: 'RegionId',
  UsageQuantity: 'ConsumedQuantity',
  UsageUnit: 'ConsumedUnit',
};

/** Without these no line can be taken over. */
const REQUIRED: readonly FocusColumn[] = [
  'BilledCost',
  'BillingAccountId',
  'BillingCurrency',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ServiceCategory',
  'ServiceName',
];

/** A column our cost rows take from FOCUS. */
export type FocusColumn = (typeof TAKEN)[number];

/** One record of an export as text by its own column names. */
export type FocusRecord = Readonly<Record<string, string | null>>;

/** Which columns a file has, whatever its FOCUS version and spelling. */
export interface FocusColumns {
  /** Text of a column; null when the file lacks it or the cell is null. */
  readonly value: (record: FocusRecord, column: FocusColumn) => string | null;
  readonly has: (column: FocusColumn) => boolean;
  /** Header names that go into `extra`, with the name they get there. */
  readonly extra: readonly (readonly [header: string, name: string])[];
  /** Header names that neither FOCUS nor the `x_` rule knows. */
  readonly unknown: readonly string[];
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const TAKEN_BY_PLAIN = new Map<string, FocusColumn>(TAKEN.map((name) => [plain(name), name]));
const EARLIER_BY_PLAIN = new Map(Object.entries(EARLIER).map(([old, now]) => [plain(old), now as FocusColumn]));
const KEPT_BY_PLAIN = new Map<string, string>(KEPT.map((name) => [plain(name), name]));

/** Reads a header: newest names win over earlier ones, letter case and underscores do not matter. */
export function focusColumns(file: string, header: readonly string[]): { columns: FocusColumns; problems: Problem[] } {
  const headerOf = new Map<FocusColumn, string>();
  for (const name of header) {
    const taken = isCustom(name) ? undefined : TAKEN_BY_PLAIN.get(plain(name));
    if (taken !== undefined) headerOf.set(taken, name);
  }
  const extra: [string, string][] = [];
  const unknown: string[] = [];
  for (const name of header) {
    if ([...headerOf.values()].includes(name)) continue;
    const earlier = EARLIER_BY_PLAIN.get(plain(name));
    if (earlier !== undefined && !headerOf.has(earlier)) {
      headerOf.set(earlier, name);
      continue;
    }
    const kept = KEPT_BY_PLAIN.get(plain(name));
    extra.push([name, kept ?? name]);
    if (kept === undefined && earlier === undefined && !isCustom(name)) unknown.push(name);
  }
  const columns: FocusColumns = {
    value: (record, column) => {
      const name = headerOf.get(column);
      return name === undefined ? null : cellText(record[name]);
    },
    has: (column) => headerOf.has(column),
    extra,
    unknown,
  };
  return { columns, problems: missing(file, header, columns) };
}

/** A cell's text; empty cells and the literal word NULL (or null) are null. */
export function cellText(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' || value === 'NULL' || value === 'null' ? null : value;
}

function isCustom(name: string): boolean {
  return /^x_/i.test(name);
}

function missing(file: string, header: readonly string[], columns: FocusColumns): Problem[] {
  const separator = header.length === 1 ? /[;\t|]/.exec(header[0] as string)?.[0] : undefined;
  if (separator !== undefined) {
    const shown = separator === '\t' ? 'tabs' : `"${separator}"`;
    const message = `the fields are separated by ${shown}`;
    return [{ file, line: 1, message, remedy: 'FOCUS files have commas: export the file with commas' }];
  }
  const problem = (name: string) => {
    const near = nearest(name, header);
    return {
      file,
      line: 1,
      message: `column ${name} is missing`,
      remedy: `a FOCUS 1.0 to 1.4 Cost and Usage file has it: choose it in the export${near.length > 0 ? `, or rename ${near.join(' or ')}` : ''}`,
    };
  };
  const problems = REQUIRED.filter((name) => !columns.has(name)).map(problem);
  if (!columns.has('InvoiceIssuerName') && !columns.has('ServiceProviderName')) {
    problems.push(problem('InvoiceIssuerName'));
  }
  return problems;
}
