/** A column of a printed table. */
export interface TableColumn {
  readonly header: string;
  readonly align?: 'left' | 'right';
}

const width = (text: string) => [...text].length;

/**
 * Plain-text table with two spaces between columns, numbers to the right. `maxWidth` cuts the widest left-aligned column
 * with `…` so that a row fits a narrow terminal; figures are never cut.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  maxWidth = Number.POSITIVE_INFINITY,
): string {
  const widths = columns.map((c, i) => Math.max(width(c.header), ...rows.map((r) => width(r[i] ?? ''))));
  const total = () => widths.reduce((sum, w) => sum + w, 0) + 2 * (widths.length - 1);
  while (total() > maxWidth) {
    const cuttable = columns
      .map((c, i) => ({ i, w: c.align === 'right' ? 0 : widths[i]! }))
      .sort((a, b) => b.w - a.w)[0];
    if (cuttable === undefined || cuttable.w <= 8) break;
    widths[cuttable.i] = Math.max(8, cuttable.w - (total() - maxWidth));
  }
  const cell = (text: string, i: number) => {
    const fitted = width(text) > widths[i]! ? `${[...text].slice(0, widths[i]! - 1).join('')}…` : text;
    const pad = ' '.repeat(widths[i]! - width(fitted));
    return columns[i]?.align === 'right' ? pad + fitted : fitted + pad;
  };
  const line = (cells: readonly string[]) =>
    columns
      .map((_, i) => cell(cells[i] ?? '', i))
      .join('  ')
      .trimEnd();
  return [line(columns.map((c) => c.header)), line(widths.map((w) => '-'.repeat(w))), ...rows.map(line)].join('\n');
}
