import type { BoundRule } from './intervals.ts';
import type { MultiplierSet, Multipliers } from './multipliers.ts';

/** Weight of the shipped multipliers, in scores. */
const SHIPPED_WEIGHT = 150;
const LEAST_SCORES = 60;
const LEAST_SHARE = 0.85;
const LEVELS = [0.05, 0.1, 0.9, 0.95] as const;

/** A backtest error in units of its scale, signed: comparable with the multipliers. Null where the scale is 0. */
export function scaledError(actual: number, forecast: number, scale: number, rule: BoundRule): number | null {
  if (!(scale > 0)) return null;
  if (rule.form === 'additive') return (actual - forecast) / (rule.unit * scale);
  if (!(forecast > 0)) return null;
  if (rule.form === 'linear') return (actual / forecast - 1) / scale;
  return Math.log(Math.max(actual, 1e-9 * forecast) / forecast) / scale;
}

/** Finite-sample quantile: the ceil((N + 1) p)-th smallest score; the mirror image below one half. */
export function finiteQuantile(sorted: ArrayLike<number>, p: number): number {
  const n = sorted.length;
  const rank = (q: number) => Math.min(n, Math.ceil((n + 1) * q));
  return p >= 0.5 ? sorted[rank(p) - 1]! : sorted[n - rank(1 - p)]!;
}

/**
 * Blends a company's own quantiles of scaled errors with the shipped multipliers: with N >= 60 independent scores
 * `K = (N K_own + 150 K_ship) / (N + 150)`, never less than 0.85 of the shipped size. Fewer scores change nothing.
 *
 * @param independent number of scores that count as independent; steps of one path are not
 */
export function blendMultipliers(shipped: Multipliers, scores: readonly number[], independent: number): Multipliers {
  if (independent < LEAST_SCORES || scores.length === 0) return shipped;
  const sorted = Float64Array.from(scores).sort();
  const blend = (i: 0 | 1 | 2 | 3) => {
    const k =
      (independent * finiteQuantile(sorted, LEVELS[i]) + SHIPPED_WEIGHT * shipped[i]) / (independent + SHIPPED_WEIGHT);
    const least = LEAST_SHARE * shipped[i];
    return shipped[i] < 0 ? Math.min(k, least) : Math.max(k, least);
  };
  return [blend(0), blend(1), blend(2), blend(3)];
}

/** Scores of one group of series. */
export interface GroupScores {
  /** Scores of steps: the step (1-based) and the scaled error. */
  steps: { step: number; score: number }[];
  /** Scores of totals. */
  totals: number[];
  /** Number of forecasts (node x origin) they come from. */
  forecasts: number;
}

/** The multipliers of a group after its own backtest. */
export function updateMultipliers(shipped: MultiplierSet, own: GroupScores): MultiplierSet {
  const between = (low: number, high: number) =>
    own.steps.filter(({ step }) => step > low && step <= high).map(({ score }) => score);
  let low = 0;
  const bySteps = shipped.bySteps.map(({ upTo, row }) => {
    const scores = between(low, upTo);
    low = upTo;
    return { upTo, row: blendMultipliers(row, scores, own.forecasts) };
  });
  return {
    pooled: blendMultipliers(shipped.pooled, between(low, Number.POSITIVE_INFINITY), own.forecasts),
    bySteps,
    total: blendMultipliers(shipped.total, own.totals, own.forecasts),
  };
}
