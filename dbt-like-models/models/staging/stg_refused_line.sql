select
  landed.source,
  landed.connection_id,
  landed.stream,
  landed.reason,
  landed.refused_lines,
  landed.refused_tokens,
  coverage.data_day as counted_on
from {{ source('raw', 'refused_line') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'refused_line' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
