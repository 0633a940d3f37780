import { firstDayOf, monthAfter } from '../../core/months.ts';
import { readManifest } from '../../io/lake/manifest.ts';
import type { Cell } from '../../io/query-engine.ts';
import type { Planning } from '../build/build.ts';
import { isStale } from '../build/fingerprints.ts';
import { withPublishedPeriod } from '../build/published-period.ts';
import type { OpenProject } from '../project.ts';

/** Provisional bill lines of one account: money that its source may still restate. */
export interface ProvisionalLines {
  readonly provider: string;
  readonly billing_account: string | null;
  readonly connection: string;
  readonly lines: number;
  /** Sum of their amounts, decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly first_day: string;
  readonly last_day: string;
  /** A few of their ids, for `tokenledger explain`. */
  readonly examples: readonly string[];
}

/** Why a period cannot be closed; empty lists and nulls mean it can. */
export interface ClosingObstacles {
  /** Day the period ends, when that is still to come. */
  readonly endsOn: string | null;
  readonly provisional: readonly ProvisionalLines[];
  /** Days of a money stream that were never read, as `connection stream: day`. */
  readonly unread: readonly string[];
  /** Marts whose published build is older than the lake. */
  readonly stale: readonly string[];
}

const EXAMPLES = 3;

/** Looks for everything that stands against closing a period on `asOf`. Reads only. */
export async function closingObstacles(
  project: OpenProject,
  planning: Planning,
  period: string,
  asOf: string,
): Promise<ClosingObstacles> {
  const end = firstDayOf(monthAfter(period));
  const stale = planning.plan.filter((s) => s.period === period && isStale(s)).map((s) => s.model);
  return {
    endsOn: asOf < end ? end : null,
    provisional: await provisionalLines(project, planning, period),
    unread: await unreadCost(project, period),
    stale,
  };
}

/** True when nothing stands against closing. */
export function mayClose(obstacles: ClosingObstacles): boolean {
  const { endsOn, provisional, unread, stale } = obstacles;
  return endsOn === null && provisional.length === 0 && unread.length === 0 && stale.length === 0;
}

async function provisionalLines(project: OpenProject, planning: Planning, period: string): Promise<ProvisionalLines[]> {
  const { rows } = await withPublishedPeriod(project, planning, period, ['fct_bill_line'], (engine) =>
    engine.query(`
      SELECT provider, billing_account, connection_id, currency, count(*) AS lines,
        CAST(sum(amount_micros) * 0.000001 AS DECIMAL(38, 6)) AS amount,
        CAST(min(charge_from) AS VARCHAR) AS first_day, CAST(max(charge_from) AS VARCHAR) AS last_day,
        array_to_string(list_sort(list(bill_line_id))[1:${EXAMPLES}], ' ') AS examples
      FROM fct_bill_line WHERE bill_state = 'provisional'
      GROUP BY provider, billing_account, connection_id, currency ORDER BY ALL`),
  );
  return rows.map((row) => ({
    provider: text(row.provider),
    billing_account: row.billing_account === null ? null : text(row.billing_account),
    connection: text(row.connection_id),
    lines: Number(row.lines),
    amount: text(row.amount),
    currency: text(row.currency),
    first_day: text(row.first_day),
    last_day: text(row.last_day),
    examples: text(row.examples).split(' '),
  }));
}

const text = (value: Cell | undefined) => String(value);

/** Windows of cost tables that no run ever answered, of connections that are still configured. */
async function unreadCost(project: OpenProject, period: string): Promise<string[]> {
  const configured = new Set(project.config.connections.map((c) => c.id));
  return (await readManifest(project.store, period)).entries
    .filter(
      (e) => e.table === 'cost' && e.status !== 'complete' && e.status !== 'empty' && configured.has(e.connection),
    )
    .map((e) => `${e.connection} ${e.stream}: ${e.dt}`);
}
