{% set levels = 4 %}
with lines as (
  select * from {{ ref('int_bill_line') }} where amount_micros <> 0
),

followers as (
  select * from lines where charge_kind in ('credit', 'tax', 'adjustment')
),

base_lines as (
  select * from lines where charge_kind not in ('credit', 'tax', 'adjustment')
),

edges as (
  select * from {{ ref('int_follow_edge') }}
),

reach_1 as (
  select bill_line_id, target_id from edges
),
{% for level in range(2, levels + 1) %}
reach_{{ level }} as (
  select distinct reach_{{ level - 1 }}.bill_line_id, edges.target_id
  from reach_{{ level - 1 }}
  inner join edges on edges.bill_line_id = reach_{{ level - 1 }}.target_id
),
{% endfor %}

named as (
  select distinct reached.bill_line_id, reached.target_id as base_line_id
  from (
    {% for level in range(1, levels + 1) %}
    select * from reach_{{ level }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
  ) as reached
  inner join base_lines on base_lines.bill_line_id = reached.target_id
  where exists (select 1 from {{ ref('int_base_part') }} as parts where parts.bill_line_id = reached.target_id)
),

unnamed as (
  select followers.bill_line_id, base_lines.bill_line_id as base_line_id
  from followers
  inner join base_lines
    on base_lines.provider = followers.provider and base_lines.period = followers.period
    and base_lines.currency = followers.currency
    and base_lines.billing_account is not distinct from followers.billing_account
    and base_lines.charge_kind in ('usage', 'seat')
  where not exists (select 1 from named where named.bill_line_id = followers.bill_line_id)
)

select named.bill_line_id, named.base_line_id, 'NAMED' as how, cast(null as varchar) as follow_code
from named
union all
select
  unnamed.bill_line_id, unnamed.base_line_id, 'VENDOR_TOTAL',
  case when followers.applies_to is not null then 'APPLIES_TO_UNKNOWN' end
from unnamed
inner join followers on followers.bill_line_id = unnamed.bill_line_id
