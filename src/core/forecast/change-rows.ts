import { dayOfNumber } from '../days.ts';
import { type CellChange, type CellFactors, decompose, exactEffects } from './decompose.ts';
import { pairKey } from './drivers.ts';
import type { HierarchyNode } from './hierarchy.ts';
import { fromMicros, microsText } from './micros.ts';
import { actualOf, nodeMoney, stepsOf } from './node-money.ts';
import { type Period, periodsOver, quarterPeriod } from './periods.ts';
import type { PlanContext } from './plan-context.ts';
import { EFFECTS, type ForecastChangeRow } from './plan-rows.ts';
import type { ScenarioForecast } from './plan-scenario.ts';

const sum = (x: ArrayLike<number | null>, from: number, to: number) => {
  let out = 0;
  for (let t = from; t < to; t++) out += x[t] ?? 0;
  return out;
};

/** Days of active users, tokens per user, share and price of a leaf; days stand for users where nobody counted. */
function factors(users: number, pairTokens: number, tokens: number, spend: number): CellFactors {
  return {
    users,
    perUser: users > 0 ? pairTokens / users : 0,
    share: pairTokens > 0 ? tokens / pairTokens : 0,
    price: tokens > 0 ? spend / tokens : 0,
  };
}

/** Factors of all usage leaves in a past and in a future quarter (the future before events). */
function cells(context: PlanContext, past: Period, next: Period): CellChange[] {
  const { input, drivers, axisStart } = context;
  const [from0, to0] = [past.from - axisStart, past.to - axisStart];
  const { from, to } = stepsOf(context, next);
  const pairs = new Map<string, { users0: number; users1: number; tokens0: number; tokens1: number }>();
  const counted = new Map(input.activeUsers.map((a) => [pairKey(a), a.users]));
  input.leaves.forEach((leaf, i) => {
    const key = pairKey(leaf);
    const known = pairs.get(key);
    const history = counted.get(key);
    const ahead = drivers.teams.get(key)?.users;
    const pair = known ?? {
      users0: history ? sum(history, from0, to0) : past.to - past.from,
      users1: ahead ? sum(ahead, from, to) : next.to - next.from,
      tokens0: 0,
      tokens1: 0,
    };
    pair.tokens0 += sum(leaf.tokens, from0, to0);
    pair.tokens1 += sum(drivers.leaves[i]!.tokens, from, to);
    pairs.set(key, pair);
  });
  return input.leaves.map((leaf, i) => {
    const pair = pairs.get(pairKey(leaf))!;
    const driver = drivers.leaves[i]!;
    const tokens1 = sum(driver.tokens, from, to);
    return {
      before: factors(pair.users0, pair.tokens0, sum(leaf.tokens, from0, to0), sum(leaf.usd, from0, to0)),
      after: factors(pair.users1, pair.tokens1, tokens1, tokens1 * driver.price),
    };
  });
}

/**
 * Rows of forecast_change of one scenario: why the next full quarter differs from the last complete one, by additive
 * LMDI on users x tokens per user x share x price, with seats, events, new or retired cells and a residual (what the
 * direct forecast adds to the driver forecast, and single costs). The eight lines sum exactly to the difference.
 *
 * No rows where the history does not hold the whole last quarter.
 */
export function changeRows(context: PlanContext, scenario: ScenarioForecast): ForecastChangeRow[] {
  const { start, horizon, input, axisStart } = context;
  const past = quarterPeriod(quarterPeriod(start, input.fiscalYearStartMonth).from - 1, input.fiscalYearStartMonth);
  if (past.from < axisStart) return [];
  const quarters = periodsOver(start, start + horizon, input.fiscalYearStartMonth).filter((p) => p.grain === 'quarter');
  const next = quarters[quarters.length - 1]!;
  const all = cells(context, past, next);
  return context.nodes
    .filter((node) => node.level !== 'leaf')
    .flatMap((node) => nodeRows(context, scenario, node, past, next, all));
}

function nodeRows(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  past: Period,
  next: Period,
  all: readonly CellChange[],
): ForecastChangeRow[] {
  const { from, to } = stepsOf(context, next);
  const before = actualOf(context, node, past.from, past.to);
  const { ahead } = nodeMoney(context, scenario, node, next);
  const fromUsd = before.usage + before.seat + before.one_off;
  const toUsd = ahead.usage + ahead.seat + ahead.one_off;
  const leaves = node.leaves.filter((leaf) => leaf < all.length);
  const effects = decompose(leaves.map((leaf) => all[leaf]!));
  const withoutEvents = leaves.reduce((s, leaf) => s + sum(scenario.before[leaf]!, from, to), 0);
  const seats = fromMicros(ahead.seat - before.seat);
  const events = fromMicros(ahead.usage) - withoutEvents;
  const explained =
    effects.users + effects.tokens + effects.mix + effects.price + effects.newOrRetired + seats + events;
  const residual = fromMicros(toUsd - fromUsd) - explained;
  const { users, tokens, mix, price, newOrRetired } = effects;
  const values = [users, tokens, mix, price, seats, events, newOrRetired, residual];
  const exact = exactEffects(values, toUsd - fromUsd);
  return EFFECTS.map((effect, i) => ({
    run_id: context.input.runId,
    as_of: context.input.asOf,
    scenario_id: scenario.id,
    node_id: node.id,
    org: node.org,
    currency: context.input.currency,
    period_start: dayOfNumber(next.from),
    node_level: node.level,
    from_period_start: dayOfNumber(past.from),
    from_usd: microsText(fromUsd),
    to_usd: microsText(toUsd),
    effect,
    usd: microsText(exact[i]!),
  }));
}
