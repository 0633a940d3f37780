select
  landed.provider,
  landed.billing_account,
  landed.model_pattern,
  landed.factor,
  landed.currency,
  landed.valid_from,
  landed.valid_to
from {{ source('raw', 'config_contract') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_contract' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
