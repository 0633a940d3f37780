-- What accepted work of the newest month cost, by kind, work type and size, with how much of it is known to last.
-- Finance question: what did merged pull requests and resolved tickets cost us, and how far apart are they?
select
  outcome_type,
  work_type,
  coalesce(size_band, '-') as size_band,
  currency,
  cast(count(*) as bigint) as accepted,
  cast(sum(case when is_durable then 1 else 0 end) as bigint) as durable,
  cast(sum(case when class_state = 'provisional' then 1 else 0 end) as bigint) as still_open,
  cast(min(total_cost) as decimal(18, 6)) as cheapest,
  cast(max(total_cost) as decimal(18, 6)) as dearest,
  cast(sum(total_cost) as decimal(18, 6)) as cost
from fin_outcome_cost_v1
where accepted_month = (select max(period) from fct_ledger) and total_cost <> 0
group by outcome_type, work_type, coalesce(size_band, '-'), currency
order by outcome_type, cost desc, work_type, size_band
