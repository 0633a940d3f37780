-- What the export loaded against what the ledger takes from it, per invoicing provider and month.
select
  invoicing_provider as provider,
  billing_account,
  cast(period || '-01' as date) as day,
  currency,
  sum(billed_cost) as left_amount,
  sum(case when is_in_scope then billed_cost else cast(0 as decimal(28, 12)) end) as right_amount,
  sum(case when is_in_scope then cast(0 as decimal(28, 12)) else billed_cost end) as out_of_scope_amount,
  period
from {{ ref('int_cost') }}
where role = 'ledger' and billed_cost is not null and service_category is not null
group by invoicing_provider, billing_account, currency, period
