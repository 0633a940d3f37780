{% set keys = ['billing_account', 'workspace', 'project', 'api_key', 'model', 'service_tier', 'context_tier', 'geo'] %}
with lines as (
  select * from {{ ref('int_bill_line') }} where charge_kind = 'usage' and amount_micros <> 0
),

groups_of_usage as (
  select * from {{ ref('int_usage_group') }}
),

days as (
  select distinct provider, usage_day from groups_of_usage
),

line_days as (
  select lines.line_no, lines.provider, days.usage_day, {% for key in keys %}lines.{{ key }}{% if not loop.last %}, {% endif %}{% endfor %}
  from lines
  inner join days
    on days.provider = lines.provider and days.usage_day >= lines.usage_day and days.usage_day < lines.charge_to
)

select line_days.line_no, groups_of_usage.group_no
from line_days
inner join groups_of_usage
  on groups_of_usage.provider = line_days.provider and groups_of_usage.usage_day = line_days.usage_day
  {% for key in keys %}
  and {{ compatible('groups_of_usage.' ~ key, 'line_days.' ~ key) }}
  {% endfor %}
