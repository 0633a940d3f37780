import { dayNumber } from '../days.ts';
import type { ForecastInput } from './plan-input.ts';

/** @throws RangeError naming what is wrong with the input and where */
export function checkInput(input: ForecastInput): void {
  const days = dayNumber(input.lastDay) - dayNumber(input.firstDay) + 1;
  const wrong = (what: string, found: number) =>
    new RangeError(`${what}: expected ${days} daily values (${input.firstDay} to ${input.lastDay}), found ${found}`);
  if (days < 1) throw new RangeError(`lastDay ${input.lastDay} lies before firstDay ${input.firstDay}`);
  if (dayNumber(input.asOf) <= dayNumber(input.lastDay)) {
    throw new RangeError(`as_of ${input.asOf} must lie after the last complete day ${input.lastDay}`);
  }
  if (input.scenarios.some((s) => s.id === 'base')) {
    throw new RangeError('scenario "base" is the forecast without overrides; give the scenario another id');
  }
  const seen = new Set<string>();
  for (const leaf of input.leaves) {
    const name = `leaf ${leaf.tool}/${leaf.model}/${leaf.team}`;
    if (seen.has(name)) throw new RangeError(`${name} is given twice; add its values up`);
    seen.add(name);
    if (leaf.usd.length !== days) throw wrong(`${name}, usd`, leaf.usd.length);
    if (leaf.tokens.length !== days) throw wrong(`${name}, tokens`, leaf.tokens.length);
  }
  for (const a of input.activeUsers) {
    if (a.users.length !== days) throw wrong(`active users ${a.tool}/${a.team}`, a.users.length);
  }
}

/** Orders the input, so that the order of its rows never shows in the result. */
export function sortedInput(input: ForecastInput): ForecastInput {
  const by =
    <T>(key: (x: T) => string) =>
    (a: T, b: T) =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  return {
    ...input,
    leaves: [...input.leaves].sort(by((l) => JSON.stringify([l.tool, l.model, l.team]))),
    activeUsers: [...input.activeUsers].sort(by((a) => JSON.stringify([a.tool, a.team]))),
    teams: [...input.teams].sort(by((t) => t.team)),
    seats: [...input.seats].sort(by((s) => JSON.stringify(s))),
    events: [...input.events].sort(by((e) => JSON.stringify(e))),
    scenarios: [...input.scenarios].sort(by((s) => s.id)),
    otherActuals: [...input.otherActuals].sort(by((o) => JSON.stringify(o))),
    budgets: [...input.budgets].sort(by((b) => JSON.stringify([b.budgetId, b.period]))),
  };
}
