import type { ChangeEffect } from './effects.ts';

/** An amount as decimal text in the currency of its book. */
export type Amount = string;

/** Five-point summary of a forecast without the ends nobody reads aloud. */
export interface Range {
  readonly p10: Amount;
  readonly p50: Amount;
  readonly p90: Amount;
}

/** A whole fiscal quarter. */
export interface QuarterFacts {
  /** `FY2027-Q4`. */
  readonly label: string;
  /** First and last month, `YYYY-MM`. */
  readonly firstMonth: string;
  readonly lastMonth: string;
}

/** How well earlier forecasts of this kind did. Shares as numbers: 0.04 is 4 %. */
export interface Accuracy {
  /** Quarters forecast from the past and compared with what came. */
  readonly origins: number;
  /** Mean absolute error of the quarter total over the total. */
  readonly quarterError: number | null;
  /** The same when the last 30 days are carried forward. */
  readonly runRateError: number | null;
  /** Share of daily outcomes inside the 80 % interval. */
  readonly coverage80: number | null;
  /** `low` when the history is too short to trust the widths. */
  readonly intervalQuality: 'ok' | 'low';
}

/** A month of the chart: spent, or forecast. */
export interface MonthFacts {
  readonly month: string;
  /** Whole spend of a finished month; null for the month under way and later ones. */
  readonly spent: Amount | null;
  readonly forecast: Range | null;
  readonly budget: Amount | null;
}

/** One cause of the change from the last complete quarter to the next one; all of them sum to the difference. */
export interface DriverFacts {
  readonly effect: ChangeEffect;
  readonly amount: Amount;
}

/** The scope a mail is about: the company, or what its reader answers for. */
export interface ScopeFacts {
  readonly name: string;
  readonly kind: ScopeKind;
  readonly months: readonly MonthFacts[];
  /** Spend of the reported month and of the one before; null when nothing is known. */
  readonly spent: Amount | null;
  readonly spentBefore: Amount | null;
  readonly budget: Amount | null;
  /** Null while no forecast was made for the scope. */
  readonly forecast: ForecastFacts | null;
}

/** The next full quarter of a scope. */
export interface ForecastFacts extends Range {
  readonly quarter: QuarterFacts;
  /** Budget of the whole quarter; null unless every month has one. */
  readonly budget: Amount | null;
  /** The last complete quarter and its spend; null without a whole one. */
  readonly before: { readonly quarter: QuarterFacts; readonly spent: Amount } | null;
  readonly accuracy: Accuracy | null;
  readonly drivers: readonly DriverFacts[];
}

/** What a budget or a forecast is about. */
export type ScopeKind = 'company' | 'org' | 'team' | 'tool' | 'cost_center';

/** A budget with its past month and its outlook. */
export interface BudgetFacts {
  readonly name: string;
  readonly kind: ScopeKind;
  readonly spent: Amount | null;
  readonly budget: Amount | null;
  readonly outlook: readonly OutlookFacts[];
}

/** One month of a budget that is not over yet. */
export interface OutlookFacts extends Range {
  readonly month: string;
  readonly budget: Amount;
  /** 0-1; 1 only when the money is spent already. */
  readonly chance: number;
  readonly expectedOverrun: Amount;
  readonly status: 'over' | 'likely' | 'at_risk' | 'ok';
}

/** Everything in one currency; nothing is converted. */
export interface BookFacts {
  readonly currency: string;
  readonly scope: ScopeFacts;
  /** Budgets the reader sees: all of the company's, or the reader's own. */
  readonly budgets: readonly BudgetFacts[];
}

/** What stands behind the figures. Shares as numbers; null when not known. */
export interface QualityFacts {
  /** Last day with complete data, `YYYY-MM-DD`. */
  readonly completeThrough: string | null;
  readonly ownedShare: number | null;
  readonly pricedShare: number | null;
  /** Checks of the month against a second source, and those that differ without an explanation. */
  readonly checks: number;
  readonly checksOutside: number;
  /** Warnings of the forecast, as they stand in its rows. */
  readonly warnings: readonly string[];
}

/** Who reads the mail. */
export type Audience = { readonly kind: 'company' } | { readonly kind: 'owner'; readonly personKey: string };

/** All facts of one mail. */
export interface EmailFacts {
  readonly company: string;
  readonly audience: Audience;
  /** The reported month: the last one that is over, `YYYY-MM`. */
  readonly period: string;
  readonly asOf: string;
  readonly books: readonly BookFacts[];
  readonly quality: QualityFacts;
}
