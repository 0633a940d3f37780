-- Money and usage of a day side by side, summed once per build so that a question about spend never reads single rows.
with billed as (
  select
    usage_day, provider, billing_account, tool, model, charge_category, currency, period,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,
    cast(sum(effective_cost) as decimal(38, 12)) as effective_cost,
    bool_or(is_provisional) as is_provisional
  from {{ ref('fct_cost') }}
  where role = 'ledger' and is_in_scope
  group by usage_day, provider, billing_account, tool, model, charge_category, currency, period
),

used as (
  select
    usage_day, provider, billing_account, tool, model, 'Usage' as charge_category, currency, period,
    cast(sum(list_cost) as decimal(38, 12)) as list_cost,
    cast(sum(estimated_cost) as decimal(38, 12)) as estimated_cost
  from {{ ref('fct_usage') }}
  where role = 'counted' and currency is not null
  group by usage_day, provider, billing_account, tool, model, currency, period
)

select
  cast(coalesce(billed.usage_day, used.usage_day) as date) as usage_day,
  cast(coalesce(billed.provider, used.provider) as varchar) as provider,
  cast(coalesce(billed.billing_account, used.billing_account) as varchar) as billing_account,
  cast(coalesce(billed.tool, used.tool) as varchar) as tool,
  cast(coalesce(billed.model, used.model) as varchar) as model,
  cast(coalesce(billed.charge_category, used.charge_category) as varchar) as charge_category,
  cast(coalesce(billed.currency, used.currency) as varchar) as currency,
  cast(billed.billed_cost as decimal(38, 12)) as billed_cost,
  cast(billed.effective_cost as decimal(38, 12)) as effective_cost,
  cast(used.list_cost as decimal(38, 12)) as list_cost,
  cast(used.estimated_cost as decimal(38, 12)) as estimated_cost,
  cast(case when billed.provider is null then 'estimated' when billed.is_provisional then 'provisional' else 'billed' end as varchar) as cost_state,
  cast(coalesce(billed.period, used.period) as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from billed
full outer join used
  on used.usage_day = billed.usage_day and used.provider = billed.provider and used.period = billed.period
  and used.currency = billed.currency and used.charge_category = billed.charge_category
  and coalesce(used.billing_account, '') = coalesce(billed.billing_account, '')
  and coalesce(used.tool, '') = coalesce(billed.tool, '')
  and coalesce(used.model, '') = coalesce(billed.model, '')
