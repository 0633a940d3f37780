select
  landed.person_key,
  landed.team_id,
  landed.weight_bp,
  landed.valid_from,
  landed.valid_to
from {{ source('raw', 'config_membership') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_membership' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
