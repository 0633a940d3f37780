-- Every other report of the same money against the ledger, per billing month.
with costs as (
  select provider, billing_account, period, currency, source, role, charge_kind, billed_cost
  from {{ ref('int_cost') }}
  where is_in_scope and billed_cost is not null
),

witnesses as (
  select
    provider, billing_account, period, currency, source, sum(billed_cost) as amount,
    sum(case when charge_kind in ('tax', 'credit', 'adjustment', 'fee') then billed_cost else 0 end) as other_amount
  from costs
  where role = 'witness'
  group by provider, billing_account, period, currency, source
),

ledgers as (
  select
    provider, billing_account, period, currency, max(source) as source, sum(billed_cost) as amount,
    sum(case when charge_kind in ('tax', 'credit', 'adjustment', 'fee') then billed_cost else 0 end) as other_amount
  from costs
  where role = 'ledger'
  group by provider, billing_account, period, currency
)

select
  witnesses.provider,
  witnesses.billing_account,
  cast(witnesses.period || '-01' as date) as day,
  witnesses.source as witness,
  ledgers.source as ledger,
  witnesses.currency,
  witnesses.amount as left_amount,
  ledgers.amount as right_amount,
  witnesses.other_amount - coalesce(ledgers.other_amount, 0) as other_delta,
  witnesses.period
from witnesses
left join ledgers
  on ledgers.provider = witnesses.provider and ledgers.period = witnesses.period and ledgers.currency = witnesses.currency
  and coalesce(ledgers.billing_account, '') = coalesce(witnesses.billing_account, '')
