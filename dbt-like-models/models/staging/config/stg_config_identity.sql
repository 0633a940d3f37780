select
  landed.provider,
  landed.actor_id,
  landed.person_key,
  landed.method,
  landed.confidence_bp,
  landed.valid_from,
  landed.valid_to
from {{ source('raw', 'config_identity') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_identity' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
