import { dayNumber } from '../days.ts';
import { type Change, inScope, likely, RAMP_DAYS, ramp } from './changes.ts';
import { type Drivers, pairKey } from './drivers.ts';
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
  price: Float64Array[];
  users: Float64Array[];
  added: Float64Array[];
  tokensAdded: Float64Array[];
  elasticity: Float64Array[];
  warnings: string[];
}

/**
 * Applies changes to the driver forecast, by date and then in the order given.
 *
 * @param firstDay day number of step 0
 */
export function usageEffects(
  leaves: readonly LeafKey[],
  drivers: Drivers,
  teams: readonly PlanTeam[],
  changes: readonly Change[],
  firstDay: number,
  horizon: number,
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
    price: drivers.leaves.map((d) => new Float64Array(horizon).fill(d.price)),
    users: ones(),
    added: zeros(),
    tokensAdded: zeros(),
    elasticity: zeros(),
    warnings: [],
  };
  const dated = changes.map((change, at) => ({ change, day: dayNumber(change.effectiveDate), at }));
  dated.sort((a, b) => a.day - b.day || a.at - b.at);
  for (const { change, day } of dated) applyChange(state, change, Math.max(0, day - firstDay), day);
  return finish(state);
}

/** Calls back for every leaf in scope and every step from `from` on. */
function each(state: State, change: Change, from: number, visit: (leaf: number, step: number) => void): void {
  state.leaves.forEach((leaf, i) => {
    if (!inScope(change, leaf)) return;
    for (let k = from; k < state.horizon; k++) visit(i, k);
  });
}

function applyChange(state: State, change: Change, from: number, day: number): void {
  const { tokens, price, users } = state;
  const scaleUse = (leaf: number, k: number, factor: number) => {
    users[leaf]![k]! *= factor;
    tokens[leaf]![k]! *= factor;
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
      each(state, change, from, (i, k) => {
        tokens[i]![k]! *= likely(change, 1 - change.value);
      });
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
  const { leaves, tokens, price } = state;
  each(state, change, from, (i, k) => {
    const source = leaves[i]!;
    const target = leaves.findIndex(
      (l) => l.tool === source.tool && l.team === source.team && l.model === change.toModel,
    );
    if (target < 0 || target === i) {
      const text = `route_share: model ${change.toModel ?? '(none)'} has no usage in ${source.tool}, team ${source.team}; nothing moved there`;
      if (!state.warnings.includes(text)) state.warnings.push(text);
      return;
    }
    const moved = tokens[i]![k]! * change.value * change.certainty;
    tokens[i]![k]! -= moved;
    const arriving = moved * (change.tokenFactor ?? 1);
    if (state.drivers.leaves[target]!.tokens[k]! > 0) tokens[target]![k]! += arriving;
    else {
      state.tokensAdded[target]![k]! += arriving;
      state.added[target]![k]! += arriving * price[target]![k]!;
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

function finish(state: State): UsageEffects {
  const ratio: Float64Array[] = [];
  const tokenRatio: Float64Array[] = [];
  state.drivers.leaves.forEach((base, i) => {
    const tokens = state.tokens[i]!;
    const price = state.price[i]!;
    for (let k = 0; k < state.horizon; k++) {
      const e = state.elasticity[i]![k]!;
      const r = base.price > 0 ? price[k]! / base.price : 1;
      if (e !== 0 && r > 0 && r !== 1) tokens[k]! *= r ** -e;
    }
    ratio.push(
      tokens.map((v, k) => {
        const without = base.tokens[k]! * base.price;
        return without > 0 ? (v * price[k]!) / without : 1;
      }),
    );
    tokenRatio.push(tokens.map((v, k) => (base.tokens[k]! > 0 ? v / base.tokens[k]! : 1)));
  });
  const { added, tokensAdded, users, warnings } = state;
  return { ratio, added, tokenRatio, tokensAdded, userRatio: users, warnings };
}
