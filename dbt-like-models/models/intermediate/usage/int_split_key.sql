with divided as (
  select * from {{ ref('int_split_divided') }}
),

serving as (
  select * from {{ ref('int_split_serving') }}
),

counted_sums as (
  select
    scope_key,
    case when count(*) = count(list_cost) then sum(list_cost) end as list_cost,
    case when count(*) = count(tokens) then sum(tokens) end as tokens
  from divided
  group by scope_key
),

serving_sums as (
  select
    scope_key,
    case when count(*) = count(list_cost) then sum(list_cost) end as list_cost,
    case when count(*) = count(tokens) then sum(tokens) end as tokens
  from serving
  group by scope_key
),

coverage as (
  select
    counted_sums.scope_key,
    case
      when counted_sums.list_cost > 0 and serving_sums.list_cost > 0 then 'LIST_COST'
      when counted_sums.tokens > 0 and serving_sums.tokens > 0 then 'TOKENS'
    end as unit,
    counted_sums.list_cost as counted_cost,
    serving_sums.list_cost as serving_cost,
    counted_sums.tokens as counted_tokens,
    serving_sums.tokens as serving_tokens
  from counted_sums
  inner join serving_sums on serving_sums.scope_key = counted_sums.scope_key
),

weighed as (
  select
    scope_key,
    unit,
    {{ to_pico('case when counted_cost > serving_cost then counted_cost - serving_cost else 0 end') }} as cost_left,
    case when counted_tokens > serving_tokens then counted_tokens - serving_tokens else 0 end as tokens_left,
    case unit when 'LIST_COST' then serving_cost > counted_cost else serving_tokens > counted_tokens end as is_scaled_down
  from coverage
  where unit is not null
)

select
  divided.usage_no,
  serving.usage_no as split_usage_no,
  cast(case weighed.unit when 'LIST_COST' then {{ to_pico('serving.list_cost') }} else serving.tokens end as decimal(38, 0)) as weight,
  weighed.unit as split_unit,
  weighed.is_scaled_down
from divided
inner join weighed on weighed.scope_key = divided.scope_key
inner join serving on serving.scope_key = divided.scope_key
union all
-- What the split rows do not cover stays with the counted row.
select
  divided.usage_no,
  divided.usage_no,
  cast(case weighed.unit when 'LIST_COST' then weighed.cost_left else weighed.tokens_left end as decimal(38, 0)),
  weighed.unit,
  weighed.is_scaled_down
from divided
inner join weighed on weighed.scope_key = divided.scope_key
where case weighed.unit when 'LIST_COST' then weighed.cost_left else weighed.tokens_left end > 0
