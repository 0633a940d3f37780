with ledger as (
  select * from {{ ref('fct_ledger_month') }}
),

billed as (
  select period, currency, cast(sum(amount_micros) as bigint) as total_micros from ledger group by period, currency
),

leaks as (
  select
    period, provider, billing_account, tool, reason, currency,
    cast(sum(amount_micros) as bigint) as amount_micros,
    max(build_id) as build_id
  from ledger
  where owner_class = 'unattributed'
  group by period, provider, billing_account, tool, reason, currency
)

select
  cast(leaks.period as varchar) as period,
  cast(leaks.provider as varchar) as provider,
  cast(leaks.billing_account as varchar) as billing_account,
  cast(leaks.tool as varchar) as tool,
  cast(leaks.reason as varchar) as reason,
  cast(leaks.currency as varchar) as currency,
  {{ from_micros('leaks.amount_micros') }} as amount,
  cast({{ safe_divide('leaks.amount_micros', 'billed.total_micros') }} as decimal(18, 6)) as share,
  cast(leaks.build_id as varchar) as build_id
from leaks
inner join billed on billed.period = leaks.period and billed.currency = leaks.currency
