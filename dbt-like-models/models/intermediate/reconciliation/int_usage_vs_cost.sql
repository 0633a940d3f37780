-- Counted usage at contract price against the ledger of money, per day; per month where the money comes by the month.
with lines as (
  select * from {{ ref('int_bill_line') }} where charge_kind = 'usage' and bill_state <> 'estimated'
),

grains as (
  select
    provider, billing_account, period, min(currency) as main_currency,
    bool_or(charge_to > {{ add_days('usage_day', 1) }}) as is_monthly
  from lines
  group by provider, billing_account, period
),

-- Usage that does not know its account is compared where the provider bills one account only.
accounts as (
  select provider, period, min(billing_account) as only_account
  from grains
  group by provider, period
  having count(*) = 1
),

usage as (
  select
    usage.provider, coalesce(usage.billing_account, accounts.only_account) as billing_account, usage.period, usage.usage_day,
    kinds.estimated_cost, kinds.list_cost, kinds.tokens, kinds.list_currency
  from {{ ref('int_usage') }} as usage
  inner join {{ ref('int_usage_kind') }} as kinds on kinds.usage_no = usage.usage_no
  left join accounts on accounts.provider = usage.provider and accounts.period = usage.period
  where usage.role = 'counted' and not usage.is_included
),

-- Usage without any price stands beside the money of its account; without money there is nothing to compare it with.
placed as (
  select
    usage.provider,
    usage.billing_account,
    usage.period,
    case when coalesce(grains.is_monthly, false) then cast(usage.period || '-01' as date) else usage.usage_day end as day,
    coalesce(usage.list_currency, grains.main_currency) as currency,
    usage.estimated_cost,
    usage.list_cost,
    case when usage.list_cost is null then coalesce(usage.tokens, 0) else 0 end as unpriced_tokens
  from usage
  left join grains
    on grains.provider = usage.provider and grains.period = usage.period
    and coalesce(grains.billing_account, '') = coalesce(usage.billing_account, '')
),

left_side as (
  select
    provider, billing_account, period, day, currency,
    sum(estimated_cost) as amount,
    sum(list_cost) as list_amount,
    cast(sum(unpriced_tokens) as bigint) as unpriced_tokens
  from placed
  where currency is not null
  group by provider, billing_account, period, day, currency
),

right_side as (
  select
    lines.provider,
    lines.billing_account,
    lines.period,
    case when grains.is_monthly then cast(lines.period || '-01' as date) else lines.usage_day end as day,
    lines.currency,
    sum(lines.billed_cost) as amount,
    sum(case when lines.token_kind is null then lines.billed_cost else 0 end) as kindless_amount,
    bool_or(lines.bill_state = 'provisional') as is_provisional
  from lines
  inner join grains
    on grains.provider = lines.provider and grains.period = lines.period
    and coalesce(grains.billing_account, '') = coalesce(lines.billing_account, '')
  group by lines.provider, lines.billing_account, lines.period, lines.currency,
    case when grains.is_monthly then cast(lines.period || '-01' as date) else lines.usage_day end
)

select
  coalesce(left_side.provider, right_side.provider) as provider,
  coalesce(left_side.billing_account, right_side.billing_account) as billing_account,
  coalesce(left_side.day, right_side.day) as day,
  coalesce(left_side.currency, right_side.currency) as currency,
  left_side.amount as left_amount,
  right_side.amount as right_amount,
  left_side.list_amount,
  left_side.unpriced_tokens,
  right_side.kindless_amount,
  coalesce(right_side.is_provisional, false) as is_provisional,
  coalesce(left_side.period, right_side.period) as period
from left_side
full outer join right_side
  on right_side.provider = left_side.provider and right_side.period = left_side.period and right_side.day = left_side.day
  and right_side.currency = left_side.currency
  and coalesce(right_side.billing_account, '') = coalesce(left_side.billing_account, '')
