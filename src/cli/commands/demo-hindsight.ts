import type { OpenProject } from '../../app/project.ts';
import { withWarehouse } from '../../app/query.ts';
import type { SimulatorThread } from '../../sim/index.ts';

/** The demo's forecast of the next quarter beside what the simulated company will really spend. USD. */
export interface Hindsight {
  /** First months of the quarter and of the last one in it, `YYYY-MM`. */
  readonly months: { readonly from: string; readonly to: string };
  readonly truth: number;
  readonly forecast: number;
  readonly low: number;
  readonly high: number;
  /** Last 30 days carried over the quarter. */
  readonly runRate: number;
}

const NEXT_QUARTER = `
  select cast(period_start as varchar) as first_day, cast(period_end as varchar) as last_day,
    cast(p10 as double) as low, cast(p50 as double) as forecast, cast(p90 as double) as high
  from fin_forecast_quarter_v1
  where scenario_id = 'base' and node_level = 'company' and currency = 'USD' and last_quarter is not null`;

const RUN_RATE = `
  select cast(sum(billed_cost) as double) / 30 as a_day from fin_spend_daily_v1
  where currency = 'USD' and usage_date > (select max(usage_date) from fin_spend_daily_v1 where charge_category = 'Usage') - interval '31' day
    and usage_date <= (select max(usage_date) from fin_spend_daily_v1 where charge_category = 'Usage') - interval '1' day`;

/**
 * Reads the published forecast and compares it with the company's own future, which no run has seen. The future is worked
 * out in the vendors' thread: what is returned first is what is read, its promise the comparison.
 */
export async function demoHindsight(
  project: OpenProject,
  vendors: Pick<SimulatorThread, 'truth'>,
): Promise<{ readonly compared: Promise<Hindsight> }> {
  const [next, recent] = await withWarehouse(project, async (engine) => [
    (await engine.query(NEXT_QUARTER)).rows[0]!,
    (await engine.query(RUN_RATE)).rows[0]!,
  ]);
  const months = { from: String(next!.first_day).slice(0, 7), to: String(next!.last_day).slice(0, 7) };
  const days = (Date.parse(String(next!.last_day)) - Date.parse(String(next!.first_day))) / 86_400_000 + 1;
  const compared = vendors.truth(months).then((rows) => ({
    months,
    truth: rows.filter((row) => row.currency === 'USD').reduce((sum, row) => sum + Number(row.amount), 0),
    forecast: Number(next!.forecast),
    low: Number(next!.low),
    high: Number(next!.high),
    runRate: Number(recent!.a_day) * days,
  }));
  return { compared };
}

/** The comparison in one line. */
export function renderHindsight(h: Hindsight): string {
  const usd = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  const off = (value: number) => `${((Math.abs(value - h.truth) / h.truth) * 100).toFixed(1)} %`;
  const inside = h.truth >= h.low && h.truth <= h.high ? 'inside' : 'outside';
  return (
    `What the simulated company will really spend from ${h.months.from} to ${h.months.to}: USD ${usd(h.truth)}, ${inside} the 80 % interval. ` +
    `The forecast misses it by ${off(h.forecast)}, the last 30 days carried forward by ${off(h.runRate)}.`
  );
}
