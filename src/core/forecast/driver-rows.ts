import { pairKey } from './drivers.ts';
import type { HierarchyNode } from './hierarchy.ts';
import { certain } from './intervals.ts';
import { toMicros } from './micros.ts';
import { stepsOf } from './node-money.ts';
import type { Period } from './periods.ts';
import type { PlanContext } from './plan-context.ts';
import type { ForecastSpendRow } from './plan-rows.ts';
import type { ScenarioForecast } from './plan-scenario.ts';
import { published, round, type SpendHead } from './row-parts.ts';
import { QUANTILE_NAMES, type Quantiles } from './types.ts';

/** Drivers of a node over the remaining days of a period, with events. */
export interface NodeDrivers {
  /** Mean active users a day; null where nobody counted them. */
  users: number | null;
  tokensPerUser: number | null;
  /** Price of the node's tokens over their price at as_of. */
  priceIndex: number | null;
  /** JSON: model -> share of the tokens. */
  mix: string | null;
  tokens: number;
}

const usageLeaves = (context: PlanContext, node: HierarchyNode) =>
  node.leaves.filter((leaf) => leaf < context.input.leaves.length);

/** Pairs of tool and team of a node with one of their leaves. */
function pairsOf(context: PlanContext, node: HierarchyNode): Map<string, number> {
  return new Map(usageLeaves(context, node).map((leaf) => [pairKey(context.leaves[leaf]!), leaf]));
}

/** Drivers of a node in a period. */
export function nodeDrivers(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  period: Period,
): NodeDrivers {
  const { from, to } = stepsOf(context, period);
  const { drivers } = context;
  const { effects } = scenario;
  const mix = new Map<string, number>();
  let tokens = 0;
  let atBase = 0;
  let atNew = 0;
  for (const leaf of usageLeaves(context, node)) {
    const driver = drivers.leaves[leaf]!;
    let own = 0;
    for (let k = from; k < to; k++) {
      const base = driver.tokens[k]!;
      const moved = base * effects.tokenRatio[leaf]![k]!;
      own += moved + effects.tokensAdded[leaf]![k]!;
      atBase += moved * driver.price;
      atNew += base * driver.price * effects.ratio[leaf]![k]!;
    }
    tokens += own;
    const model = context.leaves[leaf]!.model ?? '';
    mix.set(model, (mix.get(model) ?? 0) + own);
  }
  let users = 0;
  let counted = false;
  for (const [key, leaf] of pairsOf(context, node)) {
    const path = drivers.teams.get(key)?.users;
    if (!path) continue;
    counted = true;
    for (let k = from; k < to; k++) users += path[k]! * effects.userRatio[leaf]![k]!;
  }
  const days = to - from;
  const shares = [...mix].sort(([a], [b]) => (a < b ? -1 : 1)).map(([model, t]) => [model, round(t / tokens)]);
  return {
    users: counted && days > 0 ? round(users / days) : null,
    tokensPerUser: counted && users > 0 ? round(tokens / users) : null,
    priceIndex: atBase > 0 ? round(atNew / atBase) : null,
    mix: tokens > 0 ? JSON.stringify(Object.fromEntries(shares)) : null,
    tokens,
  };
}

/**
 * Rows of demand: tokens (the widths of the node's spend, in proportion), mean active users a day (own widths, added up
 * over tools and teams as if they moved together) and seats billed.
 */
export function userRows(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  period: Period,
  spend: Quantiles,
  head: SpendHead,
): ForecastSpendRow[] {
  const { from, to } = stepsOf(context, period);
  const rows: ForecastSpendRow[] = [];
  const add = (metric: 'tokens' | 'active_users' | 'seats', charge: 'usage' | 'seat', q: Quantiles) => {
    const numbers = published(q, toMicros(q.p50), null);
    rows.push({ ...head, charge_class: charge, metric, ...numbers, base_p50: null });
  };
  if (to > from) {
    const { tokens } = nodeDrivers(context, scenario, node, period);
    if (tokens > 0) add('tokens', 'usage', inProportion(spend, tokens));
    const users = usersOf(context, scenario, node, from, to);
    if (users) add('active_users', 'usage', users);
  }
  const own = new Set(node.leaves);
  let seats = 0;
  for (const c of scenario.charges) {
    if (own.has(c.leaf) && c.chargeClass === 'seat' && c.day >= period.from && c.day < period.to) seats += c.seats;
  }
  if (seats > 0 && period.grain === 'month') add('seats', 'seat', certain(seats));
  return rows;
}

function inProportion(q: Quantiles, middle: number): Quantiles {
  if (!(q.p50 > 0)) return certain(middle);
  const out = { ...q };
  for (const name of QUANTILE_NAMES) out[name] = (middle * q[name]) / q.p50;
  return out;
}

function usersOf(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  from: number,
  to: number,
): Quantiles | null {
  const sum = certain(0);
  let counted = false;
  for (const [key, leaf] of pairsOf(context, node)) {
    const pair = context.drivers.teams.get(key);
    if (!pair?.users || !pair.usersForecast) continue;
    counted = true;
    let mean = 0;
    for (let k = from; k < to; k++) mean += (pair.users[k]! * scenario.effects.userRatio[leaf]![k]!) / (to - from);
    const own = inProportion(pair.usersForecast.totalOf(from, to), mean);
    for (const name of QUANTILE_NAMES) sum[name] += own[name];
  }
  return counted ? sum : null;
}
