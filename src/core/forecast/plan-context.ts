import { dayNumber, dayOfNumber } from '../days.ts';
import type { Change } from './changes.ts';
import { type DirectUsage, forecastUsage } from './compose.ts';
import { atConstantPrices } from './constant-prices.ts';
import { type Drivers, forecastDrivers } from './drivers.ts';
import { buildHierarchy, type HierarchyNode, type LeafKey } from './hierarchy.ts';
import { type HolidayCalendar, holidayCalendar } from './holidays.ts';
import { toMicros } from './micros.ts';
import type { MultiplierKey, MultiplierSet } from './multipliers.ts';
import { horizonEnd } from './periods.ts';
import type { ForecastInput } from './plan-input.ts';
import { decimalMicros, UNATTRIBUTED } from './seats.ts';

/** Everything all scenarios of a plan share. */
export interface PlanContext {
  input: ForecastInput;
  /** Usage leaves first, then the leaves of seats and single costs (model null). */
  leaves: LeafKey[];
  nodes: HierarchyNode[];
  /** Index of the leaf that carries the charges of a tool and team. */
  chargeLeaf: Map<string, number>;
  /** Day number of the first day of the history, and of the first day of the forecast. */
  axisStart: number;
  start: number;
  horizon: number;
  holidays: HolidayCalendar;
  /** Usage spend of the history in micro-dollars: [leaf][day]; null where not reported. */
  actual: (bigint | null)[][];
  /** Spend other than usage that is already known: [leaf] -> day number -> class -> micro-dollars. */
  otherActual: Map<number, { day: number; chargeClass: 'seat' | 'one_off'; micros: bigint }[]>;
  /** Usage spend of the usage leaves at constant prices: [leaf][day]. */
  constant: (number | null)[][];
  direct: DirectUsage;
  drivers: Drivers;
  /** Announced events that still lie ahead. */
  events: Change[];
  warnings: string[];
}

const chargeKey = (tool: string, team: string) => JSON.stringify([tool, team]);

/**
 * Prepares a plan: builds the hierarchy, forecasts all nodes and drivers without events.
 *
 * @param input checked and sorted (`checkInput`, `sortedInput`)
 */
export function planContext(
  input: ForecastInput,
  multipliers?: Partial<Record<MultiplierKey, MultiplierSet>>,
): PlanContext {
  const axisStart = dayNumber(input.firstDay);
  const start = dayNumber(input.lastDay) + 1;
  const end = horizonEnd(dayNumber(input.asOf), input.fiscalYearStartMonth);
  const horizon = end - start;
  const leaves: LeafKey[] = input.leaves.map(({ tool, model, team }) => ({ tool, model, team }));
  const chargeLeaf = new Map<string, number>();
  const addCharge = (tool: string, team: string) => {
    const key = chargeKey(tool, team);
    if (chargeLeaf.has(key)) return;
    chargeLeaf.set(key, leaves.length);
    leaves.push({ tool, model: null, team });
  };
  for (const s of input.seats) addCharge(s.tool, s.team);
  for (const o of input.otherActuals) addCharge(o.tool, o.team);
  const known = input.events.filter((e) => dayNumber(e.announcedAt) <= dayNumber(input.asOf));
  const everyChange = [...known, ...input.scenarios.flatMap((s) => s.changes)];
  for (const c of everyChange) {
    if (c.kind === 'one_off_cost') addCharge(c.tool ?? UNATTRIBUTED, c.team ?? UNATTRIBUTED);
  }
  if (leaves.length === 0) addCharge(UNATTRIBUTED, UNATTRIBUTED);
  const nodes = buildHierarchy(leaves, input.teams);
  const holidays = holidayCalendar(input.holidays, axisStart);
  const past = known.filter((e) => dayNumber(e.effectiveDate) < start);
  const days = start - axisStart;
  const constant = input.leaves.map((leaf) => ({ ...leaf, usd: atConstantPrices(leaf, leaf.usd, past, axisStart) }));
  const empty = new Array<number>(days).fill(0);
  const paths = leaves.map((_, i) => constant[i]?.usd ?? empty);
  const direct = forecastUsage(nodes, leaves, paths, horizon, input.seed, holidays, multipliers);
  const drivers = forecastDrivers(constant, input.activeUsers, input.teams, horizon, input.seed, holidays);
  const otherActual: PlanContext['otherActual'] = new Map();
  for (const o of input.otherActuals) {
    const leaf = chargeLeaf.get(chargeKey(o.tool, o.team))!;
    const list = otherActual.get(leaf) ?? [];
    list.push({ day: dayNumber(o.day), chargeClass: o.chargeClass, micros: decimalMicros(o.usd) });
    otherActual.set(leaf, list);
  }
  return {
    input,
    leaves,
    nodes,
    chargeLeaf,
    axisStart,
    start,
    horizon,
    holidays,
    actual: leaves.map((_, i) => (input.leaves[i]?.usd ?? empty).map((v) => (v === null ? null : toMicros(v)))),
    otherActual,
    constant: constant.map((leaf) => leaf.usd),
    direct,
    drivers,
    events: known.filter((e) => dayNumber(e.effectiveDate) >= start),
    warnings: lateWarnings(input),
  };
}

/** Leaves whose last days are not reported: the forecast bridges them, the actuals lack them. */
function lateWarnings(input: ForecastInput): string[] {
  const late = input.leaves
    .map((leaf) => {
      let missing = 0;
      while (missing < leaf.usd.length && leaf.usd[leaf.usd.length - 1 - missing] === null) missing++;
      return { leaf, missing };
    })
    .filter(({ missing }) => missing > 0);
  return late.map(({ leaf, missing }) => {
    const last = dayOfNumber(dayNumber(input.lastDay) - missing);
    return `${leaf.tool}/${leaf.model}/${leaf.team}: last reported day ${last}; the days after it are not in the actuals`;
  });
}
