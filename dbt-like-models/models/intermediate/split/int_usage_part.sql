-- A counted row's share goes on to the rows that say who used it; without such rows it stays whole.
with shares as (
  select * from {{ ref('int_line_usage') }}
),

split_keys as (
  select * from {{ ref('int_split_key') }}
),

undivided as (
  select
    shares.bill_line_id, shares.usage_id as counted_usage_id, shares.usage_id, shares.split_method,
    cast(null as varchar) as split_code, shares.amount_micros
  from shares
  where not exists (select 1 from split_keys where split_keys.usage_id = shares.usage_id)
),

to_divide as (
  select
    shares.bill_line_id, shares.usage_id as counted_usage_id, split_keys.split_usage_id as usage_id,
    shares.split_method || '+' || split_keys.split_unit as split_method,
    case when split_keys.is_scaled_down then 'SPLIT_KEY_SCALED_DOWN' end as split_code,
    shares.amount_micros as share_micros, split_keys.weight
  from shares
  inner join split_keys on split_keys.usage_id = shares.usage_id
),

divided as (
  select bill_line_id, counted_usage_id, usage_id, split_method, split_code, amount_micros
  from {{ split_amount('to_divide', ['bill_line_id', 'counted_usage_id'], ['usage_id'], 'share_micros', 'weight', ['split_method', 'split_code']) }} as parts
),

parts as (
  select * from undivided
  union all
  select * from divided
),

lines as (
  select bill_line_id, owner_key from {{ ref('int_bill_line') }}
),

usage as (
  select usage_id, owner_key from {{ ref('int_usage') }}
),

owners as (
  select owner_key, rung from {{ ref('int_owner') }}
),

-- The strongest evidence decides: of the row itself, of the counted row it divides, of the bill line; ties in this order.
evidence as (
  select
    parts.bill_line_id, parts.usage_id, parts.split_method, parts.split_code, parts.amount_micros,
    case
      when own.rung <= counted.rung and own.rung <= of_line.rung then own.owner_key
      when counted.rung <= of_line.rung then counted.owner_key
      else of_line.owner_key
    end as owner_key
  from parts
  inner join usage on usage.usage_id = parts.usage_id
  inner join owners as own on own.owner_key = usage.owner_key
  inner join usage as counted_usage on counted_usage.usage_id = parts.counted_usage_id
  inner join owners as counted on counted.owner_key = counted_usage.owner_key
  inner join lines on lines.bill_line_id = parts.bill_line_id
  inner join owners as of_line on of_line.owner_key = lines.owner_key
)

select
  bill_line_id,
  usage_id as part_key,
  owner_key,
  usage_id,
  max(split_method) as split_method,
  max(split_code) as split_code,
  cast(sum(amount_micros) as bigint) as amount_micros
from evidence
group by bill_line_id, usage_id, owner_key
