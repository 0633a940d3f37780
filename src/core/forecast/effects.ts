import { dayNumber } from '../days.ts';
import { type Change, inScope, likely, RAMP_DAYS, ramp } from './changes.ts';
import { type Drivers, type LeafDrivers, pairKey } from './drivers.ts';
import type { LeafKey } from './hierarchy.ts';
import type { PlanTeam } from './plan-input.ts';

/** What changes do to the usage of every leaf: [leaf][step]. */
export interface UsageEffects {
  /** Spend with the changes over spend without; 1 where the driver spend without is 0. */
  ratio: Float64Array[];
  /** Spend that no ratio can carry: new tools, copies, tokens routed to a model without usage. */
  added: Float64Array[];
  /** Tokens over tokens without the changes; 1 where there are none without. */
  tokenRatio: Float64Array[];
  /** Tokens that no ratio can carry. */
  tokensAdded: Float64Array[];
  /** Active users over active users without the changes: by leaf, equal within a tool and team. */
  userRatio: Float64Array[];
  warnings: string[];
}

interface State {
  leaves: readonly LeafKey[];
  drivers: Drivers;
  headcount: Map<string, number | null>;
  firstDay: number;
  horizon: number;
  tokens: Float64Array[];
  /** Tokens that the spend before changes stands for, at today's price: what money is moved and scaled by. */
  volume: Float64Array[];
  price: Float64Array[];
  users: Float64Array[];
  added: Float64Array[];
  /** Tokens that arrived from other models. */
  moved: Float64Array[];
  tokensAdded: Float64Array[];
  elasticity: Float64Array[];
  warnings: string[];
}

/**
 * Applies changes to the driver forecast, by date and then in the order given.
 *
 * @param firstDay day number of step 0
 * @param before spend of every leaf and step before changes, of which `ratio` and `added` are; the driver forecast's
 *   unless given. Tokens that move between models carry the spend of this path, so a model that is just being taken up
 *   is not multiplied by a share of the past.
 */
export function usageEffects(
  leaves: readonly LeafKey[],
  drivers: Drivers,
  teams: readonly PlanTeam[],
  changes: readonly Change[],
  firstDay: number,
  horizon: number,
  before?: readonly Float64Array[],
): UsageEffects {
  const zeros = () => leaves.map(() => new Float64Array(horizon));
  const ones = () => leaves.map(() => new Float64Array(horizon).fill(1));
  const state: State = {
    leaves,
    drivers,
    headcount: new Map(teams.map((t) => [t.team, t.headcount])),
    firstDay,
    horizon,
    tokens: drivers.leaves.map((d) => Float64Array.from(d.tokens)),
    volume: drivers.leaves.map((d, i) => volumeOf(d, before?.[i])),
    price: drivers.leaves.map((d) => new Float64Array(horizon).fill(d.price)),
    users: ones(),
    added: zeros(),
    moved: zeros(),
    tokensAdded: zeros(),
    elasticity: zeros(),
    warnings: [],
  };
  const dated = changes.map((change, at) => ({ change, day: dayNumber(change.effectiveDate), at }));
  dated.sort((a, b) => a.day - b.day || a.at - b.at);
  for (const { change, day } of dated) applyChange(state, change, Math.max(0, day - firstDay), day);
  const without = state.drivers.leaves.map((d, i) => volumeOf(d, before?.[i]));
  return finish(state, without);
}

/** Tokens behind a spend path; the driver's where there is no path, or no price. */
function volumeOf(driver: LeafDrivers, before: Float64Array | undefined): Float64Array {
  return before === undefined || driver.price <= 0
    ? Float64Array.from(driver.tokens)
    : before.map((v) => v / driver.price);
}

/** Calls back for every leaf in scope and every step from `from` on. */
function each(state: State, change: Change, from: number, visit: (leaf: number, step: number) => void): void {
  state.leaves.forEach((leaf, i) => {
    if (!inScope(change, leaf)) return;
    for (let k = from; k < state.horizon; k++) visit(i, k);
  });
}

