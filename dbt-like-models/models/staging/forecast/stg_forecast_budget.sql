select
  landed.run_id,
  landed.as_of,
  landed.scenario_id,
  landed.node_id,
  landed.org,
  landed.currency,
  landed.period_start,
  landed.budget_id,
  landed.scope_kind,
  landed.scope_id,
  landed.period,
  landed.budget_usd,
  landed.actual_to_date,
  landed.p10,
  landed.p50,
  landed.p90,
  landed.p_exceed,
  landed.exceed_date_p10,
  landed.exceed_date_p50,
  landed.exceed_date_p90,
  landed.expected_overrun,
  landed.budget_for_90pct,
  landed.status
from {{ source('raw', 'forecast_budget') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'forecast_budget' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
