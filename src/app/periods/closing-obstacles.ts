import { decimalFromUnits, formatDecimalFixed } from '../../core/money/decimal.ts';
import { firstDayOf, monthAfter } from '../../core/months.ts';
import { readManifest } from '../../io/lake/manifest.ts';
import type { Cell } from '../../io/query-engine.ts';
import type { Planning } from '../build/build.ts';
import { isStale } from '../build/fingerprints.ts';
import type { OpenProject } from '../project.ts';
import { withWarehouse } from '../query.ts';

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
  /** One of their ids, for `tokenledger explain`. */
  readonly example: string;
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

/** What stands against closing a period whatever a build would bring: time, and money that was never read. */
export async function obstaclesOfInput(project: OpenProject, period: string, asOf: string): Promise<ClosingObstacles> {
  const end = firstDayOf(monthAfter(period));
  const unread = await unreadCost(project, period);
  return { endsOn: asOf < end ? end : null, unread, provisional: [], stale: [] };
}

/** Looks for everything that stands against closing a published period on `asOf`. Reads only. */
export async function closingObstacles(
  project: OpenProject,
  planning: Planning,
  period: string,
  asOf: string,
): Promise<ClosingObstacles> {
  const ofInput = await obstaclesOfInput(project, period, asOf);
  const stale = planning.plan.filter((s) => s.period === period && isStale(s)).map((s) => s.model);
  return { ...ofInput, provisional: await provisionalLines(project, period), stale };
}

/** True when nothing stands against closing. */
export function mayClose(obstacles: ClosingObstacles): boolean {
  const { endsOn, provisional, unread, stale } = obstacles;
  return endsOn === null && provisional.length === 0 && unread.length === 0 && stale.length === 0;
}

async function provisionalLines(project: OpenProject, period: string): Promise<ProvisionalLines[]> {
  const { rows } = await withWarehouse(project, (engine) =>
    engine.query(`
      SELECT provider, billing_account, connection_id, currency, count(*) AS line_count,
        CAST(sum(amount_micros) AS BIGINT) AS amount_micros, CAST(min(charge_from) AS VARCHAR) AS first_day,
        CAST(max(charge_from) AS VARCHAR) AS last_day, min(bill_line_id) AS example
      FROM ${engine.relation('main', 'fct_bill_line')}
      WHERE period = '${period}' AND bill_state = 'provisional'
      GROUP BY provider, billing_account, connection_id, currency
      ORDER BY provider, billing_account, connection_id, currency`),
  );
  return rows.map((row) => ({
    provider: text(row.provider),
    billing_account: row.billing_account === null ? null : text(row.billing_account),
    connection: text(row.connection_id),
    lines: Number(row.line_count),
    amount: formatDecimalFixed(decimalFromUnits(BigInt(text(row.amount_micros)), 6), 6),
    currency: text(row.currency),
    first_day: text(row.first_day),
    last_day: text(row.last_day),
    example: text(row.example),
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
