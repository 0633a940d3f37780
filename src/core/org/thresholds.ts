import { didYouMean } from '../dbt/nearest.ts';
import type { Problem } from '../problem.ts';
import { grouped } from './intervals.ts';
import type { OrgLines } from './tables.ts';

/** Product defaults: key, value, unit. A line of thresholds.csv overrides one from its day on. */
const DEFAULTS: readonly (readonly [key: string, value: string, unit: string])[] = [
  ['settle_days', '14', 'days'],
  ['source_complete_days', '2', 'days'],
  ['durability_days', '30', 'days'],
  ['durability_days_support_ticket', '14', 'days'],
  ['durability_long_days', '90', 'days'],
  ['incident_window_days', '7', 'days'],
  ['rework_heavy_bp', '3000', 'basis points'],
  ['rework_heavy_est_bp', '5000', 'basis points'],
  ['rework_split_min_bp', '1000', 'basis points'],
  ['review_rounds_heavy', '4', 'rounds'],
  ['cost_disproportion', '3', 'ratio'],
  ['retry_heavy_bp', '4000', 'basis points'],
  ['retry_watch_bp', '2000', 'basis points'],
  ['retry_allowance_bp', '500', 'basis points'],
  ['loop_calls_no_turn', '25', 'calls'],
  ['loop_same_call', '5', 'calls'],
  ['loop_error_bp', '5000', 'basis points'],
  ['loop_min_calls', '10', 'calls'],
  ['de_minimis_micros', '1000000', 'micros'],
  ['min_link_confidence_bp', '5000', 'basis points'],
  ['cache_low_bp', '5000', 'basis points'],
  ['cache_target_bp', '9000', 'basis points'],
  ['outlier_z', '3.5', 'score'],
  ['outlier_ratio', '1.5', 'ratio'],
  ['outlier_min_micros', '250000000', 'micros'],
  ['outlier_min_peers', '8', 'peers'],
  ['small_n_ratio', '3', 'ratio'],
  ['pace_watch', '1.05', 'ratio'],
  ['pace_over', '1.15', 'ratio'],
  ['pace_under', '0.6', 'ratio'],
  ['forecast_over', '1.1', 'ratio'],
  ['unattributed_target_bp', '500', 'basis points'],
  ['strong_link_drop_bp', '1000', 'basis points'],
  ['weak_link_share_bp', '4000', 'basis points'],
  ['idle_seat_share_bp', '2000', 'basis points'],
  ['verdict_window_days', '90', 'days'],
  ['verdict_min_outcomes', '20', 'outcomes'],
  ['verdict_min_users', '5', 'people'],
  ['verdict_min_micros', '500000000', 'micros'],
  ['keep_value_index', '0.9', 'ratio'],
  ['cut_value_index', '0.5', 'ratio'],
  ['keep_dar_margin_bp', '500', 'basis points'],
  ['keep_waste_max_bp', '3000', 'basis points'],
  ['cut_waste_min_bp', '6000', 'basis points'],
  ['cut_seat_use_bp', '2000', 'basis points'],
  ['route_cohort_min', '20', 'outcomes'],
  ['route_cohort_max', '50', 'outcomes'],
  ['route_margin_points', '5', 'points'],
  ['route_rerun_days', '90', 'days'],
  ['route_price_change_bp', '1000', 'basis points'],
  ['route_mix_shift_bp', '1500', 'basis points'],
  ['route_quality_drop_bp', '1000', 'basis points'],
  ['k_anonymity', '5', 'people'],
  ['pareto_min_outcomes', '10', 'outcomes'],
  ['pareto_tolerance_bp', '500', 'basis points'],
  ['recovery_factor_low_bp', '2500', 'basis points'],
  ['recovery_factor_mid_bp', '5000', 'basis points'],
  ['recovery_factor_high_bp', '8000', 'basis points'],
  ['review_minutes_per_round', '30', 'minutes'],
  ['loaded_rate_micros_per_hour', '120000000', 'micros'],
];

/** First day the product's defaults hold. */
const ALWAYS = '1970-01-01';

/** Names of every threshold. */
export const thresholdKeys: readonly string[] = DEFAULTS.map(([key]) => key);

/** Default rows and the company's own; a key nobody reads is a problem that names the near ones. */
export function loadThresholds(lines: OrgLines): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const file = 'thresholds.csv';
  const own = lines[file];
  const units = new Map(DEFAULTS.map(([key, , unit]) => [key, unit]));
  const problems: Problem[] = [];
  for (const { line, row } of own) {
    if (units.has(row.threshold)) continue;
    problems.push({
      file,
      line,
      message: `unknown threshold "${row.threshold}"`,
      remedy: `docs/config.md lists the keys${didYouMean(row.threshold, thresholdKeys)}`,
    });
  }
  for (const group of grouped(own, ({ row }) => `${row.threshold} ${row.valid_from}`).values()) {
    for (const { line, row } of group.slice(1)) {
      problems.push({
        file,
        line,
        message: `${row.threshold} from ${row.valid_from} is already on line ${group[0]!.line}`,
        remedy: 'remove one of the lines',
      });
    }
  }
  const rows = [
    ...DEFAULTS.map(([threshold, value, unit]) => ({ threshold, value, unit, valid_from: ALWAYS })),
    ...own.map(({ row }) => ({ ...row, unit: row.unit ?? units.get(row.threshold) ?? null })),
  ];
  return { rows, problems };
}
