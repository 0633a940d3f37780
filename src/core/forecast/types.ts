/** How far apart the points of a series lie. */
export type Frequency = 'daily' | 'weekly' | 'monthly';

/** Points in one seasonal cycle: a week of days, a year of weeks or months. */
export const SEASON_LENGTH: Readonly<Record<Frequency, number>> = { daily: 7, weekly: 52, monthly: 12 };

/** Probabilities that every forecast states, in rising order. */
export const PROBABILITIES = {
  p025: 0.025,
  p05: 0.05,
  p10: 0.1,
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p975: 0.975,
} as const;

/** Name of a published quantile. */
export type QuantileName = keyof typeof PROBABILITIES;

/** Names of the published quantiles in rising order. */
export const QUANTILE_NAMES = Object.keys(PROBABILITIES) as QuantileName[];

/** Quantiles of one future value (a step or a total), in the unit of the history, never decreasing. */
export type Quantiles = Record<QuantileName, number>;

/** Which group of methods served a series. */
export type Regime =
  | 'long'
  | 'weekly'
  | 'growth'
  | 'short'
  | 'tiny'
  | 'last_value'
  | 'intermittent'
  | 'constant'
  | 'zero'
  | 'retired'
  | 'empty';

/** Forecast of one component method: one value per step, in the unit of the history. */
export interface Component {
  name: string;
  values: Float64Array;
}
