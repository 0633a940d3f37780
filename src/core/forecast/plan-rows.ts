import type { NodeLevel } from './hierarchy.ts';

/** What every row of the four tables carries. */
export interface RowHead {
  run_id: string;
  as_of: string;
  scenario_id: string;
  node_id: string;
  org: string | null;
  currency: string;
  period_start: string;
}

/** One row of forecast_spend. Amounts, tokens and counts are decimals with six places as text. */
export interface ForecastSpendRow extends RowHead {
  generated_with: string;
  node_level: NodeLevel;
  tool: string | null;
  model: string | null;
  team: string | null;
  cost_center: string | null;
  charge_class: 'usage' | 'seat' | 'one_off' | 'total';
  metric: 'usd' | 'tokens' | 'active_users' | 'seats';
  grain: 'day' | 'month' | 'quarter';
  /** Last day of the period. */
  period_end: string;
  /** 1-based: day, month or quarter of the horizon. */
  horizon_step: number;
  p05: string;
  p10: string;
  p50: string;
  p90: string;
  p95: string;
  mean: string;
  /** Part of the period that is already spent; it is included in the quantiles. */
  actual_usd: string | null;
  method: string;
  regime: string;
  /** JSON: component name -> its total over the horizon. */
  components: string;
  n_obs: number;
  history_start: string | null;
  imputed_share: number;
  sigma1: number;
  reconciled: boolean;
  /** Point forecast of the node alone, before reconciliation, drivers and events. */
  base_p50: string | null;
  backtest_origins: number;
  backtest_smape: number | null;
  backtest_mase: number | null;
  backtest_quarter_wape: number | null;
  backtest_bias: number | null;
  cov80_backtest: number | null;
  skill_vs_runrate: number | null;
  interval_quality: 'ok' | 'low';
  driver_users: number | null;
  driver_tokens_per_user: number | null;
  driver_price_index: number | null;
  /** JSON: model -> share of the tokens. */
  driver_mix_json: string | null;
  seats_usd: string | null;
  events_json: string;
  warnings: string;
}

/** One row of forecast_budget. */
export interface ForecastBudgetRow extends RowHead {
  budget_id: string;
  period: string;
  budget_usd: string;
  actual_to_date: string;
  p10: string;
  p50: string;
  p90: string;
  p_exceed: number;
  exceed_date_p10: string | null;
  exceed_date_p50: string | null;
  exceed_date_p90: string | null;
  expected_overrun: string;
  budget_for_90pct: string;
  status: 'over' | 'likely' | 'at_risk' | 'ok';
}

/** One row of forecast_backtest: step 1-3 are the thirds of the horizon, step 0 is its total. */
export interface ForecastBacktestRow extends RowHead {
  node_level: NodeLevel;
  origin: string;
  step: number;
  period_end: string;
  actual: string;
  p05: string;
  p10: string;
  p50: string;
  p90: string;
  p95: string;
  run_rate: string;
  scaled_error: number | null;
}

/** Effects that explain a change; they sum exactly to the difference. */
export const EFFECTS = ['users', 'tokens', 'mix', 'price', 'seats', 'events', 'new_or_retired', 'residual'] as const;

/** One row of forecast_change: from the last complete quarter to the next full one. */
export interface ForecastChangeRow extends RowHead {
  node_level: NodeLevel;
  /** First day of the quarter compared with. */
  from_period_start: string;
  from_usd: string;
  to_usd: string;
  effect: (typeof EFFECTS)[number];
  usd: string;
}

/** The four tables of a forecast run. */
export interface ForecastTables {
  forecast_spend: ForecastSpendRow[];
  forecast_budget: ForecastBudgetRow[];
  forecast_backtest: ForecastBacktestRow[];
  forecast_change: ForecastChangeRow[];
}
