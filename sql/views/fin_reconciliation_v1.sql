select
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(day as date) as usage_date,
  cast(pair as varchar) as pair,
  cast(currency as varchar) as currency,
  cast(left_amount as decimal(18, 6)) as left_amount,
  cast(right_amount as decimal(18, 6)) as right_amount,
  cast(delta as decimal(18, 6)) as delta,
  cast(residual as decimal(18, 6)) as residual,
  cast(delta_pct as decimal(18, 6)) as delta_pct,
  cast(tolerance as decimal(18, 6)) as tolerance,
  cast(status as varchar) as status,
  cast(explained_by as varchar) as explained_by,
  cast(period as varchar) as period,
  cast(build_id as varchar) as build_id
from {{ ref('fct_reconciliation') }}
