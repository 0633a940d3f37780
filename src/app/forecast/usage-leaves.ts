import { addDays, dayNumber } from '../../core/days.ts';
import type { ActiveUsers, UsageLeaf } from '../../core/forecast/plan-input.ts';
import type { WarehouseFacts } from './read-warehouse.ts';

/** First and last day of the daily arrays. */
export interface Axis {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** A tool whose last report is older than this has stopped; a younger gap at the end is a late report. */
const LATE_DAYS = 35;

/** Users explain a team's use of a tool only where most of the money has a person. */
const COUNTED_SHARE = 0.5;

/**
 * Volume of a model whose tokens nobody reports: a millionth of its spend. Prices, routing and stops then act on it as on
 * any other, and sums of tokens stay as they are; what is below one token is never published.
 */
const VOLUME_PER_UNIT = 1e-6;

const key = (...parts: readonly string[]) => JSON.stringify(parts);

/**
 * Spend and tokens of every tool, model and team a day, in one currency. A day without money is 0, and null after the
 * last day its tool reported. Tokens of a tool and model are divided over teams as the day's money is; where nobody
 * reports any, a volume in proportion to the money stands in.
 */
export function usageLeaves(facts: WarehouseFacts, currency: string, axis: Axis): UsageLeaf[] {
  const start = dayNumber(axis.firstDay);
  const days = dayNumber(axis.lastDay) - start + 1;
  const usage = facts.usage.filter((u) => u.currency === currency && u.day >= axis.firstDay && u.day <= axis.lastDay);
  const lastOfTool = lastReported(facts, currency, axis);
  const micros = new Map<string, { tool: string; model: string; team: string; values: Float64Array }>();
  const whole = new Map<string, number>();
  for (const u of usage) {
    const id = key(u.tool, u.model, u.team);
    const leaf = micros.get(id) ?? { tool: u.tool, model: u.model, team: u.team, values: new Float64Array(days) };
    micros.set(id, leaf);
    leaf.values[dayNumber(u.day) - start]! += Number(u.micros);
    const day = key(u.tool, u.model, u.day);
    whole.set(day, (whole.get(day) ?? 0) + Number(u.micros));
  }
  const tokens = new Map(facts.tokens.map((t) => [key(t.tool, t.model, t.day), t.tokens]));
  const metered = new Set(facts.tokens.filter((t) => t.tokens > 0).map((t) => key(t.tool, t.model)));
  return [...micros.values()].map(({ tool, model, team, values }) => {
    const end = dayNumber(lastOfTool.get(tool)!) - start;
    const known = <T>(at: number, value: T): T | null => (at > end ? null : value);
    const perDay = Array.from({ length: days }, (_, t) => {
      if (!metered.has(key(tool, model))) return (values[t]! / 1e6) * VOLUME_PER_UNIT;
      const day = key(tool, model, addDays(axis.firstDay, t));
      const all = whole.get(day) ?? 0;
      return all > 0 ? ((tokens.get(day) ?? 0) * values[t]!) / all : 0;
    });
    return {
      tool,
      model,
      team,
      usd: Array.from(values, (v, t) => known(t, v / 1e6)),
      tokens: perDay.map((v, t) => known(t, v)),
      priceNow: null,
    };
  });
}

/** The last day each tool reported, or the end of the axis where it has stopped long ago. */
function lastReported(facts: WarehouseFacts, currency: string, axis: Axis): Map<string, string> {
  const last = new Map<string, string>();
  for (const u of facts.usage) {
    if (u.currency === currency && (last.get(u.tool) ?? '') < u.day) last.set(u.tool, u.day);
  }
  for (const [tool, day] of last) {
    if (day > axis.lastDay || dayNumber(axis.lastDay) - dayNumber(day) > LATE_DAYS) last.set(tool, axis.lastDay);
  }
  return last;
}

/** Active people of every tool and team whose money mostly has a person; 0 on days without any. */
export function activeUsers(facts: WarehouseFacts, currency: string, axis: Axis): ActiveUsers[] {
  const start = dayNumber(axis.firstDay);
  const days = dayNumber(axis.lastDay) - start + 1;
  const money = new Map<string, { all: number; person: number }>();
  for (const u of facts.usage) {
    if (u.currency !== currency || u.day > axis.lastDay) continue;
    const id = key(u.tool, u.team);
    const sum = money.get(id) ?? { all: 0, person: 0 };
    money.set(id, { all: sum.all + Number(u.micros), person: sum.person + Number(u.personMicros) });
  }
  const lastOfTool = lastReported(facts, currency, axis);
  const found = new Map<string, { tool: string; team: string; users: (number | null)[] }>();
  for (const u of facts.users) {
    const id = key(u.tool, u.team);
    const sum = money.get(id);
    if (sum === undefined || sum.person < sum.all * COUNTED_SHARE || u.day < axis.firstDay || u.day > axis.lastDay)
      continue;
    const end = dayNumber(lastOfTool.get(u.tool)!) - start;
    const entry = found.get(id) ?? {
      tool: u.tool,
      team: u.team,
      users: Array.from({ length: days }, (_, t) => (t > end ? null : 0)),
    };
    found.set(id, entry);
    entry.users[dayNumber(u.day) - start] = u.users;
  }
  return [...found.values()];
}
