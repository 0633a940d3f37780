-- The rule of each pool on the charge day of each line that pays into it.
with pooled as (
  select line_no, pool, cast(sum(amount_micros) as bigint) as amount_micros, max(part_code) as part_code
  from (
    select line_no, pool, part_code, amount_micros from {{ ref('int_base_part') }} where pool is not null
    union all
    select line_no, pool, part_code, amount_micros from {{ ref('int_follow_part') }} where pool is not null
  ) as parts
  group by line_no, pool
),

lines as (
  select * from {{ ref('int_bill_line') }}
),

rules as (
  select pool, valid_from, max(method) as method
  from {{ ref('stg_config_shared_rule') }}
  group by pool, valid_from
)

select
  pooled.line_no,
  pooled.pool,
  max(pooled.amount_micros) as amount_micros,
  max(pooled.part_code) as part_code,
  max(rules.valid_from) as rule_valid_from,
  coalesce(max_by(rules.method, rules.valid_from), 'S_PROPORTIONAL_DIRECT') as method,
  max(lines.provider) as provider,
  max(lines.currency) as currency,
  max(lines.period) as period
from pooled
inner join lines on lines.line_no = pooled.line_no
left join rules on rules.pool = pooled.pool and rules.valid_from <= lines.usage_day
group by pooled.line_no, pooled.pool
