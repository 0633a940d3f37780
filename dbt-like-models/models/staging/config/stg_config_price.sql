select
  landed.provider,
  landed.model,
  landed.token_kind,
  landed.context_tier,
  landed.long_context_above,
  landed.currency,
  landed.price_per_million,
  landed.valid_from,
  landed.valid_to,
  landed.known_from,
  landed.origin
from {{ source('raw', 'config_price') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_price' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
