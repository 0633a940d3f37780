import { sumLeaves } from './base-forecasts.ts';
import { forecastSeries, type SeriesForecast } from './forecast-series.ts';
import { type HolidayCalendar, holidayFactors, withoutHolidays } from './holidays.ts';
import type { ActiveUsers, PlanTeam, UsageLeaf } from './plan-input.ts';
import { seedFrom } from './rng.ts';

const WINDOW = 28;

/** Driver forecast of one leaf, before events. */
export interface LeafDrivers {
  /** Tokens a day. */
  tokens: Float64Array;
  /** Price of a token at as_of. */
  price: number;
  /** Share of the tool's tokens in the team that go to this model, over the last 28 days. */
  share: number;
  /** False where nobody counted the users: then tokens are the last 28 days by weekday and carry no weight of their own. */
  counted: boolean;
}

/** Driver forecast of one tool in one team. */
export interface TeamDrivers {
  tool: string;
  team: string;
  /** Active users a day, at most the headcount; null where not counted. */
  users: Float64Array | null;
  /** The forecast behind `users`, for its intervals. */
  usersForecast: SeriesForecast | null;
  /** Tokens per active user a day. */
  tokensPerUser: Float64Array | null;
}

/** Drivers of all leaves and of all pairs of tool and team. */
export interface Drivers {
  leaves: LeafDrivers[];
  teams: Map<string, TeamDrivers>;
}

/** Key of a pair of tool and team. */
export const pairKey = (p: { tool: string; team: string }): string => JSON.stringify([p.tool, p.team]);

const sumOf = (x: readonly (number | null)[], from = 0) => {
  let sum = 0;
  for (let t = Math.max(0, from); t < x.length; t++) sum += x[t] ?? 0;
  return sum;
};

/**
 * Forecasts the drivers: active users daily (capped at the headcount), tokens per active user weekly, shares of models
 * and prices of the last 28 days, so that `spend = users x tokens per user x share x price`.
 *
 * @param leaves with spend at constant prices
 */
export function forecastDrivers(
  leaves: readonly UsageLeaf[],
  activeUsers: readonly ActiveUsers[],
  teams: readonly PlanTeam[],
  horizon: number,
  seed: number,
  holidays: HolidayCalendar,
): Drivers {
  const headcount = new Map(teams.map((t) => [t.team, t.headcount]));
  const counts = new Map(activeUsers.map((a) => [pairKey(a), a.users]));
  const byPair = new Map<string, number[]>();
  leaves.forEach((leaf, i) => {
    const key = pairKey(leaf);
    byPair.set(key, [...(byPair.get(key) ?? []), i]);
  });
  const everyone = activeUsers.map((a) => a.users);
  const factors = holidayFactors(
    sumLeaves(
      everyone,
      everyone.map((_, i) => i),
    ),
    holidays,
    horizon,
  );
  const out: LeafDrivers[] = new Array(leaves.length);
  const pairs = new Map<string, TeamDrivers>();
  for (const [key, members] of byPair) {
    const { tool, team } = leaves[members[0]!]!;
    const n = leaves[members[0]!]!.tokens.length;
    const tokens = Array.from({ length: n }, (_, t) => {
      const all = members.map((i) => leaves[i]!.tokens[t]);
      return all.some((v) => v === null || v === undefined) ? null : all.reduce<number>((a, b) => a + b!, 0);
    });
    const history = counts.get(key);
    const usersForecast = history
      ? forecastSeries({
          values: withoutHolidays(history, holidays),
          frequency: 'daily',
          horizon,
          seed: seedFrom(key, seed),
        })
      : null;
    const cap = headcount.get(team) ?? Number.POSITIVE_INFINITY;
    const users = usersForecast
      ? Float64Array.from(usersForecast.steps, (q, k) => Math.min(q.p50 * factors[k]!, cap))
      : null;
    const perUser = history ? forecastTokensPerUser(tokens, history, horizon) : null;
    pairs.set(key, { tool, team, users, usersForecast, tokensPerUser: perUser });
    const recent = members.map((i) => sumOf(leaves[i]!.tokens, n - WINDOW));
    const total = recent.reduce((a, b) => a + b, 0);
    members.forEach((i, at) => {
      const share = total > 0 ? recent[at]! / total : 0;
      const path =
        users && perUser ? users.map((u, k) => u * perUser[k]! * share) : weekdayMeans(leaves[i]!.tokens, horizon);
      out[i] = { tokens: path, price: priceOf(leaves[i]!), share, counted: users !== null };
    });
  }
  return { leaves: out, teams: pairs };
}

function forecastTokensPerUser(
  tokens: readonly (number | null)[],
  users: readonly (number | null)[],
  horizon: number,
): Float64Array {
  const weeks: (number | null)[] = [];
  for (let end = tokens.length; end >= 7; end -= 7) {
    let used = 0;
    let people = 0;
    for (let t = end - 7; t < end; t++) {
      if (tokens[t] === null || users[t] === null) continue;
      used += tokens[t]!;
      people += users[t]!;
    }
    weeks.unshift(people > 0 ? used / people : null);
  }
  const { steps } = forecastSeries({ values: weeks, frequency: 'weekly', horizon: Math.ceil(horizon / 7) });
  return Float64Array.from({ length: horizon }, (_, k) => steps[Math.floor(k / 7)]!.p50);
}

/** Price given, else spend over tokens of the last 28 days, else of the whole history, else 0. */
function priceOf(leaf: UsageLeaf): number {
  if (leaf.priceNow !== null) return leaf.priceNow;
  for (const from of [leaf.usd.length - WINDOW, 0]) {
    const tokens = sumOf(leaf.tokens, from);
    if (tokens > 0) return sumOf(leaf.usd, from) / tokens;
  }
  return 0;
}

/** Mean of the same weekday over the last 28 days, carried forward. */
function weekdayMeans(values: readonly (number | null)[], horizon: number): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: horizon }, (_, k) => {
    let sum = 0;
    let count = 0;
    for (let back = 1; back <= WINDOW; back++) {
      const v = values[n - back];
      if ((k + back) % 7 !== 0 || v === null || v === undefined) continue;
      sum += v;
      count++;
    }
    return count > 0 ? sum / count : 0;
  });
}
