import { compareDecimals, type Decimal, parseDecimal, ZERO } from '../money/decimal.ts';
import type { MultiplierRow, PriceRow } from './book.ts';
import { NON_TOKEN_KINDS } from './kinds.ts';

const CEILING = parseDecimal('1000');

/** `[lower, upper]`: the first kind never costs more than the second. */
const ORDER: readonly (readonly [string, string])[] = [
  ['cache_read', 'input_uncached'],
  ['input_uncached', 'cache_write_5m'],
  ['input_uncached', 'cache_write_30m'],
  ['cache_write_5m', 'cache_write_1h'],
  ['input_uncached', 'output'],
];

/**
 * What looks wrong in the rows: prices outside 0 < p < 1000 per million tokens, a kind dearer than the one that must
 * be dearer, one key valid twice with the same knowledge, a long tier that misses a kind the short one has.
 * `free` holds `provider/id` of the ids that cost nothing on purpose.
 */
export function sanityFindings(
  prices: readonly PriceRow[],
  multipliers: readonly MultiplierRow[],
  free: ReadonlySet<string>,
): string[] {
  const findings: string[] = [];
  for (const group of grouped(prices, (r) => `${r.provider}/${r.model}`).values()) {
    const first = group[0] as PriceRow;
    const isFree = free.has(`${first.provider}/${first.model}`);
    for (const row of group) if (!(isFree && isZero(row))) findings.push(...rangeFindings(row));
    for (const slot of grouped(group, (r) => `${r.context_tier} ${r.valid_from} ${r.known_from}`).values()) {
      findings.push(...orderFindings(slot));
    }
    findings.push(...tierFindings(group));
    findings.push(...overlaps(group, (r) => `${name(r)} ${r.currency}`));
  }
  findings.push(...overlaps(multipliers, (r) => `${r.provider}/${r.model} ${r.dimension} ${r.word}`));
  return findings;
}

function rangeFindings(row: PriceRow): string[] {
  if (row.price_per_million === null || NON_TOKEN_KINDS.has(row.token_kind)) return [];
  const price = parseDecimal(row.price_per_million);
  const plausible = compareDecimals(price, ZERO) > 0 && compareDecimals(price, CEILING) < 0;
  return plausible ? [] : [`${name(row)}: ${row.price_per_million} per million is not between 0 and 1000`];
}

function orderFindings(rows: readonly PriceRow[]): string[] {
  const price = new Map<string, Decimal>();
  for (const r of rows) if (r.price_per_million !== null) price.set(r.token_kind, parseDecimal(r.price_per_million));
  const findings: string[] = [];
  for (const [low, high] of ORDER) {
    const a = price.get(low);
    const b = price.get(high);
    if (a !== undefined && b !== undefined && compareDecimals(a, b) > 0) {
      findings.push(`${name(rows[0] as PriceRow)} from ${rows[0]?.valid_from}: ${low} costs more than ${high}`);
    }
  }
  return findings;
}

function tierFindings(rows: readonly PriceRow[]): string[] {
  const tiered = rows.filter((r) => r.context_tier === 'long');
  if (tiered.length === 0) return [];
  const long = new Set(tiered.map((r) => r.token_kind));
  const missing = [...new Set(rows.map((r) => r.token_kind))].filter((kind) => !long.has(kind));
  return missing.map((kind) => `${name(rows[0] as PriceRow)}: the long tier has no price for ${kind}`);
}

interface Dated {
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly known_from: string;
}

function overlaps<Row extends Dated>(rows: readonly Row[], label: (row: Row) => string): string[] {
  const findings: string[] = [];
  for (const [key, same] of grouped(rows, (r) => `${label(r)} known ${r.known_from}`)) {
    const ordered = [...same].sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1));
    for (let i = 1; i < ordered.length; i += 1) {
      const before = ordered[i - 1] as Row;
      const after = ordered[i] as Row;
      if (before.valid_to === null || before.valid_to > after.valid_from) {
        findings.push(`${key}: valid twice from ${after.valid_from}; give the earlier entry a \`to\``);
      }
    }
  }
  return findings;
}

function isZero(row: PriceRow): boolean {
  return row.price_per_million !== null && compareDecimals(parseDecimal(row.price_per_million), ZERO) === 0;
}

function name(row: PriceRow): string {
  return `${row.provider}/${row.model} ${row.token_kind} ${row.context_tier}`;
}

function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
