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
    lower(usage.model) as model, usage.service_tier, kinds.token_kind, kinds.estimated_cost, kinds.list_cost, kinds.tokens, kinds.list_currency
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
    usage.model,
    usage.service_tier,
    usage.token_kind,
    usage.token_kind in ('characters', 'seconds', 'tool_calls', 'image_count') as is_other_unit,
    usage.estimated_cost,
    usage.list_cost,
    case when usage.list_cost is null then coalesce(usage.tokens, 0) else 0 end as unpriced_tokens
  from usage
  left join grains
    on grains.provider = usage.provider and grains.period = usage.period
    and coalesce(grains.billing_account, '') = coalesce(usage.billing_account, '')
),

unpriced as (
  select distinct provider, billing_account, period, day, model, service_tier
  from placed
  where list_cost is null and token_kind <> 'none' and model is not null
),

left_side as (
  select
    provider, billing_account, period, day, currency,
    sum(estimated_cost) as amount,
    sum(case when is_other_unit then estimated_cost else 0 end) as other_unit_amount,
    cast(sum(unpriced_tokens) as bigint) as unpriced_tokens
  from placed
  where currency is not null
  group by provider, billing_account, period, day, currency
),

placed_lines as (
  select
    lines.provider, lines.billing_account, lines.period, lines.currency, lines.billed_cost, lines.token_kind, lines.bill_state,
    lines.line_no, lower(lines.model) as model, lines.service_tier,
    case when grains.is_monthly then cast(lines.period || '-01' as date) else lines.usage_day end as day
  from lines
  inner join grains
    on grains.provider = lines.provider and grains.period = lines.period
    and coalesce(grains.billing_account, '') = coalesce(lines.billing_account, '')
),

-- Token charges of a model whose usage of the day has no price.
unpriced_lines as (
  select distinct placed_lines.line_no
  from placed_lines
  inner join unpriced
    on unpriced.provider = placed_lines.provider and unpriced.period = placed_lines.period and unpriced.day = placed_lines.day
    and unpriced.model = placed_lines.model
    and {{ compatible('unpriced.service_tier', 'placed_lines.service_tier') }}
    and coalesce(unpriced.billing_account, '') = coalesce(placed_lines.billing_account, '')
  where placed_lines.token_kind is not null and placed_lines.token_kind <> 'tool_calls'
),

right_side as (
  select
    placed_lines.provider, placed_lines.billing_account, placed_lines.period, placed_lines.day, placed_lines.currency,
    sum(placed_lines.billed_cost) as amount,
    sum(case when placed_lines.token_kind is null or placed_lines.token_kind = 'tool_calls' then placed_lines.billed_cost else 0 end)
      as kindless_amount,
    sum(case when unpriced_lines.line_no is not null then placed_lines.billed_cost else 0 end) as unpriced_amount,
    bool_or(placed_lines.bill_state = 'provisional') as is_provisional
  from placed_lines
  left join unpriced_lines on unpriced_lines.line_no = placed_lines.line_no
  group by placed_lines.provider, placed_lines.billing_account, placed_lines.period, placed_lines.day, placed_lines.currency
)

select
  coalesce(left_side.provider, right_side.provider) as provider,
  coalesce(left_side.billing_account, right_side.billing_account) as billing_account,
  coalesce(left_side.day, right_side.day) as day,
  coalesce(left_side.currency, right_side.currency) as currency,
  left_side.amount as left_amount,
  right_side.amount as right_amount,
  left_side.other_unit_amount,
  left_side.unpriced_tokens,
  right_side.kindless_amount,
  right_side.unpriced_amount,
  coalesce(right_side.is_provisional, false) as is_provisional,
  coalesce(left_side.period, right_side.period) as period
from left_side
full outer join right_side
  on right_side.provider = left_side.provider and right_side.period = left_side.period and right_side.day = left_side.day
  and right_side.currency = left_side.currency
  and coalesce(right_side.billing_account, '') = coalesce(left_side.billing_account, '')
