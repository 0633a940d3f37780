with lines as (
  select * from {{ ref('int_bill_line') }}
),

matches as (
  select
    int_line_match.bill_line_id, usage.usage_id, lines.token_kind, lines.amount_micros,
    lines.bill_state = 'estimated' as is_estimated, usage.is_included
  from {{ ref('int_line_match') }} as int_line_match
  inner join lines on lines.bill_line_id = int_line_match.bill_line_id
  inner join {{ ref('int_usage') }} as usage on usage.match_group = int_line_match.match_group
  where usage.role = 'counted'
),

kinds as (
  select * from {{ ref('int_usage_kind') }}
),

-- Usage that a plan covers costs nothing beyond it; usage that cannot be told apart by kind matches every kind it may hold.
candidates as (
  select
    matches.bill_line_id,
    matches.usage_id,
    max(matches.amount_micros) as amount_micros,
    bool_or(matches.is_estimated) as is_estimated,
    count(*) as kind_count,
    count(kinds.list_cost) as priced_count,
    count(kinds.tokens) as token_count,
    count(kinds.requests) as request_count,
    sum(kinds.list_cost) as list_cost,
    sum(kinds.tokens) as tokens,
    sum(kinds.requests) as requests
  from matches
  inner join kinds
    on kinds.usage_id = matches.usage_id
    and (
      matches.token_kind is null
      or kinds.token_kind in (matches.token_kind, 'none')
      or (kinds.token_kind = 'cache_write_unsplit' and matches.token_kind like 'cache_write%')
      or (kinds.token_kind = 'input_total_unsplit' and (matches.token_kind like 'cache%' or matches.token_kind = 'input_uncached'))
    )
  where not matches.is_included
  group by matches.bill_line_id, matches.usage_id
),

-- All candidates of one line use one unit.
units as (
  select
    bill_line_id,
    case
      when bool_or(is_estimated) then 'LIST_COST'
      when bool_and(priced_count = kind_count) and sum(list_cost) > 0 then 'LIST_COST'
      when bool_and(token_count = kind_count) and sum(tokens) > 0 then 'TOKENS'
      when bool_and(request_count > 0) and sum(requests) > 0 then 'REQUESTS'
      else 'EVEN'
    end as unit
  from candidates
  group by bill_line_id
),

weighed as (
  select
    candidates.bill_line_id,
    candidates.usage_id,
    candidates.amount_micros as line_micros,
    units.unit as split_method,
    cast(case units.unit
      when 'LIST_COST' then {{ to_pico('coalesce(candidates.list_cost, 0)') }}
      when 'TOKENS' then candidates.tokens
      when 'REQUESTS' then candidates.requests
      else 1
    end as decimal(38, 0)) as weight
  from candidates
  inner join units on units.bill_line_id = candidates.bill_line_id
)

select bill_line_id, usage_id, split_method, weight, amount_micros
from {{ split_amount('weighed', ['bill_line_id'], ['usage_id'], 'line_micros', 'weight', ['split_method', 'weight']) }} as parts
