with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'ledger_restatement'
)

select
  landed.restatement_id,
  landed.restatement_no,
  landed.kind,
  landed.reason,
  landed.restated_on,
  landed.old_build_id,
  landed.new_build_id,
  landed.old_priced_as_of,
  landed.new_priced_as_of,
  landed.provider,
  landed.billing_account,
  landed.tool,
  landed.team_id,
  landed.owner_class,
  landed.currency,
  landed.old_micros,
  landed.new_micros,
  landed.delta_micros,
  landed.period
from {{ source('raw', 'ledger_restatement') }} as landed
inner join windows
  on {{ same_window('landed', 'windows') }} and landed.dt = cast(windows.data_day as varchar)
