select
  landed.calendar_day,
  landed.fiscal_year,
  landed.fiscal_quarter,
  landed.working_weight
from {{ source('raw', 'config_calendar') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_calendar' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
