-- A counted row's share goes on to the rows that say who used it; without such rows it stays whole.
with shares as (
  select * from {{ ref('int_line_usage') }}
),

split_keys as (
  select * from {{ ref('int_split_key') }}
),

undivided as (
  select
    shares.line_no, shares.usage_no as counted_no, shares.usage_no, shares.split_method,
    cast(null as varchar) as part_code, shares.amount_micros
  from shares
  where not exists (select 1 from split_keys where split_keys.usage_no = shares.usage_no)
),

to_divide as (
  select
    shares.line_no, shares.usage_no as counted_no, split_keys.split_usage_no as usage_no,
    shares.split_method || '+' || split_keys.split_unit as split_method,
    case when split_keys.is_scaled_down then 'SPLIT_KEY_SCALED_DOWN' end as part_code,
    shares.amount_micros as share_micros, split_keys.weight
  from shares
  inner join split_keys on split_keys.usage_no = shares.usage_no
),

divided as (
  select line_no, counted_no, usage_no, split_method, part_code, amount_micros
  from {{ split_amount('to_divide', ['line_no', 'counted_no'], ['usage_no'], 'share_micros', 'weight', ['split_method', 'part_code']) }} as parts
),

parts as (
  select * from undivided
  union all
  select * from divided
),

usage as (
  select usage_no, owner_no, rung from {{ ref('int_usage_link') }}
),

-- The strongest evidence decides: of the row itself, of the counted row it divides, of the bill line; ties in this order.
owned as (
  select
    parts.line_no, parts.usage_no, parts.split_method, parts.part_code, parts.amount_micros,
    case
      when own.rung <= counted.rung and own.rung <= of_line.rung then own.rung * {{ power_of_ten(12) }} + own.owner_no
      when counted.rung <= of_line.rung then counted.rung * {{ power_of_ten(12) }} + counted.owner_no
      else of_line.rung * {{ power_of_ten(12) }} + of_line.owner_no
    end as ranked_owner
  from parts
  inner join usage as own on own.usage_no = parts.usage_no
  inner join usage as counted on counted.usage_no = parts.counted_no
  inner join {{ ref('int_line_link') }} as of_line on of_line.line_no = parts.line_no
)

select
  line_no,
  usage_no,
  mod(min(ranked_owner), {{ power_of_ten(12) }}) as owner_no,
  max(split_method) as split_method,
  max(part_code) as part_code,
  cast(sum(amount_micros) as bigint) as amount_micros
from owned
group by line_no, usage_no
