select
  landed.session_id,
  landed.outcome_id,
  landed.weight,
  landed.repo,
  landed.branch,
  landed.day,
  landed.decided_by,
  landed.reason,
  landed.decided_on
from {{ source('raw', 'config_link_override') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_link_override' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
