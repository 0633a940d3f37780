-- Passes when it returns no row. Every month's money is on the work axis once: the view by work adds up to the bill. And money
-- summed over the outcomes at the top of the tree, and over all outcomes by themselves, is the linked part of the ledger:
-- no dollar stands at two levels.
select 'bill' as what, billed.period, billed.currency, billed.amount, shown.amount as shown
from (
  select period, currency, cast(sum(amount_micros) * 0.000001 as decimal(18, 6)) as amount
  from fct_bill_line
  group by period, currency
) as billed
left join (
  select period, currency, cast(sum(amount) as decimal(18, 6)) as amount from fin_spend_by_work_v1 group by period, currency
) as shown on shown.period = billed.period and shown.currency = billed.currency
where shown.amount is null or shown.amount <> billed.amount
union all
select 'tree', 'all', linked.currency, linked.amount, case when outcomes.direct_amount <> linked.amount then outcomes.direct_amount else outcomes.top_amount end
from (
  select currency, cast(sum(amount_micros) * 0.000001 as decimal(18, 6)) as amount
  from fct_ledger
  where work_class = 'linked'
  group by currency
) as linked
left join (
  select currency, cast(sum(direct_cost) as decimal(18, 6)) as direct_amount,
    cast(sum(case when is_top then total_cost else 0 end) as decimal(18, 6)) as top_amount
  from fin_outcome_cost_v1
  where currency is not null
  group by currency
) as outcomes on outcomes.currency = linked.currency
where outcomes.direct_amount is null or outcomes.direct_amount <> linked.amount or outcomes.top_amount <> linked.amount
order by what, period, currency
