import { addDays, dayNumber } from '../../src/core/days.ts';
import type { Change } from '../../src/core/forecast/changes.ts';
import type { ActiveUsers, PlanTeam, SeatLine, UsageLeaf } from '../../src/core/forecast/plan-input.ts';
import { mulberry32, normalGenerator } from '../../src/core/forecast/rng.ts';

/** A generated company: what is known on the last day of history, and the truth of the following days. */
export interface Company {
  firstDay: string;
  days: number;
  leaves: UsageLeaf[];
  activeUsers: ActiveUsers[];
  teams: PlanTeam[];
  seats: SeatLine[];
  events: Change[];
  /** Days of the company calendar on which few work. */
  holidays: string[];
  /** Total spend (usage and seats) of each known day. */
  history: Float64Array;
  /** Total spend of the horizon. */
  actual: number;
}

const TOOL = 'agent';
const MODELS = ['large', 'mid', 'small'] as const;
const SHARES_BEFORE = [0.3, 0.5, 0.2];
const SHARES_AFTER = [0.55, 0.35, 0.1];
const HOLIDAYS = new Set([
  '12-24',
  '12-25',
  '12-26',
  '12-27',
  '12-28',
  '12-29',
  '12-30',
  '12-31',
  '01-01',
  '05-01',
  '07-04',
]);
const NO_SCOPE = { tool: null, model: null, team: null, certainty: 1, source: 'generated', announcedAt: '2020-01-01' };

