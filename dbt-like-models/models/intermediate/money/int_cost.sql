select
  cost.*,
  case when ledgers.source is null then 'witness' when ledgers.source = cost.source then 'ledger' else 'witness' end as role,
  cost.source = ledgers.source and cost.is_in_scope and cost.billed_cost is not null as is_billed
from {{ ref('int_cost_row') }} as cost
left join {{ ref('int_money_source') }} as ledgers
  on ledgers.account_key = {{ hash_key(['cost.provider', 'cost.billing_account', 'cast(cost.usage_day as varchar)', 'cost.period']) }}
