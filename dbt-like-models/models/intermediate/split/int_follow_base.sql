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
  select line_no, target_no from edges
),
{% for level in range(2, levels + 1) %}
reach_{{ level }} as (
  select distinct reach_{{ level - 1 }}.line_no, edges.target_no
  from reach_{{ level - 1 }}
  inner join edges on edges.line_no = reach_{{ level - 1 }}.target_no
),
{% endfor %}

named as (
  select distinct reached.line_no, reached.target_no as base_no
  from (
    {% for level in range(1, levels + 1) %}
    select * from reach_{{ level }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
  ) as reached
  inner join base_lines on base_lines.line_no = reached.target_no
  where exists (select 1 from {{ ref('int_base_part') }} as parts where parts.line_no = reached.target_no)
),

unnamed as (
  select followers.line_no, base_lines.line_no as base_no
  from followers
  inner join base_lines
    on base_lines.provider = followers.provider and base_lines.period = followers.period
    and base_lines.currency = followers.currency
    and base_lines.billing_account is not distinct from followers.billing_account
    and base_lines.charge_kind in ('usage', 'seat')
  where not exists (select 1 from named where named.line_no = followers.line_no)
)

select named.line_no, named.base_no, 'NAMED' as how, cast(null as varchar) as follow_code
from named
union all
select
  unnamed.line_no, unnamed.base_no, 'VENDOR_TOTAL',
  case when followers.applies_to is not null then 'APPLIES_TO_UNKNOWN' end
from unnamed
inner join followers on followers.line_no = unnamed.line_no
