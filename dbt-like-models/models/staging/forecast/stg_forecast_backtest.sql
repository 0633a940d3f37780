select
  landed.run_id,
  landed.as_of,
  landed.scenario_id,
  landed.node_id,
  landed.org,
  landed.currency,
  landed.period_start,
  landed.node_level,
  landed.origin,
  landed.step,
  landed.period_end,
  landed.actual,
  landed.p05,
  landed.p10,
  landed.p50,
  landed.p90,
  landed.p95,
  landed.run_rate,
  landed.scaled_error
from {{ source('raw', 'forecast_backtest') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'forecast_backtest' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
