import type { Model } from '../../src/core/dbt/project-types.ts';

/** Views that weigh every orphan of a month against all that is known of outcomes: measured on fewer companies and scaled by rows. */
export const SAMPLED_VIEWS: ReadonlySet<string> = new Set(['fin_late_evidence_v1', 'fin_orphans_v1']);

/** Views that show single rows: their bytes grow with the data, and a question names its columns and a team. */
export const ROW_VIEWS: Readonly<Record<string, (month: string, team: string) => string>> = {
  fin_ledger_v1: (m, team) =>
    `SELECT tool, model, work_class, sum(amount) AS amount FROM main.fin_ledger_v1 WHERE period = '${m}' AND team_id = '${team}' GROUP BY tool, model, work_class`,
  fin_orphans_v1: (m, team) =>
    `SELECT repo, sum(amount) AS amount FROM main.fin_orphans_v1 WHERE period = '${m}' AND team = '${team}' GROUP BY repo`,
  fin_outcome_cost_v1: (m) =>
    `SELECT outcome_type, sum(total_cost) AS cost FROM main.fin_outcome_cost_v1 WHERE accepted_month = '${m}' GROUP BY outcome_type`,
};

/** The column that names the team in the views a question names one of. */
export const TEAM_COLUMNS: Readonly<Record<string, string>> = { fin_ledger_v1: 'team_id', fin_orphans_v1: 'team' };

/** The team with most rows of a view in a month. */
export function largestTeam(view: string, month: string): string {
  const team = TEAM_COLUMNS[view];
  return `SELECT ${team} AS team FROM main.${view} WHERE period = '${month}' AND ${team} IS NOT NULL GROUP BY ${team} ORDER BY count(*) DESC, ${team} LIMIT 1`;
}

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