/** Draws a company with `days` of history and `horizon` days of future. */
export function drawCompany(seed: number, days: number, horizon: number): Company {
  const u = mulberry32(seed);
  const n = normalGenerator(u);
  const between = (low: number, high: number) => low + (high - low) * u();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  const all = days + horizon;
  const firstDay = addDays('2024-01-01', whole(0, 364));
  const dates = Array.from({ length: all }, (_, t) => addDays(firstDay, t));
  const weekday = dates.map((d) => (dayNumber(d) + 3) % 7);
  const mid = between(-200, 0.7 * days);
  const tau = between(25, 110);
  const adoption = (t: number) => 0.95 / (1 + Math.exp(-(t - mid) / tau));
  const weekend = between(0.08, 0.4);
  const price = [between(6, 14), between(2, 5), between(0.2, 0.9)];
  const launch = u() < 0.7 ? between(0, days) : null;
  const cut = u() < 0.5 ? { day: whole(1, days - 1), model: whole(0, 2), factor: between(0.45, 0.8) } : null;
  const companyNoise = autoregressive(all, 0.7, 0.06, n);
  const teamCount = whole(3, 7);
  const events: Change[] = [];
  const teams: { id: string; people: (t: number) => number; use: Float64Array; tokens: Float64Array }[] = [];
  for (let j = 0; j < teamCount; j++) {
    const size = whole(6, 60);
    const hire = u() < 0.35 ? { day: whole(1, days - 1), people: whole(3, 15) } : null;
    const level = Math.exp(between(-0.2, 1.8));
    const drift = Math.log(1 + between(-0.01, 0.045)) / 30;
    teams.push({
      id: `team-${j}`,
      people: (t) => size + (hire && t >= hire.day ? hire.people : 0),
      use: autoregressive(all, 0.6, 0.12, n),
      tokens: Float64Array.from({ length: all }, (_, t) => level * Math.exp(drift * t)),
    });
  }
  const effective = days + whole(5, 50);
  const pick = u();
  const event = { ...NO_SCOPE, effectiveDate: dates[Math.min(effective, all - 1)]! };
  let future: { kind: 'price' | 'people' | 'route'; model: number; team: number; value: number } | null = null;
  if (pick < 0.33) future = { kind: 'price', model: whole(0, 1), team: 0, value: between(0.5, 0.8) };
  else if (pick < 0.66) future = { kind: 'people', model: 0, team: whole(0, teamCount - 1), value: between(0.15, 0.5) };
  else if (pick < 0.85) future = { kind: 'route', model: 0, team: 0, value: between(0.2, 0.6) };
  const usd = teams.map(() => MODELS.map(() => new Float64Array(all)));
  const tokens = teams.map(() => MODELS.map(() => new Float64Array(all)));
  const active = teams.map(() => new Float64Array(all));
  for (let t = 0; t < all; t++) {
    const moved = launch === null ? 0 : 1 / (1 + Math.exp(-(t - launch) / 12));
    const shares = SHARES_BEFORE.map((s, k) => s + (SHARES_AFTER[k]! - s) * moved);
    const after = t >= effective;
    if (after && future?.kind === 'route') {
      const part = shares[0]! * future.value;
      shares[0]! -= part;
      shares[1]! += part;
    }
    const day = weekday[t]! >= 5 ? weekend : 1;
    const present = 0.9 * adoption(t) * day * (HOLIDAYS.has(dates[t]!.slice(5)) ? 0.3 : 1);
    teams.forEach((team, j) => {
      let people = team.people(t);
      if (after && future?.kind === 'people' && future.team === j) {
        people += Math.round(team.people(days - 1) * future.value * Math.min(1, (t - effective + 1) / 30));
      }
      let users = 0;
      for (let i = 0; i < people; i++) if (u() < present) users++;
      active[j]![t] = users;
      if (users === 0) return;
      const noise = team.use[t]! + companyNoise[t]! + (0.5 * n()) / Math.sqrt(users);
      const used = users * team.tokens[t]! * Math.exp(noise) * (weekday[t] === 4 ? 0.96 : 1);
      MODELS.forEach((_, k) => {
        let p = price[k]!;
        if (cut && cut.model === k && t >= cut.day) p *= cut.factor;
        if (after && future?.kind === 'price' && future.model === k) p *= future.value;
        tokens[j]![k]![t] = used * shares[k]! * 1e6;
        usd[j]![k]![t] = used * shares[k]! * p;
      });
    });
  }
  if (cut)
    events.push({
      ...NO_SCOPE,
      kind: 'price_factor',
      model: MODELS[cut.model]!,
      value: cut.factor,
      effectiveDate: dates[cut.day]!,
    });
  if (future?.kind === 'price')
    events.push({ ...event, kind: 'price_factor', model: MODELS[future.model]!, value: future.value });
  if (future?.kind === 'people') {
    const people = teams[future.team]!.people(days - 1);
    events.push({
      ...event,
      kind: 'headcount_add',
      team: teams[future.team]!.id,
      value: Math.round(people * future.value),
    });
  }
  if (future?.kind === 'route')
    events.push({ ...event, kind: 'route_share', model: 'large', toModel: 'mid', value: future.value });
  const seatTools = [
    { tool: 'seats-a', price: 19, part: 0.9 },
    { tool: 'seats-b', price: 40, part: 0.45 },
  ];
  const seatCount = (j: number, part: number, t: number) =>
    Math.round(part * teams[j]!.people(t) * (0.3 + (0.7 * adoption(t)) / 0.95));
  const seatSpend = (t: number) => {
    if (!dates[t]!.endsWith('-01')) return 0;
    return seatTools.reduce((sum, s) => sum + teams.reduce((x, _, j) => x + s.price * seatCount(j, s.part, t), 0), 0);
  };
  const total = (t: number) => seatSpend(t) + usd.reduce((sum, team) => sum + team.reduce((x, m) => x + m[t]!, 0), 0);
  return {
    firstDay,
    days,
    leaves: teams.flatMap((team, j) =>
      MODELS.map((model, k) => ({
        tool: TOOL,
        model,
        team: team.id,
        usd: [...usd[j]![k]!.subarray(0, days)],
        tokens: [...tokens[j]![k]!.subarray(0, days)],
        priceNow: null,
      })),
    ),
    activeUsers: teams.map((team, j) => ({ tool: TOOL, team: team.id, users: [...active[j]!.subarray(0, days)] })),
    teams: teams.map((team) => ({ team: team.id, org: null, costCenter: null, headcount: team.people(days - 1) })),
    seats: seatTools.flatMap((s) =>
      teams.map((team, j) => ({
        tool: s.tool,
        team: team.id,
        seats: seatCount(j, s.part, days - 1),
        price: String(s.price),
        billingDay: 1,
        renewsOn: null,
      })),
    ),
    events,
    holidays: dates.filter((d) => HOLIDAYS.has(d.slice(5))),
    history: Float64Array.from({ length: days }, (_, t) => total(t)),
    actual: Array.from({ length: horizon }, (_, k) => total(days + k)).reduce((a, b) => a + b, 0),
  };
}

function autoregressive(length: number, phi: number, sd: number, n: () => number): Float64Array {
  let value = 0;
  return Float64Array.from({ length }, () => {
    value = phi * value + sd * n();
    return value;
  });
}
