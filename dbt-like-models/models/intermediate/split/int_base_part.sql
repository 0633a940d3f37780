with lines as (
  select * from {{ ref('int_bill_line') }}
  where charge_kind in ('usage', 'seat', 'fee', 'purchase') and amount_micros <> 0
),

usage_parts as (
  select * from {{ ref('int_usage_part') }}
),

seat_parts as (
  select * from {{ ref('int_seat_part') }}
),

usage as (
  select usage_id, session_id, session_slice_id from {{ ref('int_usage') }}
),

split as (
  select distinct bill_line_id from usage_parts
  union all
  select distinct bill_line_id from seat_parts
),

parts as (
  select
    usage_parts.bill_line_id, usage_parts.part_key, usage_parts.owner_key, usage_parts.usage_id,
    usage.session_id, usage.session_slice_id,
    case when usage.session_id is null then 'no_session' else 'unlinked' end as work_class,
    usage_parts.split_method, usage_parts.split_code as part_code, usage_parts.amount_micros
  from usage_parts
  inner join usage on usage.usage_id = usage_parts.usage_id
  union all
  select
    bill_line_id, part_key, owner_key, holding_id, session_id, session_slice_id, work_class, split_method,
    cast(null as varchar), amount_micros
  from seat_parts
  union all
  -- Nothing to split by: the line keeps its money and its own keys decide the owner.
  select
    lines.bill_line_id, 'line ' || lines.bill_line_id, lines.owner_key, cast(null as varchar),
    cast(null as varchar), cast(null as varchar),
    case when lines.charge_kind in ('usage', 'seat') then 'no_session' else 'shared_platform' end,
    'WHOLE',
    case lines.charge_kind when 'usage' then 'NO_USAGE' when 'seat' then 'NO_SEAT_LIST' else 'PLATFORM_FEE' end,
    lines.amount_micros
  from lines
  left join split on split.bill_line_id = lines.bill_line_id
  where split.bill_line_id is null
)

select
  parts.bill_line_id,
  parts.part_key,
  parts.owner_key,
  parts.usage_id,
  parts.session_id,
  parts.session_slice_id,
  parts.work_class,
  parts.split_method,
  parts.part_code,
  -- A fee that no tag or key claims belongs to everybody who uses the platform.
  case
    when owners.owner_class = 'shared' then owners.pool
    when lines.charge_kind in ('fee', 'purchase') and owners.rung > 2 then 'platform'
  end as pool,
  parts.amount_micros
from parts
inner join lines on lines.bill_line_id = parts.bill_line_id
inner join {{ ref('int_owner') }} as owners on owners.owner_key = parts.owner_key
