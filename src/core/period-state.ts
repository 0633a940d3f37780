import { addDays } from './days.ts';
import { firstDayOf, monthAfter } from './months.ts';

/** What a closed period was closed with (DECISIONS.md, "Periods"). */
export interface ClosedPeriod {
  readonly period: string;
  /** Logical day of the closing. */
  readonly closed_on: string;
  /** Prices known on this day apply. */
  readonly priced_as_of: string;
  /** Config the period was built with when it was closed. */
  readonly config_hash: string;
}

/** A row of the contract config_period_state. */
export interface PeriodState {
  readonly period: string;
  readonly state: 'open' | 'provisional' | 'closed';
  readonly priced_as_of: string;
  readonly config_hash: string;
}

/**
 * State of a billing month on a logical day: open until its end, then provisional, closed once a closing is recorded.
 * `pricesKnown` are the days on which prices became known; open and provisional periods are priced with the newest one
 * not after the logical day, so that a day without price news changes nothing.
 */
export function periodState(
  period: string,
  asOf: string,
  closed: ReadonlyMap<string, ClosedPeriod>,
  pricesKnown: readonly string[],
): PeriodState {
  const closing = closed.get(period);
  if (closing !== undefined) {
    return { period, state: 'closed', priced_as_of: closing.priced_as_of, config_hash: closing.config_hash };
  }
  const state = asOf < firstDayOf(monthAfter(period)) ? 'open' : 'provisional';
  return { period, state, priced_as_of: newestKnown(asOf, pricesKnown), config_hash: '' };
}

/** True when a period may close by itself: `closeAfterDays` days after its end. */
export function isDueToClose(period: string, asOf: string, closeAfterDays: number): boolean {
  return asOf >= addDays(firstDayOf(monthAfter(period)), closeAfterDays);
}

function newestKnown(asOf: string, pricesKnown: readonly string[]): string {
  const known = pricesKnown.filter((day) => day <= asOf).sort();
  return known.at(-1) ?? asOf;
}
