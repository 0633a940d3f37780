select
  landed.budget_id,
  landed.scope_kind,
  landed.scope_id,
  landed.period,
  landed.amount,
  landed.currency,
  landed.owner,
  landed.valid_from
from {{ source('raw', 'config_budget') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'config_budget' and coverage.is_newest_snapshot and {{ same_window('landed', 'coverage') }}
