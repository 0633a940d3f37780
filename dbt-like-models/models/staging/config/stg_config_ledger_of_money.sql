select
  landed.provider,
  landed.billing_account,
  landed.money_source,
  landed.valid_from
from {{ source('raw', 'config_ledger_of_money') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_ledger_of_money' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
