-- Passes when it returns no row: each mart shows one build per month, so no reader mixes an old and a new one.
select mart, period, cast(count(distinct build_id) as bigint) as builds
from (
  select 'fct_ledger' as mart, period, build_id from fct_ledger
  union all
  select 'fct_bill_line', period, build_id from fct_bill_line
  union all
  select 'fct_cost', period, build_id from fct_cost
  union all
  select 'fct_usage', period, build_id from fct_usage
  union all
  select 'fct_reconciliation', period, build_id from fct_reconciliation
  union all
  select 'fct_late_cost', period, build_id from fct_late_cost
  union all
  select 'fct_budget_day', period, build_id from fct_budget_day
) as marts
group by mart, period
having count(distinct build_id) > 1
order by mart, period
