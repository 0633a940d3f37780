select
  landed.owner_kind,
  landed.provider,
  landed.external_id,
  landed.team_id,
  landed.pool,
  landed.valid_from,
  landed.valid_to
from {{ source('raw', 'config_owner') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_owner' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
