import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { DEMO_AS_OF } from './company/calendar.ts';
import type { Company } from './company/company.ts';
import { budgetRows, configTables } from './config-tables.ts';
import { csvText } from './csv.ts';
import { simVendors } from './vendors/index.ts';
import type { VendorFiles } from './vendors/vendor.ts';
import { TELEMETRY_FOLDER, telemetryFiles } from './work/telemetry.ts';
import { worldAt } from './world.ts';

/** Where the simulated vendors are reached and at which moment the folder is written. */
export interface CompanyFileOptions {
  /** URL of the running simulator, without trailing slash. */
  readonly baseUrl: string;
  readonly asOf?: string;
}

/** A file of the project folder. */
export interface CompanyFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const COLUMNS = {
  owners: ['owner_kind', 'provider', 'external_id', 'team_id', 'pool', 'valid_from', 'valid_to'],
  contracts: ['provider', 'billing_account', 'model_pattern', 'factor', 'currency', 'valid_from', 'valid_to'],
  identities: ['provider', 'external_id', 'email', 'valid_from', 'valid_to'],
  invoices: [
    'invoice_id',
    'line_id',
    'provider',
    'billing_account',
    'tool',
    'billing_month',
    'charge_category',
    'charge_kind',
    'description',
    'quantity',
    'unit',
    'amount',
    'currency',
    'applies_to',
  ],
  seats: [
    'provider',
    'billing_account',
    'tool',
    'billing_month',
    'seat_id',
    'plan',
    'holder_email',
    'held_from',
    'held_to',
    'price',
    'currency',
  ],
} as const;

const encode = (file: string, text: string): CompanyFile => ({ path: file, bytes: Buffer.from(text, 'utf8') });

function projectYaml(parts: readonly Partial<VendorFiles>[]): string {
  return stringify({
    version: 1,
    company: 'Northwind Demo',
    currency: 'USD',
    fiscal_year_start_month: 2,
    lake: 'lake',
    focus: { include: 'ai' },
    close_after_days: 45,
    connections: [
      ...parts.flatMap((p) => p.connections ?? []),
      { id: 'finance-invoices', source: 'invoices', path: 'config/invoices' },
      { id: 'finance-seats', source: 'seats', path: 'config/seats' },
      { id: 'telemetry', source: 'session-events', path: TELEMETRY_FOLDER },
    ],
    ledger_of_money: parts.flatMap((p) => p.ledger ?? []),
    email: { from: 'TokenLedger <tokenledger@example.com>', company: ['leadership@example.com'], send: 'local' },
  });
}

/** Questions about the next quarter that the demo company asks. */
const SCENARIOS = {
  scenarios: [
    {
      id: 'opus-to-sonnet',
      description: 'Half of the Opus work in coding sessions moves to Sonnet from mid-November on.',
      changes: [
        {
          kind: 'route_share',
          from: '2026-11-15',
          tool: 'claude_code',
          model: 'claude-opus-4-6',
          to_model: 'claude-sonnet-5',
          value: 0.5,
        },
      ],
    },
    {
      id: 'ten-more-in-checkout',
      description: 'Checkout hires ten engineers in November.',
      changes: [{ kind: 'headcount_add', from: '2026-11-02', team: 'checkout', value: 10, ramp_days: 30 }],
    },
    {
      id: 'cursor-stops',
      description: 'Cursor is not renewed.',
      changes: [{ kind: 'tool_stop', from: '2026-12-01', tool: 'cursor' }],
    },
  ],
};

/** Every file of the demo project: those of {@link projectFiles} and the telemetry collector's. Pure, like them. */
export function companyFiles(company: Company, options: CompanyFileOptions): CompanyFile[] {
  return [...projectFiles(company, options), ...telemetryFiles(worldAt(company, options.asOf ?? DEMO_AS_OF))];
}

/**
 * The files of the demo project but its telemetry: tokenledger.yaml, the config tables as the company knows them on `asOf`, invoices and
 * seats by vendor, and the cloud exports. Pure: the same company, day and URL give the same bytes.
 */
export function projectFiles(company: Company, options: CompanyFileOptions): CompanyFile[] {
  const world = worldAt(company, options.asOf ?? DEMO_AS_OF);
  const parts = simVendors.map((vendor) => ({ vendor: vendor.name, ...vendor.files(world, options.baseUrl) }));
  const table = (name: 'owners' | 'contracts' | 'identities') =>
    encode(
      `config/${name}.csv`,
      csvText(
        COLUMNS[name],
        parts.flatMap((p) => p[name] ?? []),
      ),
    );
  const byVendor = (name: 'invoices' | 'seats') =>
    parts
      .filter((p) => (p[name] ?? []).length > 0)
      .map((p) => encode(`config/${name}/${p.vendor}.csv`, csvText(COLUMNS[name], p[name]!)));
  return [
    encode('tokenledger.yaml', projectYaml(parts)),
    encode('forecasts/scenarios.yaml', stringify(SCENARIOS)),
    ...configTables(world.known).map(({ name, columns, rows }) => encode(`config/${name}.csv`, csvText(columns, rows))),
    encode('config/budgets.csv', csvText(budgetRows.columns, budgetRows.rows(world))),
    table('identities'),
    table('owners'),
    table('contracts'),
    ...byVendor('invoices'),
    ...byVendor('seats'),
    ...parts.flatMap((p) => p.exports ?? []),
  ];
}

/** Writes the demo project into a folder (made when missing) and returns the paths written, relative to it. */
export function writeCompanyFiles(company: Company, folder: string, options: CompanyFileOptions): string[] {
  return writeFiles(folder, companyFiles(company, options));
}

/** Writes files below a folder (made when missing) and returns their paths. */
export function writeFiles(folder: string, files: readonly CompanyFile[]): string[] {
  for (const file of files) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.bytes);
  }
  return files.map((file) => file.path);
}
