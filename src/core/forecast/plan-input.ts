import type { Change } from './changes.ts';

/** Values of a leaf, a day each, over the common axis of the plan; null where the source has not reported the day. */
export interface UsageLeaf {
  tool: string;
  model: string;
  team: string;
  /** Net usage spend a day, in the plan's currency, credits left out. */
  usd: readonly (number | null)[];
  /** Tokens of all classes a day. */
  tokens: readonly (number | null)[];
  /**
   * Price of a token at as_of: sum over token classes of class share x list price x (1 - discount). Null: the mean of
   * the last 28 days, at constant prices.
   */
  priceNow: number | null;
}

/** People of a team who used a tool, a day each. */
export interface ActiveUsers {
  tool: string;
  team: string;
  users: readonly (number | null)[];
}

/** A team, its place and its size. */
export interface PlanTeam {
  team: string;
  org: string | null;
  costCenter: string | null;
  /** People in the team at as_of; null where unknown (then no cap and no headcount effect). */
  headcount: number | null;
}

/** Seats that are billed every month, from the calendar. */
export interface SeatLine {
  tool: string;
  team: string;
  seats: number;
  /** Price of a seat and month, a decimal. */
  price: string;
  /** Day of the month on which it is billed, clamped to the month's end. */
  billingDay: number;
  /** Day the contract renews: a stopped tool is billed until then. Null: it can stop at any billing day. */
  renewsOn: string | null;
  /** A fee that is billed like a seat but is none: it adds money and counts as no seat. */
  isFee?: boolean;
}

/** Money already spent that is not usage. */
export interface OtherActual {
  tool: string;
  team: string;
  day: string;
  chargeClass: 'seat' | 'one_off';
  /** Decimal. */
  usd: string;
}

/** What is to be watched. */
export interface PlanBudget {
  budgetId: string;
  scopeKind: 'company' | 'team' | 'tool' | 'cost_center' | 'org';
  /** Id of the team, tool, cost centre or org; ignored for the company. */
  scopeId: string;
  /** Month `YYYY-MM`. */
  period: string;
  /** Decimal. */
  amount: string;
}

/** A named what-if: the base forecast with further changes. */
export interface Scenario {
  id: string;
  changes: readonly Change[];
}

/** Everything a forecast of one currency needs. All days are UTC days `YYYY-MM-DD`. */
export interface ForecastInput {
  runId: string;
  asOf: string;
  /** Version of the code. */
  generatedWith: string;
  currency: string;
  /** Seed of bootstrap and paths. */
  seed: number;
  /** First month of the fiscal year, 1-12. */
  fiscalYearStartMonth: number;
  /** First day of the daily arrays. */
  firstDay: string;
  /** Last day of the daily arrays: the last day that is complete (as_of less the settle days). */
  lastDay: string;
  leaves: readonly UsageLeaf[];
  activeUsers: readonly ActiveUsers[];
  teams: readonly PlanTeam[];
  seats: readonly SeatLine[];
  otherActuals: readonly OtherActual[];
  /** Days on which few work; a shut-down week is then neither a trend nor a pattern. */
  holidays: readonly string[];
  /** Known and announced changes; those announced after as_of are left out. */
  events: readonly Change[];
  scenarios: readonly Scenario[];
  budgets: readonly PlanBudget[];
  /** Rolling origins of the backtest; 0 for none, 6 by default of the job. */
  backtestOrigins: number;
  /** Warnings found while reading (mixed currency, late sources): carried to the rows of the company. */
  warnings: readonly string[];
}