function applyChange(state: State, change: Change, from: number, day: number): void {
  const { price, users } = state;
  const scaleTokens = (leaf: number, k: number, factor: number) => {
    for (const of of [state.tokens, state.volume, state.moved]) of[leaf]![k]! *= factor;
  };
  const scaleUse = (leaf: number, k: number, factor: number) => {
    users[leaf]![k]! *= factor;
    scaleTokens(leaf, k, factor);
    state.added[leaf]![k]! *= factor;
    state.tokensAdded[leaf]![k]! *= factor;
  };
  const scalePrice = (ratio: (old: number) => number) =>
    each(state, change, from, (i, k) => {
      price[i]![k]! *= likely(change, ratio(price[i]![k]!));
    });
  switch (change.kind) {
    case 'price_factor':
      scalePrice(() => change.value);
      break;
    case 'discount_change':
      scalePrice(() => 1 - change.value);
      break;
    case 'new_model_price':
      scalePrice((old) => (old > 0 ? change.value / 1e6 / old : 1));
      break;
    case 'efficiency':
      each(state, change, from, (i, k) => scaleTokens(i, k, likely(change, 1 - change.value)));
      break;
    case 'elasticity':
      each(state, change, from, (i, k) => {
        state.elasticity[i]![k] = change.certainty * change.value;
      });
      break;
    case 'tool_stop':
      each(state, change, from, (i, k) => scaleUse(i, k, likely(change, 0)));
      break;
    case 'headcount_add':
      each(state, change, from, (i, k) => {
        const people = state.headcount.get(state.leaves[i]!.team) ?? null;
        if (people === null || people <= 0) return;
        const grown = (people + change.value * ramp(state.firstDay + k, day, change.rampDays ?? RAMP_DAYS)) / people;
        scaleUse(i, k, Math.max(0, likely(change, grown)));
      });
      break;
    case 'adoption_cap':
      each(state, change, from, (i, k) => {
        const active = (state.drivers.teams.get(pairKey(state.leaves[i]!))?.users?.[k] ?? 0) * users[i]![k]!;
        if (active > change.value) scaleUse(i, k, likely(change, change.value / active));
      });
      break;
    case 'route_share':
      route(state, change, from);
      break;
    case 'tool_start':
      start(state, change, from, day);
      break;
    case 'replicate':
      replicate(state, change, from);
      break;
    case 'seat_change':
    case 'one_off_cost':
      break;
  }
}

/** Moves a share of one model's tokens to another model of the same tool and team. */
function route(state: State, change: Change, from: number): void {
  const { leaves } = state;
  const share = change.value * change.certainty;
  each(state, change, from, (i, k) => {
    const source = leaves[i]!;
    const target = leaves.findIndex(
      (l) => l.tool === source.tool && l.team === source.team && l.model === change.toModel,
    );
    if (target < 0 || target === i) {
      const text = `route_share: model ${change.toModel ?? '(none)'} has no usage in ${source.tool}, team ${source.team}; nothing moved there`;
      const isUsed = state.volume[i]![k]! + state.moved[i]![k]! > 0;
      if (isUsed && !state.warnings.includes(text)) state.warnings.push(text);
      return;
    }
    const move = (of: Float64Array[], arrive: (tokens: number) => void) => {
      const moved = of[i]![k]! * share;
      of[i]![k]! -= moved;
      arrive(moved * (change.tokenFactor ?? 1));
    };
    move(state.tokens, (tokens) => {
      if (state.drivers.leaves[target]!.tokens[k]! > 0) state.tokens[target]![k]! += tokens;
      else state.tokensAdded[target]![k]! += tokens;
    });
    for (const money of [state.volume, state.moved]) {
      move(money, (tokens) => {
        state.moved[target]![k]! += tokens;
      });
    }
  });
}

/** Spreads the spend of a new tool evenly over the leaves in scope. */
function start(state: State, change: Change, from: number, day: number): void {
  const inside = state.leaves.filter((leaf) => inScope(change, leaf)).length;
  if (inside === 0) {
    state.warnings.push(`tool_start: no leaf in scope (${change.tool}/${change.model}/${change.team}); add one`);
    return;
  }
  each(state, change, from, (i, k) => {
    const reached = ramp(state.firstDay + k, day, change.rampDays ?? RAMP_DAYS);
    state.added[i]![k]! += (change.certainty * change.value * reached) / inside;
  });
}

/** Adds N copies of a profile's tokens to the team in scope, at the leaf's price; weekdays keep their pattern. */
function replicate(state: State, change: Change, from: number): void {
  for (const { tool, model, weekday } of change.profile?.tokens ?? []) {
    const i = state.leaves.findIndex((l) => l.tool === tool && l.model === model && inScope(change, l));
    if (i < 0) {
      state.warnings.push(`replicate: ${tool}/${model} has no leaf in the team in scope; left out`);
      continue;
    }
    for (let k = from; k < state.horizon; k++) {
      const day = (state.firstDay + k + 3) % 7;
      const tokens = change.certainty * change.value * weekday[day]!;
      state.tokensAdded[i]![k]! += tokens;
      state.added[i]![k]! += tokens * state.price[i]![k]!;
    }
  }
}

function finish(state: State, without: readonly Float64Array[]): UsageEffects {
  const ratio: Float64Array[] = [];
  const tokenRatio: Float64Array[] = [];
  const { tokens, volume, moved, price, elasticity, added } = state;
  state.drivers.leaves.forEach((base, i) => {
    for (let k = 0; k < state.horizon; k++) {
      const e = elasticity[i]![k]!;
      const r = base.price > 0 ? price[i]![k]! / base.price : 1;
      if (e !== 0 && r > 0 && r !== 1) for (const of of [tokens, volume, moved]) of[i]![k]! *= r ** -e;
      added[i]![k]! += moved[i]![k]! * price[i]![k]!;
    }
    ratio.push(
      volume[i]!.map((v, k) => {
        const spend = without[i]![k]! * base.price;
        return spend > 0 ? (v * price[i]![k]!) / spend : 1;
      }),
    );
    tokenRatio.push(tokens[i]!.map((v, k) => (base.tokens[k]! > 0 ? v / base.tokens[k]! : 1)));
  });
  const { tokensAdded, users, warnings } = state;
  return { ratio, added, tokenRatio, tokensAdded, userRatio: users, warnings };
}
