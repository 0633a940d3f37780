import { describe, expect, it } from 'vitest';
import { applyEffects } from '../../../src/core/forecast/compose.ts';
import type { Drivers } from '../../../src/core/forecast/drivers.ts';
import { usageEffects } from '../../../src/core/forecast/effects.ts';
import { change } from './example-plan.ts';

const leaf = (model: string) => ({
  id: `leaf/agent/${model}/alpha`,
  tool: 'agent',
  model,
  team: 'alpha',
  org: null,
  costCenter: null,
});
const LEAVES = ['old', 'new', 'unused'].map(leaf);
const driver = (tokens: number, price: number) => ({
  tokens: Float64Array.of(tokens),
  price,
  share: 0.5,
  counted: true,
});
/** A day on which the old model has ten times the tokens of the new one; the new one costs half. */
const DRIVERS: Drivers = { leaves: [driver(10, 2), driver(1, 1), driver(0, 4)], teams: new Map() };
/** Spend before changes: both models are forecast above what the last weeks' shares say. */
const BEFORE = [30, 5, 0].map((usd) => Float64Array.of(usd));
const after = (...changes: ReturnType<typeof change>[]) => {
  const dated = changes.map((c) => ({ ...c, effectiveDate: '2026-11-01' }));
  const effects = usageEffects(LEAVES, DRIVERS, [], dated, Date.parse('2026-11-01') / 86_400_000, 1, BEFORE);
  return applyEffects(BEFORE, effects).map((path) => path[0]);
};
const route = (from: string, to: string, share: number) =>
  change('route_share', share, { tool: 'agent', model: from, toModel: to });

describe('tokens that move to another model', () => {
  it('carry the spend that was forecast for them, at the price of the other model', () => {
    expect(after(route('old', 'new', 1))).toEqual([0, 5 + 30 / 2, 0]);
    expect(after(route('old', 'new', 0.4))).toEqual([18, 5 + 12 / 2, 0]);
  });

  it('move on with a later change, and to a model that nobody used', () => {
    expect(after(route('old', 'new', 1), route('new', 'unused', 1))).toEqual([0, 0, (15 + 5) * 4]);
  });

  it('follow a change of price and of volume', () => {
    expect(after(route('old', 'new', 1), change('price_factor', 3, { model: 'new' }))).toEqual([0, 60, 0]);
    expect(after(route('old', 'new', 1), change('efficiency', 0.5, {}))).toEqual([0, 10, 0]);
  });

  it('say where they cannot go, unless there are none to move', () => {
    const warned = (model: string) => {
      const moves = [{ ...route(model, 'nowhere', 1), effectiveDate: '2026-11-01' }];
      return usageEffects(LEAVES, DRIVERS, [], moves, Date.parse('2026-11-01') / 86_400_000, 1, BEFORE).warnings;
    };
    expect(warned('old')).toEqual([
      'route_share: model nowhere has no usage in agent, team alpha; nothing moved there',
    ]);
    expect(warned('unused')).toEqual([]);
  });
});
