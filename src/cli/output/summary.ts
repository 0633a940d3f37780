import type { SummarySection } from '../../app/summary.ts';
import type { Cell } from '../../io/query-engine.ts';
import { formatMoney } from './money.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

function print(value: Cell | undefined, kind: SummarySection['columns'][number]['kind'], currency: string): string {
  if (value === null || value === undefined) return '–';
  if (kind === 'money') return formatMoney(String(value), currency === '' ? undefined : currency);
  if (kind === 'ratio') return formatMoney(String(value));
  if (kind === 'count') return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return String(value);
}

/** Sections as text: title, note, table. Amounts carry their currency only when a section has more than one. */
export function renderSummary(sections: readonly SummarySection[], style: Style, columns: number): string {
  if (sections.length === 0) return 'Nothing to show yet: no source gave usage or money.';
  return sections
    .map((section) => {
      const currencies = new Set(section.rows.map((r) => r.currency).filter((c) => c !== undefined && c !== null));
      const table =
        section.rows.length === 0
          ? 'none'
          : renderTable(
              section.columns.map((c) => ({ header: c.name, align: c.kind === 'text' ? 'left' : 'right' })),
              section.rows.map((row) =>
                section.columns.map((c) => print(row[c.name], c.kind, currencies.size > 1 ? String(row.currency) : '')),
              ),
              columns,
            );
      const unit = currencies.size === 1 ? `, ${[...currencies][0]}` : '';
      return `${style.bold(section.title)} ${style.dim(`(${section.note}${unit})`)}\n${table}`;
    })
    .join('\n\n');
}
