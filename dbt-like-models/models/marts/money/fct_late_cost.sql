-- Bills as landed now against the bill lines the month was closed with. In an open month both are made of the same.
with landed as (
  select provider, billing_account, usage_day as day, currency, period, sum(billed_cost) as amount
  from {{ ref('int_cost') }}
  where is_billed
  group by provider, billing_account, usage_day, currency, period
),

closed as (
  select provider, billing_account, charge_from as day, currency, period, sum(billed_cost) as amount
  from {{ ref('fct_bill_line') }}
  where bill_state <> 'estimated'
  group by provider, billing_account, charge_from, currency, period
)

select
  cast(coalesce(landed.provider, closed.provider) as varchar) as provider,
  cast(coalesce(landed.billing_account, closed.billing_account) as varchar) as billing_account,
  cast(coalesce(landed.day, closed.day) as date) as day,
  cast(coalesce(landed.currency, closed.currency) as varchar) as currency,
  cast(coalesce(landed.amount, 0) as decimal(38, 12)) as landed_amount,
  cast(coalesce(closed.amount, 0) as decimal(38, 12)) as closed_amount,
  cast(coalesce(landed.period, closed.period) as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from landed
full outer join closed
  on closed.provider = landed.provider and closed.period = landed.period and closed.day = landed.day
  and closed.currency = landed.currency and coalesce(closed.billing_account, '') = coalesce(landed.billing_account, '')
where coalesce(landed.amount, 0) <> coalesce(closed.amount, 0)
