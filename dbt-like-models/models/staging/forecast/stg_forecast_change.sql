select
  landed.run_id,
  landed.as_of,
  landed.scenario_id,
  landed.node_id,
  landed.org,
  landed.currency,
  landed.period_start,
  landed.node_level,
  landed.from_period_start,
  landed.from_usd,
  landed.to_usd,
  landed.effect,
  landed.usd
from {{ source('raw', 'forecast_change') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'forecast_change' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
