select
  landed.team_id,
  landed.team_name,
  landed.parent_team_id,
  landed.cost_center,
  landed.valid_from,
  landed.valid_to
from {{ source('raw', 'config_team') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_team' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
