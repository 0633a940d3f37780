select
  landed.period,
  landed.state,
  landed.priced_as_of,
  landed.config_hash
from {{ source('raw', 'config_period_state') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_period_state' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
