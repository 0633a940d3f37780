select
  landed.repo,
  landed.alias,
  landed.alias_kind
from {{ source('raw', 'repo_alias') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'repo_alias' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
