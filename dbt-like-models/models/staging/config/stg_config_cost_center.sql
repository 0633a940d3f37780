select
  landed.cost_center,
  landed.name,
  landed.owner
from {{ source('raw', 'config_cost_center') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_cost_center' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
