select
  landed.provider,
  landed.model,
  landed.dimension,
  landed.word,
  landed.factor,
  landed.valid_from,
  landed.valid_to,
  landed.known_from
from {{ source('raw', 'config_price_multiplier') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_price_multiplier' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
