select
  landed.threshold,
  landed.value,
  landed.unit,
  landed.valid_from
from {{ source('raw', 'config_threshold') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_threshold' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
