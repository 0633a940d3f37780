-- Where no source of any kind reports money, the list price of what was counted stands in, said to be an estimate.
with counted as (
  select usage.provider, usage.billing_account, usage.period, totals.list_currency, totals.priced_list_cost
  from {{ ref('int_usage') }} as usage
  inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  where usage.role = 'counted' and not usage.is_included and totals.list_currency is not null
),

sums as (
  select provider, billing_account, period, list_currency as currency, sum(priced_list_cost) as billed_cost
  from counted
  group by provider, billing_account, period, list_currency
)

select
  {{ hash_key(["'estimate'", 'sums.provider', 'sums.billing_account', 'sums.period', 'sums.currency']) }} as bill_line_id,
  sums.provider,
  sums.billing_account,
  sums.currency,
  sums.billed_cost,
  cast(sums.period || '-01' as date) as usage_day,
  cast(cast(sums.period || '-01' as date) + interval '1' month as date) as charge_to,
  sums.period
from sums
where not exists (
  select 1
  from {{ ref('int_cost_row') }} as cost
  where cost.provider = sums.provider and cost.period = sums.period
    and {{ compatible('cost.billing_account', 'sums.billing_account') }}
)
