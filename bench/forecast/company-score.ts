import { dayNumber, dayOfNumber } from '../../src/core/days.ts';
import { applyEffects, blendDrivers, forecastUsage } from '../../src/core/forecast/compose.ts';
import { atConstantPrices } from '../../src/core/forecast/constant-prices.ts';
import { forecastDrivers } from '../../src/core/forecast/drivers.ts';
import { usageEffects } from '../../src/core/forecast/effects.ts';
import { buildHierarchy } from '../../src/core/forecast/hierarchy.ts';
import { holidayCalendar } from '../../src/core/forecast/holidays.ts';
import { fromMicros } from '../../src/core/forecast/micros.ts';
import { seatCharges } from '../../src/core/forecast/seats.ts';
import { type Company, drawCompany } from './company.ts';

/** Mean absolute percentage error of the quarter total of one history length. */
export interface CompanyScore {
  days: number;
  /** Of the whole method. */
  error: number;
  /** Of 92 times the mean of the last 30 days. */
  runRate: number;
}

const HORIZON = 92;
const COMPANIES = 60;

/** Quarter total of a company by the whole method: reconciled direct forecasts, drivers, events, seats. */
export function companyForecast(company: Company): number {
  const { teams, events, seats, days } = company;
  const axis = dayNumber(company.firstDay);
  const holidays = holidayCalendar(company.holidays, axis);
  const leaves = company.leaves.map((leaf) => ({ ...leaf, usd: atConstantPrices(leaf, leaf.usd, events, axis) }));
  const nodes = buildHierarchy(leaves, teams);
  const paths = leaves.map((leaf) => leaf.usd);
  const direct = forecastUsage(nodes, leaves, paths, HORIZON, 1, holidays);
  const drivers = forecastDrivers(leaves, company.activeUsers, teams, HORIZON, 1, holidays);
  const start = axis + days;
  const future = events.filter((e) => dayNumber(e.effectiveDate) >= start);
  const effects = usageEffects(leaves, drivers, teams, future, start, HORIZON);
  const usage = applyEffects(blendDrivers(direct.leaves, drivers), effects);
  const charges = seatCharges(seats, future, start, start + HORIZON, dayOfNumber);
  const seatTotal = charges.reduce((sum, c) => sum + fromMicros(c.micros), 0);
  return seatTotal + usage.reduce((sum, path) => sum + path.reduce((a, b) => a + b, 0), 0);
}

/** Scores 60 companies for each length of history. */
export function scoreCompanies(seed: number, lengths: readonly number[] = [90, 180, 300, 500]): CompanyScore[] {
  return lengths.map((days) => {
    let error = 0;
    let runRate = 0;
    for (let i = 0; i < COMPANIES; i++) {
      const company = drawCompany(seed * 100_000 + days * 100 + i, days, HORIZON);
      const recent = company.history.subarray(days - 30);
      const naive = (HORIZON * recent.reduce((a, b) => a + b, 0)) / 30;
      error += (100 * Math.abs(companyForecast(company) - company.actual)) / company.actual / COMPANIES;
      runRate += (100 * Math.abs(naive - company.actual)) / company.actual / COMPANIES;
    }
    return { days, error, runRate };
  });
}
