import type { LedgerDifference } from '../../app/periods/ledger-difference.ts';
import type { PriceChange } from '../../app/periods/price-difference.ts';
import { decimalFromUnits, formatDecimal, parseDecimal, subtractDecimals } from '../../core/money/decimal.ts';
import { formatMoney } from './money.ts';
import { renderTable } from './table.ts';

const MICROS = 6;

/** Ledger effect per team and provider: before and after in cents, the difference to the micro; then the whole period. */
export function renderLedgerDifference(difference: LedgerDifference, width: number): string {
  const { changes, totals } = difference;
  const whole = totals.map((t) => ['whole period', '', t.currency, ...amounts(t.old_micros, t.new_micros)]);
  if (changes.length === 0) return 'The ledger stays the same to the micro.';
  const groups = new Map<string, { names: string[]; old: bigint; now: bigint }>();
  for (const change of changes) {
    const names = [change.team_id ?? 'unattributed', change.provider, change.currency];
    const group = groups.get(names.join('\n')) ?? { names, old: 0n, now: 0n };
    groups.set(names.join('\n'), group);
    group.old += change.old_micros;
    group.now += change.new_micros;
  }
  const rows = [...groups.values()]
    .sort((a, b) => compare(a.names.join('\n'), b.names.join('\n')))
    .map(({ names, old, now }) => [...names, ...amounts(old, now)]);
  return renderTable(
    [
      { header: 'team' },
      { header: 'provider' },
      { header: 'currency' },
      { header: 'before', align: 'right' },
      { header: 'after', align: 'right' },
      { header: 'difference', align: 'right' },
    ],
    [...rows, ...whole],
    width,
  );
}

/** List price and estimate per model before and after; NULL is shown as –, never as 0. */
export function renderPriceChanges(changes: readonly PriceChange[], width: number): string {
  if (changes.length === 0) return 'No model has another price.';
  const money = (text: string | null) => (text === null ? '–' : formatMoney(text));
  return renderTable(
    [
      { header: 'provider' },
      { header: 'model' },
      { header: 'list before', align: 'right' },
      { header: 'list after', align: 'right' },
      { header: 'difference', align: 'right' },
      { header: 'estimate before', align: 'right' },
      { header: 'estimate after', align: 'right' },
      { header: 'unpriced rows', align: 'right' },
    ],
    changes.map((c) => [
      c.provider,
      c.model ?? '–',
      money(c.old_list_cost),
      money(c.new_list_cost),
      c.old_list_cost === null || c.new_list_cost === null
        ? '–'
        : signed(formatDecimal(subtractDecimals(parseDecimal(c.new_list_cost), parseDecimal(c.old_list_cost)))),
      money(c.old_estimated_cost),
      money(c.new_estimated_cost),
      c.old_unpriced === c.new_unpriced ? String(c.new_unpriced) : `${c.old_unpriced} → ${c.new_unpriced}`,
    ]),
    width,
  );
}

function amounts(old: bigint, now: bigint): string[] {
  const text = (micros: bigint) => formatDecimal(decimalFromUnits(micros, MICROS));
  return [formatMoney(text(old)), formatMoney(text(now)), signed(text(now - old))];
}

const signed = (text: string) => (text.startsWith('-') || text === '0' ? text : `+${text}`);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
