-- Budgets that will not hold at the present pace, the largest overrun first.
-- Finance question: whom do I have to call today?
select
  period,
  scope_kind,
  scope_id,
  currency,
  budget,
  actual,
  projected,
  cast(projected - budget as decimal(18, 6)) as projected_overrun,
  pace_index,
  runway_days,
  pace_status,
  through_day
from fin_budget_status_v1
where pace_status in ('exhausted', 'over', 'watch')
order by period desc, projected_overrun desc, scope_kind, scope_id
