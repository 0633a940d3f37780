import type { Model } from '../../src/core/dbt/project-types.ts';

/** Views whose late evidence weighs every orphan against all outcomes of its person: more than one machine's memory at full size. */
export const SAMPLED_VIEWS: ReadonlySet<string> = new Set(['fin_late_evidence_v1', 'fin_orphans_v1']);

/** Views that show single rows: their bytes grow with the data, and a question names its columns and a team. */
export const ROW_VIEWS: Readonly<Record<string, (month: string, team: string) => string>> = {
  fin_ledger_v1: (m, team) =>
    `SELECT tool, model, work_class, sum(amount) AS amount FROM main.fin_ledger_v1 WHERE period = '${m}' AND team_id = '${team}' GROUP BY tool, model, work_class`,
  fin_orphans_v1: (m) =>
    `SELECT repo, sum(amount) AS amount FROM main.fin_orphans_v1 WHERE period = '${m}' GROUP BY repo`,
  fin_outcome_cost_v1: (m) =>
    `SELECT outcome_type, sum(total_cost) AS cost FROM main.fin_outcome_cost_v1 WHERE accepted_month = '${m}' GROUP BY outcome_type`,
};

/** The team with most rows of the ledger in a month. */
export const LARGEST_TEAM = (month: string) =>
  `SELECT team_id FROM main.fin_ledger_v1 WHERE period = '${month}' AND team_id IS NOT NULL GROUP BY team_id ORDER BY count(*) DESC, team_id LIMIT 1`;

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
