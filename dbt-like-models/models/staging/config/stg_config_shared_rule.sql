select
  landed.pool,
  landed.method,
  landed.team_id,
  landed.weight_bp,
  landed.valid_from,
  landed.approved_by
from {{ source('raw', 'config_shared_rule') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_shared_rule' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
