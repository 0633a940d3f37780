select
  cast(usage_day as date) as usage_date,
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(tool as varchar) as tool,
  cast(model as varchar) as model,
  cast(charge_category as varchar) as charge_category,
  cast(currency as varchar) as currency,
  cast(billed_cost as decimal(18, 6)) as billed_cost,
  cast(effective_cost as decimal(18, 6)) as effective_cost,
  cast(list_cost as decimal(18, 6)) as list_cost,
  cast(estimated_cost as decimal(18, 6)) as estimated_cost,
  cast(cost_state as varchar) as cost_state,
  cast(period as varchar) as period,
  cast(build_id as varchar) as build_id
from {{ ref('fct_spend_day') }}
