with lines as (
  select * from {{ ref('int_bill_line') }}
  where charge_kind in ('usage', 'seat', 'fee', 'purchase') and amount_micros <> 0
),

usage_parts as (
  select line_no, carrier_no, owner_no, split_method, part_code, amount_micros from {{ ref('int_slice_part') }}
),

seat_parts as (
  select line_no, carrier_no, owner_no, split_method, cast(null as varchar) as part_code, amount_micros
  from {{ ref('int_seat_part') }}
),

divided as (
  select distinct line_no from usage_parts
  union all
  select distinct line_no from seat_parts
),

-- Nothing to split by: the line keeps its money and its own evidence decides the owner.
whole_lines as (
  select
    lines.line_no, {{ line_carrier('lines.line_no') }} as carrier_no, links.owner_no, 'WHOLE' as split_method,
    case lines.charge_kind when 'usage' then 'NO_USAGE' when 'seat' then 'NO_SEAT_LIST' else 'PLATFORM_FEE' end as part_code,
    lines.amount_micros
  from lines
  inner join {{ ref('int_line_link') }} as links on links.line_no = lines.line_no
  left join divided on divided.line_no = lines.line_no
  where divided.line_no is null
),

parts as (
  select * from usage_parts
  union all
  select * from seat_parts
  union all
  select * from whole_lines
)

select
  parts.line_no,
  parts.carrier_no,
  parts.owner_no,
  parts.split_method,
  parts.part_code,
  -- A fee that no tag or key claims belongs to everybody who uses the platform.
  case
    when owners.owner_class = 'shared' then owners.pool
    when parts.part_code = 'PLATFORM_FEE' and owners.rung > 2 then 'platform'
  end as pool,
  parts.amount_micros
from parts
inner join {{ ref('int_owner') }} as owners on owners.owner_no = parts.owner_no
