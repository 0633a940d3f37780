with lines as (
  select line_no, token_kind, amount_micros, bill_state = 'estimated' as is_estimated from {{ ref('int_bill_line') }}
),

links as (
  select usage_no, group_no from {{ ref('int_usage_link') }} where group_no is not null
),

kinds as (
  select usage_no, token_kind, list_cost, tokens, requests from {{ ref('int_usage_kind') }}
),

grouped_kinds as (
  select links.group_no, kinds.*
  from links
  inner join kinds on kinds.usage_no = links.usage_no
),

-- Usage that cannot be told apart by kind matches every kind it may hold; usage without tokens and requests holds none.
candidates as (
  select
    lines.line_no,
    kinds.usage_no,
    max(lines.amount_micros) as line_micros,
    bool_or(lines.is_estimated) as is_estimated,
    count(*) as kind_count,
    count(kinds.list_cost) as priced_count,
    count(kinds.tokens) as token_count,
    count(kinds.requests) as request_count,
    sum(kinds.list_cost) as list_cost,
    sum(kinds.tokens) as tokens,
    sum(kinds.requests) as requests
  from {{ ref('int_line_match') }} as matches
  inner join lines on lines.line_no = matches.line_no
  inner join grouped_kinds as kinds
    on kinds.group_no = matches.group_no
    and (
      lines.token_kind is null
      or kinds.token_kind = lines.token_kind
      or (kinds.token_kind = 'none' and kinds.requests is not null)
      or (kinds.token_kind = 'cache_write_unsplit' and lines.token_kind like 'cache_write%')
      or (kinds.token_kind = 'input_total_unsplit' and (lines.token_kind like 'cache%' or lines.token_kind = 'input_uncached'))
      or (kinds.token_kind in ('embedding', 'audio_in', 'image_in') and lines.token_kind = 'input_uncached')
      or (kinds.token_kind in ('audio_out', 'image_out') and lines.token_kind = 'output')
    )
  group by lines.line_no, kinds.usage_no
),

-- All candidates of one line use one unit.
units as (
  select
    line_no,
    case
      when bool_or(is_estimated) then 'LIST_COST'
      when bool_and(priced_count = kind_count) and sum(list_cost) > 0 then 'LIST_COST'
      when bool_and(token_count = kind_count) and sum(tokens) > 0 then 'TOKENS'
      when bool_and(request_count > 0) and sum(requests) > 0 then 'REQUESTS'
      else 'EVEN'
    end as unit
  from candidates
  group by line_no
),

weighed as (
  select
    candidates.line_no,
    candidates.usage_no,
    candidates.line_micros,
    units.unit as split_method,
    cast(case units.unit
      when 'LIST_COST' then {{ to_pico('coalesce(candidates.list_cost, 0)') }}
      when 'TOKENS' then candidates.tokens
      when 'REQUESTS' then candidates.requests
      else 1
    end as decimal(38, 0)) as weight
  from candidates
  inner join units on units.line_no = candidates.line_no
)

select line_no, usage_no, split_method, amount_micros
from {{ split_amount('weighed', ['line_no'], ['usage_no'], 'line_micros', 'weight', ['split_method']) }} as parts
