-- Passes when it returns no row: money summed over the outcomes at the top of the tree, over all outcomes by themselves and
-- over the linked rows of the ledger is the same, so no dollar stands at two levels.
select linked.currency, linked.amount, outcomes.direct_amount, outcomes.top_amount
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
order by linked.currency
