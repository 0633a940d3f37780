-- Lines that a credit, tax or adjustment names; those of its own invoice come first.
with lines as (
  select * from {{ ref('int_bill_line') }} where amount_micros <> 0
),

followers as (
  select * from lines where charge_kind in ('credit', 'tax', 'adjustment')
)

select line_no, target_no
from (
  select
    followers.line_no,
    targets.line_no as target_no,
    targets.invoice_id is not distinct from followers.invoice_id as is_same_invoice,
    max(case when targets.invoice_id is not distinct from followers.invoice_id then 1 else 0 end)
      over (partition by followers.line_no) as has_same_invoice
  from followers
  inner join lines as targets
    on targets.provider = followers.provider and targets.period = followers.period
    and targets.currency = followers.currency
    and {{ compatible('targets.billing_account', 'followers.billing_account') }}
    and targets.line_no <> followers.line_no
    and followers.applies_to in (targets.bill_line_id, targets.line_key, targets.service_name, targets.sku)
) as named
where is_same_invoice or has_same_invoice = 0
