import type { LandedRow } from './warehouse.ts';

const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();

/** A usage row of one day: billing-grade evidence of an account unless said otherwise. */
export function usageRow(source_row_key: string, day: string, row: LandedRow): LandedRow {
  return {
    source_row_key,
    usage_start: `${day}T00:00:00Z`,
    usage_end: nextDay(day),
    provider: 'vendor',
    evidence_rank: 1,
    provisional: false,
    ...row,
  };
}

/** A usage-priced cost row of one day. */
export function costRow(source_row_key: string, day: string, row: LandedRow): LandedRow {
  return {
    source_row_key,
    usage_start: `${day}T00:00:00Z`,
    usage_end: nextDay(day),
    provider: 'vendor',
    period: day.slice(0, 7),
    charge_category: 'Usage',
    charge_kind: 'usage',
    currency: 'USD',
    provisional: false,
    source: 'vendor_api',
    dt: day,
    ...row,
  };
}

/** A cost row of the whole of October 2026. */
export function monthlyCost(source_row_key: string, row: LandedRow): LandedRow {
  return costRow(source_row_key, '2026-10-01', { usage_end: '2026-11-01T00:00:00Z', source: 'invoices', ...row });
}

/** A price per million of a kind in dollars, valid and known from the start of 2026 unless said otherwise. */
export function priceRow(model: string, token_kind: string, price_per_million: string, row: LandedRow = {}): LandedRow {
  return {
    provider: 'vendor',
    model,
    token_kind,
    context_tier: 'short',
    currency: 'USD',
    price_per_million,
    valid_from: '2026-01-01',
    known_from: '2026-01-01',
    origin: 'test',
    ...row,
  };
}

/** A person with one team from the start of 2026. */
export function member(person_key: string, team_id: string, row: LandedRow = {}): LandedRow {
  return { person_key, team_id, weight_bp: 10000, valid_from: '2026-01-01', ...row };
}

/** Teams from the start of 2026. */
export function teamRows(...ids: string[]): LandedRow[] {
  return ids.map((team_id) => ({ team_id, team_name: team_id, valid_from: '2026-01-01' }));
}

/** People who are no bots. */
export function personRows(...keys: string[]): LandedRow[] {
  return keys.map((person_key) => ({ person_key, is_bot: false }));
}
