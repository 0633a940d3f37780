/** Bytes that Trino read for one view. */
export interface Measured {
  readonly view: string;
  /** Condition of the one-month question; null when the view has no time. */
  readonly filter: string | null;
  readonly all: number;
  readonly one: number | null;
}

/** Usage rows a year that the table is scaled to. */
export const SCALED_ROWS = 100_000_000;

/** Athena bills at least this much a query. */
const LEAST_BILLED = 10 * 1024 * 1024;

/**
 * The table of the docs: measured bytes, and the same scaled by usage rows to {@link SCALED_ROWS} a year. Scaling by rows
 * is an upper bound: views that sum up grow with teams, models and days, not with rows.
 */
export function scanTable(
  measured: readonly Measured[],
  of: { readonly usageRows: number; readonly months: number },
): string {
  const perYear = (of.usageRows / of.months) * 12;
  const factor = Math.max(1, SCALED_ROWS / perYear);
  const lines = measured.map(({ view, one, all }) => {
    const cells = [one, one === null ? null : one * factor, all, all * factor * (12 / of.months)];
    return `| \`${view}\` | ${cells.map((c) => (c === null ? '–' : shown(c))).join(' | ')} |`;
  });
  return [
    `Measured by \`npm run bench:scan\`: what Trino reads of Parquet files in the project's own layout, ${of.months} months with ${of.usageRows.toLocaleString('en-US')} usage rows; scaled by rows to ${SCALED_ROWS / 1e6} million a year. Scaling by rows is an upper bound: what is summed up grows with teams, models and days. Athena bills at least ${shown(LEAST_BILLED)} a query.`,
    '',
    '| View | one month, measured | one month, scaled | all months, measured | 12 months, scaled |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function shown(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const [value, unit] =
    bytes < 1024 ** 2
      ? [bytes / 1024, 'KB']
      : bytes < 1024 ** 3
        ? [bytes / 1024 ** 2, 'MB']
        : [bytes / 1024 ** 3, 'GB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
