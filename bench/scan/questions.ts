import type { Model } from '../../src/core/dbt/project-types.ts';

/** Views of single rows of the ledger: measured on fewer companies and scaled by rows. */
export const SAMPLED_VIEWS: ReadonlySet<string> = new Set(['fin_ledger_v1']);

/** Views that show single rows: their bytes grow with the data, and a question names its columns. */
export const ROW_VIEWS: Readonly<Record<string, (month: string) => string>> = {
  fin_ledger_v1: (m) =>
    `SELECT team_id, sum(amount) AS amount FROM main.fin_ledger_v1 WHERE period = '${m}' GROUP BY team_id`,
  fin_orphans_v1: (m) =>
    `SELECT repo, sum(amount) AS amount FROM main.fin_orphans_v1 WHERE period = '${m}' GROUP BY repo`,
  fin_outcome_cost_v1: (m) =>
    `SELECT outcome_type, sum(total_cost) AS cost FROM main.fin_outcome_cost_v1 WHERE accepted_month = '${m}' GROUP BY outcome_type`,
};

/** Reads every column of a view and keeps the rows on the server. */
export function allColumns(view: Model, where = ''): string {
  const columns = view.columns.map((c) => `checksum("${c.name}")`);
  return `SELECT ${columns.join(', ')} FROM main.${view.name}${where}`;
}

/** All columns of one month of a view; null for views that are not kept by month. */
export function monthOf(view: Model, month: string): string | null {
  const has = (name: string) => view.columns.some((c) => c.name === name);
  if (has('period')) return allColumns(view, ` WHERE period = '${month}'`);
  return has('accepted_month') ? allColumns(view, ` WHERE accepted_month = '${month}'`) : null;
}
