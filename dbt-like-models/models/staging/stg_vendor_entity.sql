select
  landed.provider,
  landed.entity_kind,
  landed.entity_id,
  landed.name,
  landed.parent_id,
  landed.actor_id,
  landed.status
from {{ source('raw', 'vendor_entity') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'vendor_entity' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
