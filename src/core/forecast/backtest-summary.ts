import { dayOfNumber } from '../days.ts';
import { BACKTEST_HORIZON, type BacktestResult } from './backtest.ts';
import { type GroupScores, updateMultipliers } from './conformal.ts';
import { losesToRunRate } from './fallback.ts';
import { microsText, toMicros } from './micros.ts';
import { type MultiplierKey, type MultiplierSet, SHIPPED_MULTIPLIERS } from './multipliers.ts';
import type { ForecastInput } from './plan-input.ts';
import type { ForecastBacktestRow } from './plan-rows.ts';

/** Track record of a node over its origins. */
export interface BacktestSummary {
  origins: number;
  smape: number;
  mase: number | null;
  /** Sum of absolute errors of the quarter totals over the sum of the actual totals. */
  quarterWape: number | null;
  /** Mean of forecast / actual - 1 over the quarter totals. */
  bias: number | null;
  /** Share of the days inside p10-p90. */
  covered80: number;
  /** 1 - mean absolute error of the quarter total / that of the 30-day run rate. */
  skill: number | null;
  losesToRunRate: boolean;
}

const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
const six = (x: number) => Number(x.toFixed(6));
const total = (r: BacktestResult) => r.spans.find((s) => s.step === 0)!;

/** Track record by node id. */
export function summarise(results: readonly BacktestResult[]): Map<string, BacktestSummary> {
  const byNode = new Map<string, BacktestResult[]>();
  for (const r of results) byNode.set(r.node.id, [...(byNode.get(r.node.id) ?? []), r]);
  const out = new Map<string, BacktestSummary>();
  for (const [id, list] of byNode) {
    const totals = list
      .map(total)
      .map(({ actual, quantiles, runRate }) => ({ actual, forecast: quantiles.p50, runRate }));
    const error = mean(totals.map((t) => Math.abs(t.forecast - t.actual)));
    const naive = mean(totals.map((t) => Math.abs(t.runRate - t.actual)));
    const size = mean(totals.map((t) => Math.abs(t.actual)));
    const scaled = list.map((r) => r.mase).filter((v) => v !== null);
    const ratios = totals.filter((t) => t.actual > 0).map((t) => t.forecast / t.actual - 1);
    out.set(id, {
      origins: list.length,
      smape: six(mean(list.map((r) => r.smape))),
      mase: scaled.length > 0 ? six(mean(scaled)) : null,
      quarterWape: size > 0 ? six(error / size) : null,
      bias: ratios.length > 0 ? six(mean(ratios)) : null,
      covered80: six(mean(list.map((r) => r.covered80))),
      skill: naive > 0 ? six(1 - error / naive) : null,
      losesToRunRate: losesToRunRate(totals),
    });
  }
  return out;
}

/** The company's own interval multipliers: shipped ones blended with the scores of its backtest. */
export function ownMultipliers(results: readonly BacktestResult[]): Partial<Record<MultiplierKey, MultiplierSet>> {
  const groups = new Map<MultiplierKey, GroupScores>();
  for (const r of results) {
    const group = groups.get(r.multiplierKey) ?? { steps: [], totals: [], forecasts: 0 };
    for (const s of r.stepScores) group.steps.push(s);
    const { score } = total(r);
    if (score !== null) group.totals.push(score);
    group.forecasts++;
    groups.set(r.multiplierKey, group);
  }
  return Object.fromEntries(
    [...groups].map(([key, scores]) => [key, updateMultipliers(SHIPPED_MULTIPLIERS[key], scores)]),
  );
}

/** Rows of forecast_backtest. */
export function backtestRows(input: ForecastInput, results: readonly BacktestResult[]): ForecastBacktestRow[] {
  return results.flatMap(({ node, origin, spans }) =>
    spans.map(({ step, to, actual, quantiles, runRate, score }): ForecastBacktestRow => {
      const from = step <= 1 ? 0 : spans.find((s) => s.step === step - 1)!.to;
      const text = (v: number) => microsText(toMicros(v));
      return {
        run_id: input.runId,
        as_of: input.asOf,
        scenario_id: 'base',
        node_id: node.id,
        org: node.org,
        currency: input.currency,
        period_start: dayOfNumber(origin + 1 + from),
        node_level: node.level,
        origin: dayOfNumber(origin),
        step,
        period_end: dayOfNumber(origin + (step === 0 ? BACKTEST_HORIZON : to)),
        actual: text(actual),
        p05: text(quantiles.p05),
        p10: text(quantiles.p10),
        p50: text(quantiles.p50),
        p90: text(quantiles.p90),
        p95: text(quantiles.p95),
        run_rate: text(runRate),
        scaled_error: score === null ? null : six(score),
      };
    }),
  );
}
