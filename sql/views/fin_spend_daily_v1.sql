with billed as (
  select
    usage_day, provider, billing_account, tool, model, charge_category, currency, period,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,
    cast(sum(effective_cost) as decimal(38, 12)) as effective_cost,
    case when bool_or(is_provisional) then 'provisional' else 'billed' end as cost_state,
    max(build_id) as build_id
  from {{ ref('fct_cost') }}
  where role = 'ledger' and is_in_scope
  group by usage_day, provider, billing_account, tool, model, charge_category, currency, period
),

used as (
  select
    usage_day, provider, billing_account, tool, model, 'Usage' as charge_category, currency, period,
    cast(sum(list_cost) as decimal(38, 12)) as list_cost,
    cast(sum(estimated_cost) as decimal(38, 12)) as estimated_cost,
    max(build_id) as build_id
  from {{ ref('fct_usage') }}
  where role = 'counted' and currency is not null
  group by usage_day, provider, billing_account, tool, model, currency, period
)

select
  cast(coalesce(billed.usage_day, used.usage_day) as date) as usage_date,
  cast(coalesce(billed.provider, used.provider) as varchar) as provider,
  cast(coalesce(billed.billing_account, used.billing_account) as varchar) as billing_account,
  cast(coalesce(billed.tool, used.tool) as varchar) as tool,
  cast(coalesce(billed.model, used.model) as varchar) as model,
  cast(coalesce(billed.charge_category, used.charge_category) as varchar) as charge_category,
  cast(coalesce(billed.currency, used.currency) as varchar) as currency,
  cast(billed.billed_cost as decimal(18, 6)) as billed_cost,
  cast(billed.effective_cost as decimal(18, 6)) as effective_cost,
  cast(used.list_cost as decimal(18, 6)) as list_cost,
  cast(used.estimated_cost as decimal(18, 6)) as estimated_cost,
  cast(coalesce(billed.cost_state, 'estimated') as varchar) as cost_state,
  cast(coalesce(billed.period, used.period) as varchar) as period,
  cast(coalesce(billed.build_id, used.build_id) as varchar) as build_id
from billed
full outer join used
  on used.usage_day = billed.usage_day and used.provider = billed.provider and used.period = billed.period
  and used.currency = billed.currency and used.charge_category = billed.charge_category
  and coalesce(used.billing_account, '') = coalesce(billed.billing_account, '')
  and coalesce(used.tool, '') = coalesce(billed.tool, '')
  and coalesce(used.model, '') = coalesce(billed.model, '')
