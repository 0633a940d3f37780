import { forecastSeries, type SeriesForecast } from './forecast-series.ts';
import type { HierarchyNode, LeafKey } from './hierarchy.ts';
import type { MultiplierKey, MultiplierSet } from './multipliers.ts';
import { seedFrom } from './rng.ts';

/** Direct forecast of a node's daily usage, and the absolute deviation of its level that reconciliation weighs by. */
export interface BaseForecast {
  forecast: SeriesForecast;
  deviation: number;
}

/** Sum of the given leaves a day; null on a day that any of them has not reported. */
export function sumLeaves(
  paths: readonly (readonly (number | null)[])[],
  leaves: readonly number[],
): (number | null)[] {
  const n = leaves.length === 0 ? 0 : paths[leaves[0]!]!.length;
  return Array.from({ length: n }, (_, t) => {
    let sum = 0;
    for (const leaf of leaves) {
      const v = paths[leaf]![t];
      if (v === null || v === undefined) return null;
      sum += v;
    }
    return sum;
  });
}

/** One-step deviation in the unit of the data: relative ones are times the mean of the last 28 days. */
function absoluteDeviation(values: readonly (number | null)[], forecast: SeriesForecast): number {
  if (forecast.rule.form === 'additive') return forecast.sigma1 * forecast.rule.unit;
  let sum = 0;
  let count = 0;
  for (const v of values.slice(-28)) {
    if (v === null) continue;
    sum += Math.abs(v);
    count++;
  }
  return forecast.sigma1 * (count > 0 ? sum / count : 0);
}

/** Width of a normal 80 % interval in standard deviations. */
const WIDTH_80 = 2 * 1.2815515655446004;

/**
 * How unsure a node is, in the unit of the data: the geometric mean of its one-step deviation and of the deviation of its
 * level over the horizon, from the interval of its total. The first alone trusts a model in its first weeks, whose level
 * nobody knows in a quarter; the second alone trusts whatever has lain still.
 */
function levelDeviation(values: readonly (number | null)[], forecast: SeriesForecast, horizon: number): number {
  const { p10, p90 } = forecast.total;
  return Math.sqrt(absoluteDeviation(values, forecast) * ((p90 - p10) / WIDTH_80 / horizon));
}

/**
 * Forecasts the daily usage of every node. Nodes with the same leaves share one forecast; leaves that are pooled share
 * the forecast of their pool (see `poolTinyLeaves`).
 *
 * @param paths spend a day of every leaf, at constant prices
 */
export function baseForecasts(
  nodes: readonly HierarchyNode[],
  paths: readonly (readonly (number | null)[])[],
  horizon: number,
  seed: number,
  multipliers?: Partial<Record<MultiplierKey, MultiplierSet>>,
): BaseForecast[] {
  const known = new Map<string, BaseForecast>();
  return nodes.map((node) => {
    const key = node.leaves.join();
    const before = known.get(key);
    if (before) return before;
    const values = sumLeaves(paths, node.leaves);
    const own = seedFrom(node.id, seed);
    const forecast = forecastSeries({ values, frequency: 'daily', horizon, seed: own, multipliers });
    const base = { forecast, deviation: levelDeviation(values, forecast, horizon) };
    known.set(key, base);
    return base;
  });
}

/** A leaf that is forecast on its own (one member), or several tiny ones of a tool and team that are forecast together. */
export interface Pool {
  members: number[];
  /** Shares of the members; sum to 1. */
  shares: number[];
}

const WINDOW = 90;
const SHARE_WINDOW = 28;
const LEAST_SHARE = 0.001;
const LEAST_DAYS = 14;

/**
 * Pools leaves of a tool and team that are too small to forecast alone: under 0.1 % of the spend of the last 90 days or
 * fewer than 14 days since first use. A pool is split again by the shares of the last 28 days.
 */
export function poolTinyLeaves(leaves: readonly LeafKey[], paths: readonly (readonly (number | null)[])[]): Pool[] {
  const recent = (i: number, days: number) => paths[i]!.slice(-days).reduce<number>((a, b) => a + Math.abs(b ?? 0), 0);
  const total = leaves.reduce((sum, _, i) => sum + recent(i, WINDOW), 0);
  const pools = new Map<string, number[]>();
  const out: Pool[] = [];
  leaves.forEach((leaf, i) => {
    const first = paths[i]!.findIndex((v) => v !== null && v !== 0);
    const days = first < 0 ? 0 : paths[i]!.length - first;
    if (recent(i, WINDOW) >= LEAST_SHARE * total && days >= LEAST_DAYS) {
      out.push({ members: [i], shares: [1] });
      return;
    }
    const key = JSON.stringify([leaf.tool, leaf.team]);
    const members = pools.get(key);
    if (members) members.push(i);
    else pools.set(key, [i]);
  });
  for (const members of pools.values()) {
    const sizes = members.map((i) => recent(i, SHARE_WINDOW));
    const sum = sizes.reduce((a, b) => a + b, 0);
    out.push({ members, shares: sizes.map((v) => (sum > 0 ? v / sum : 1 / members.length)) });
  }
  return out;
}
