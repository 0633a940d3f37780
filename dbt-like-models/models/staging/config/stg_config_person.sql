select
  landed.person_key,
  landed.is_bot,
  landed.active_from,
  landed.active_to
from {{ source('raw', 'config_person') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_person' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
