import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';
import { sharedDimensions } from './usage.ts';

const n = c.nullable;
const o = c.optional;

/** One canonical cost row: money on invoice basis, maybe with the quantity it was charged for. */
export const cost = defineContract({
  name: 'cost',
  grain: 'one row per charge line of a source and window',
  description:
    'What was charged, as a source reports it. Per (provider, account, day) one source is the ledger of money, the others are witnesses.',
  key: ['source_row_key'],
  partition: 'day',
  row: z.object({
    ...sharedDimensions,
    period: c.text('Billing month YYYY-MM: of BillingPeriodStart for exports and invoices, of usage_start otherwise.'),
    charge_category: c.text('FOCUS ChargeCategory: Usage, Purchase, Tax, Credit or Adjustment.'),
    charge_kind: c.text('usage, seat, credit, tax, adjustment, fee or purchase: decides how the line is split.'),
    charge_description: n(c.text('Line description as the provider prints it.')),
    token_kind: n(
      c.text(
        'Canonical token kind the line charges for (input_uncached, cache_read, output …); a match key when present.',
      ),
    ),
    applies_to: n(c.text('Bill line, invoice line or service key that a credit, tax or adjustment names.')),
    line_key: n(c.text('Id by which other lines may name this one.')),
    invoice_id: n(c.text('Invoice number.')),
    sub_account: n(c.text('Sub-account or linked account below billing_account.')),
    service_name: n(c.text('FOCUS ServiceName.')),
    service_category: n(c.text('FOCUS ServiceCategory.')),
    publisher: n(c.text('FOCUS PublisherName.')),
    invoice_issuer: n(c.text('FOCUS InvoiceIssuerName.')),
    sku: n(c.text('FOCUS SkuId or the vendor line item code.')),
    resource_id: n(c.text('FOCUS ResourceId.')),
    region: n(c.text('FOCUS RegionId.')),
    commitment_id: n(c.text('FOCUS CommitmentDiscountId.')),
    tags: n(c.text('Tags as JSON text with sorted keys.')),
    quantity: n(c.decimal(38, 15, 'Quantity as billed.')),
    quantity_unit: n(c.text('Unit of quantity.')),
    billed_cost: n(c.money('Amount on invoice basis (FOCUS BilledCost).')),
    effective_cost: n(c.money('Amortised amount (FOCUS EffectiveCost).')),
    list_cost: n(c.money('Amount at list price (FOCUS ListCost).')),
    contracted_cost: n(c.money('Amount at contract price (FOCUS ContractedCost).')),
    currency: c.text('ISO 4217 code of every amount of the row.'),
    service_provider: o(c.text('FOCUS ServiceProviderName (ProviderName before 1.3).')),
    charge_class: o(c.text('FOCUS ChargeClass: Correction, or NULL.')),
    charge_frequency: o(c.text('FOCUS ChargeFrequency: One-Time, Recurring or Usage-Based.')),
    commitment_status: o(c.text('FOCUS CommitmentDiscountStatus: Used, Unused or NULL.')),
    pricing_category: o(c.text('FOCUS PricingCategory: Standard, Committed, Dynamic, Other or NULL.')),
    pricing_quantity: o(c.decimal(38, 15, 'FOCUS PricingQuantity.')),
    pricing_unit: o(c.text('FOCUS PricingUnit.')),
    list_unit_price: o(c.decimal(38, 15, 'FOCUS ListUnitPrice.', 'currency per pricing unit')),
    contracted_unit_price: o(c.decimal(38, 15, 'FOCUS ContractedUnitPrice.', 'currency per pricing unit')),
    sku_meter: o(c.text('FOCUS SkuMeter: what the SKU measures.')),
    sku_price_id: o(c.text('FOCUS SkuPriceId.')),
    sku_price_details: o(c.text('FOCUS SkuPriceDetails as JSON text with sorted keys.')),
    resource_name: o(c.text('FOCUS ResourceName.')),
    resource_type: o(c.text('FOCUS ResourceType.')),
    sub_account_name: o(c.text('FOCUS SubAccountName.')),
    extra: o(c.text('Further columns of the export, x_ columns included, as JSON text with sorted keys.')),
    provisional: c.flag('The source may still restate the window.'),
  }),
});
