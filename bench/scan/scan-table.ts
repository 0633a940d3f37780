/** Bytes that Trino read for one view. */
export interface Measured {
  readonly view: string;
  /** A month's question; for views of sums all columns of a month. Null for views that are not kept by month. */
  readonly question: number | null;
  /** All columns of one month. */
  readonly month: number | null;
  /** All columns of a view that is not kept by month. */
  readonly all: number | null;
  /** What the files were smaller than the company asked for; 1 where they have its size. */
  readonly factor: number;
}

/** What the files hold. */
export interface Scale {
  readonly builtRows: number;
  readonly builtMonths: number;
  readonly copies: number;
  readonly sampleCopies: number;
}

/** Usage rows a year of the company that the table is for. */
export const SCALED_ROWS = 100_000_000;

/** Athena bills at least this much a query. */
const LEAST_BILLED = 10 * 1024 * 1024;

/** The table of the docs. Views of late evidence are measured on fewer companies and scaled by rows; the others on files of full size. */
export function scanTable(measured: readonly Measured[], scale: Scale): string {
  const line = ({ view, question, month, all, factor }: Measured) => {
    const cells = [question, month, all].map((bytes) => (bytes === null ? '–' : shown(bytes * factor)));
    return `| \`${view}\` | ${cells.join(' | ')} | ${factor === 1 ? 'full size' : `1/${Math.round(factor)}, scaled`} |`;
  };
  const rows = scale.builtRows.toLocaleString('en-US');
  return [
    `Measured by \`npm run bench:scan\` with a real Trino: bytes read of Parquet files in the project's own layout. The demo company (${rows} usage rows in ${scale.builtMonths} months) is put beside itself ${scale.copies} times, every team, account, outcome and budget with a name of its own, until there are ${SCALED_ROWS / 1e6} million usage rows a year; twelve months of it. The questions to \`fin_ledger_v1\` and \`fin_orphans_v1\` are about the team with most rows: sums by tool, model and kind of work, and by repository; that to \`fin_outcome_cost_v1\` sums by kind of outcome. For sums over all teams ask \`fct_ledger_month\` or \`fin_spend_by_work_v1\` instead of single rows. Late evidence weighs the orphans of a month against all that was ever known of outcomes, so it has no small question; views that show it are measured on ${scale.sampleCopies} companies and scaled by rows. Budgets, the forecast's nodes, prices and limits do not grow with rows and are as in the demo. Athena bills at least ${shown(LEAST_BILLED)} a query.`,
    '',
    '| View | a question about one month | all columns of one month | everything, where there is no month | files |',
    '| --- | --- | --- | --- | --- |',
    ...measured.map(line),
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
