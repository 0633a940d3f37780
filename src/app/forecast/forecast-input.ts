import { addDays } from '../../core/days.ts';
import { type Change, inScope } from '../../core/forecast/changes.ts';
import type { ForecastInput, PlanTeam, Scenario } from '../../core/forecast/plan-input.ts';
import { orgOfTeams, type TeamParent } from '../../core/forecast-config/org-places.ts';
import { priceEvents } from '../../core/forecast-config/price-events.ts';
import { sha256Hex } from '../../core/ids.ts';
import { calendarCharges } from './calendar-charges.ts';
import { type LandedBudget, planBudgets } from './read-budgets.ts';
import type { WarehouseFacts } from './read-warehouse.ts';
import { activeUsers, usageLeaves } from './usage-leaves.ts';

/** What a forecast is made from besides the warehouse. */
export interface ForecastSettings {
  readonly asOf: string;
  readonly generatedWith: string;
  readonly fiscalYearStartMonth: number;
  readonly backtestOrigins: number;
  readonly events: readonly Change[];
  readonly scenarios: readonly Scenario[];
  readonly budgets: readonly LandedBudget[];
}

/** Seed of bootstrap and paths: fixed, so that two forecasts of the same facts are the same. */
const SEED = 20260101;

/** How far ahead known price changes are looked for, in days: more than any horizon. */
const LOOK_AHEAD = 400;

/** Currencies with any money, the largest first. */
export function currenciesOf(facts: WarehouseFacts): string[] {
  const sums = new Map<string, number>();
  for (const row of [...facts.usage, ...facts.charges]) {
    sums.set(row.currency, (sums.get(row.currency) ?? 0) + Math.abs(Number(row.micros)));
  }
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([currency]) => currency);
}

/**
 * The plan's input of one currency; null where no day is complete yet. The run id is the logical day and a hash of
 * everything in the input: the same facts give the same run.
 */
export function forecastInput(
  facts: WarehouseFacts,
  currency: string,
  settings: ForecastSettings,
): ForecastInput | null {
  const { asOf } = settings;
  const lastDay = addDays(asOf, -Math.max(1, facts.completeAfterDays));
  const firstDay = firstDayOf(facts, currency);
  if (firstDay === null || firstDay > lastDay) return null;
  const axis = { firstDay, lastDay };
  const leaves = usageLeaves(facts, currency, axis);
  const calendar = calendarCharges(facts, currency, lastDay);
  const parents: readonly TeamParent[] = facts.teams;
  const watched = planBudgets(settings.budgets, parents, currency);
  const priced = priceEvents(facts.mixes, facts.prices, { from: firstDay, to: addDays(asOf, LOOK_AHEAD), asOf });
  const places = [...leaves, ...calendar.lines.map((line) => ({ ...line, model: null }))];
  const events = [...priced.events, ...settings.events];
  const input: Omit<ForecastInput, 'runId'> = {
    asOf,
    generatedWith: settings.generatedWith,
    currency,
    seed: SEED,
    fiscalYearStartMonth: settings.fiscalYearStartMonth,
    ...axis,
    leaves,
    activeUsers: activeUsers(facts, currency, axis),
    teams: planTeams(facts),
    seats: calendar.lines,
    otherActuals: calendar.actuals,
    holidays: facts.holidays,
    events,
    scenarios: settings.scenarios,
    budgets: watched.budgets,
    backtestOrigins: settings.backtestOrigins,
    warnings: [
      ...estimateWarning(facts, currency),
      ...priced.warnings,
      ...watched.warnings,
      ...scopeWarnings('event', settings.events, places),
      ...settings.scenarios.flatMap((s) => scopeWarnings(`scenario ${s.id}`, s.changes, places)),
    ],
  };
  return { runId: `${asOf.replaceAll('-', '')}-${sha256Hex(JSON.stringify(input)).slice(0, 12)}`, ...input };
}

function firstDayOf(facts: WarehouseFacts, currency: string): string | null {
  const days = [...facts.usage, ...facts.charges].filter((r) => r.currency === currency).map((r) => r.day);
  return days.length === 0 ? null : days.reduce((a, b) => (a < b ? a : b));
}

function planTeams(facts: WarehouseFacts): PlanTeam[] {
  const orgs = orgOfTeams(facts.teams);
  return facts.teams.map(({ team, costCenter, headcount }) => ({
    team,
    org: orgs.get(team) ?? null,
    costCenter,
    headcount: headcount === 0 ? null : headcount,
  }));
}

function estimateWarning(facts: WarehouseFacts, currency: string): string[] {
  const estimated = facts.usage.some((u) => u.currency === currency && u.isEstimated);
  return estimated ? ['part of the history is a list-price estimate, because nobody reports the money'] : [];
}

/** A change that reaches nothing is most often a misspelt name. */
function scopeWarnings(
  what: string,
  changes: readonly Change[],
  places: readonly { tool: string; model: string | null; team: string }[],
): string[] {
  return changes
    .filter((c) => !['one_off_cost', 'tool_start'].includes(c.kind) && !places.some((place) => inScope(c, place)))
    .map(
      (c) =>
        `${what}: ${c.kind} from ${c.effectiveDate} reaches nothing that is in use (${[c.tool, c.model, c.team].filter((x) => x !== null).join(', ')})`,
    );
}
