-- The vendor's own estimate in a tool report against the money of the workspaces it reports on, per month.
with estimates as (
  select provider, billing_account, workspace, period, estimate_currency as currency, sum(vendor_estimate) as amount
  from {{ ref('int_usage') }}
  where role = 'split_key' and vendor_estimate is not null and estimate_currency is not null and workspace is not null
    and not is_included
  group by provider, billing_account, workspace, period, estimate_currency
),

lines as (
  select provider, billing_account, workspace, period, currency, sum(billed_cost) as amount
  from {{ ref('int_bill_line') }}
  where charge_kind = 'usage' and workspace is not null
  group by provider, billing_account, workspace, period, currency
)

select
  estimates.provider,
  coalesce(estimates.billing_account, lines.billing_account) as billing_account,
  cast(estimates.period || '-01' as date) as day,
  estimates.currency,
  sum(estimates.amount) as left_amount,
  sum(lines.amount) as right_amount,
  estimates.period
from estimates
left join lines
  on lines.provider = estimates.provider and lines.workspace = estimates.workspace and lines.period = estimates.period
  and lines.currency = estimates.currency
  and {{ compatible('lines.billing_account', 'estimates.billing_account') }}
group by estimates.provider, coalesce(estimates.billing_account, lines.billing_account), estimates.currency, estimates.period
