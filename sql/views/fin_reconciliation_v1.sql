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
union all
select
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(day as date) as usage_date,
  cast('landed_vs_closed' as varchar) as pair,
  cast(currency as varchar) as currency,
  cast(landed_amount as decimal(18, 6)) as left_amount,
  cast(closed_amount as decimal(18, 6)) as right_amount,
  cast(landed_amount - closed_amount as decimal(18, 6)) as delta,
  cast(0 as decimal(18, 6)) as residual,
  cast({{ safe_divide('landed_amount - closed_amount', 'closed_amount') }} as decimal(18, 6)) as delta_pct,
  cast(0 as decimal(18, 6)) as tolerance,
  cast('explained' as varchar) as status,
  cast('late_after_close' as varchar) as explained_by,
  cast(period as varchar) as period,
  cast(build_id as varchar) as build_id
from {{ ref('fct_late_cost') }}
