-- The one rounding of each total moves it by at most half a micro from the exact sum of its charges.
with ledger as (
  select provider, billing_account, period, currency, cast(sum(amount_micros) as decimal(38, 0)) as micros
  from {{ ref('fct_ledger') }}
  where bill_state <> 'estimated'
  group by provider, billing_account, period, currency
),

costs as (
  select provider, billing_account, period, currency, cast(sum(billed_cost) * 1000000 as decimal(38, 12)) as exact_micros
  from {{ ref('fct_cost') }}
  where role = 'ledger' and is_in_scope and billed_cost is not null
  group by provider, billing_account, period, currency
)

select costs.provider, costs.billing_account, costs.period, costs.currency, ledger.micros, costs.exact_micros
from costs
full outer join ledger
  on ledger.provider = costs.provider and ledger.period = costs.period and ledger.currency = costs.currency
  and coalesce(ledger.billing_account, '') = coalesce(costs.billing_account, '')
where abs(coalesce(ledger.micros, 0) - coalesce(costs.exact_micros, 0)) > 0.5
