import { addDays, addMonths, endOf, FIRST_DAY, monthOf, monthsFrom } from '../company/calendar.ts';
import { money, printMoney, roundToCents, total } from '../company/money.ts';
import { CODE_WORKSPACE } from '../company/workloads/claude.ts';
import type { World } from '../world.ts';
import { ACCOUNT, CONTRACT, monthCharges } from './anthropic/bill.ts';
import { claudeCode } from './anthropic/claude-code.ts';
import { costReport } from './anthropic/cost-report.ts';
import { lists } from './anthropic/lists.ts';
import { usageReport } from './anthropic/usage-report.ts';
import { BadRequest, type ConfigRow, ownerRows, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const KEY = 'sk-ant-admin01-simulated-not-a-secret';

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  410: 'invalid_request_error',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

const error: VendorHttp['error'] = (status, message) => ({
  type: 'error',
  error: { type: ERROR_TYPES[status] ?? 'api_error', message },
  request_id: 'req_01Simulated0000000000000',
});

const answer: VendorHttp['answer'] = ({ path, query, headers }, world): VendorAnswer => {
  if (headers['anthropic-version'] === undefined) throw new BadRequest('anthropic-version: header is required');
  const name = path.replace(/^\/v1\/organizations\//, '');
  if (name === 'usage_report/messages') return usageReport(query, world, String(headers['anthropic-beta'] ?? ''));
  if (name === 'cost_report') return costReport(query, world);
  if (name === 'usage_report/claude_code') return claudeCode(query, world);
  return lists(name, query, world) ?? { kind: 'body', status: 404, body: error(404, `Not found: ${path}`) };
};

/**
 * Invoices that finance keeps as witnesses of the cost report, cents rounded. The one for June is 12.50 lower than the
 * report: a goodwill the vendor gave on paper only.
 */
function invoices(world: World): ConfigRow[] {
  if (!world.company.odd.witnessInvoices) return [];
  const last = addMonths(monthOf(world.asOf), -1);
  return monthsFrom(monthOf(FIRST_DAY), last)
    .filter((month) => addDays(endOf(month), 3) <= world.asOf)
    .map((month) => {
      const billed = roundToCents(total(monthCharges(world, month).map((c) => c.amount)));
      return {
        invoice_id: `ANT-${month}`,
        line_id: `ANT-${month}-1`,
        provider: 'anthropic',
        billing_account: ACCOUNT,
        tool: 'anthropic_api',
        billing_month: month,
        charge_category: 'Usage',
        charge_kind: 'usage',
        description: 'Claude API usage of the month',
        quantity: '',
        unit: '',
        amount: printMoney(month === '2026-06' ? billed - money('12.50') : billed),
        currency: 'USD',
        applies_to: '',
      };
    });
}

/** Anthropic: usage report, cost report, coding-assistant analytics and the lists of names. */
export const anthropic: SimVendor = {
  name: 'anthropic',
  charges: monthCharges,
  files: (world, baseUrl) => ({
    connections: [
      {
        id: 'anthropic-main',
        source: 'anthropic',
        billing_account: ACCOUNT,
        base_url: `${baseUrl}/anthropic`,
        secret: 'ANTHROPIC_ADMIN_KEY',
        start: FIRST_DAY,
        claude_code_workspace: CODE_WORKSPACE,
      },
    ],
    ledger: [{ provider: 'anthropic', billing_account: '*', source: 'anthropic', valid_from: '2026-01-01' }],
    owners: ownerRows(world, 'anthropic', 'anthropic', 'workspace'),
    contracts: [
      {
        provider: 'anthropic',
        billing_account: ACCOUNT,
        model_pattern: '*',
        factor: CONTRACT.factor,
        currency: 'USD',
        valid_from: CONTRACT.from,
        valid_to: '',
      },
    ],
    identities: world.known.people
      .filter((p) => p.employed && p.code !== null && p.code.email.toLowerCase() !== p.email)
      .map((p) => ({
        provider: 'anthropic',
        external_id: p.code!.email,
        email: p.email,
        valid_from: '2025-02-01',
        valid_to: '',
      })),
    invoices: invoices(world),
  }),
  http: {
    prefix: '/anthropic',
    secret: 'ANTHROPIC_ADMIN_KEY',
    key: KEY,
    authorised: (headers) => headers['x-api-key'] === KEY || headers.authorization === `Bearer ${KEY}`,
    error,
    answer,
  },
};
