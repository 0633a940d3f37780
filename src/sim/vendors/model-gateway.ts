import { FIRST_DAY, firstDayOf, monthOf, monthsFrom } from '../company/calendar.ts';
import { money } from '../company/money.ts';
import { PLATFORM_POOL } from '../company/workloads/workload.ts';
import type { SimVendor } from './vendor.ts';

const ACCOUNT = 'northwind-gateway';
const FEE = '1200';

/** The gateway all services go through: a flat fee a month that serves everybody. */
export const modelGateway: SimVendor = {
  name: 'model-gateway',
  charges: (world, period) =>
    period > monthOf(world.asOf)
      ? []
      : [
          {
            line: `GW-${period}/1`,
            day: firstDayOf(period),
            period,
            provider: 'model_gateway',
            billingAccount: ACCOUNT,
            tool: 'model_gateway',
            kind: 'fee',
            amount: money(FEE),
            currency: 'USD',
            evidence: { pool: PLATFORM_POOL },
          },
        ],
  files: (world) => ({
    ledger: [{ provider: 'model_gateway', billing_account: '*', source: 'invoices', valid_from: '2026-01-01' }],
    owners: [
      {
        owner_kind: 'account',
        provider: 'model_gateway',
        external_id: ACCOUNT,
        team_id: '',
        pool: PLATFORM_POOL,
        valid_from: '2026-01-01',
        valid_to: '',
      },
    ],
    invoices: monthsFrom(monthOf(FIRST_DAY), monthOf(world.asOf)).map((month) => ({
      invoice_id: `GW-${month}`,
      line_id: '1',
      provider: 'model_gateway',
      billing_account: ACCOUNT,
      tool: 'model_gateway',
      billing_month: month,
      charge_category: 'Purchase',
      charge_kind: 'fee',
      description: 'Model gateway platform fee',
      quantity: '1',
      unit: 'months',
      amount: FEE,
      currency: 'USD',
      applies_to: '',
    })),
  }),
};
