with shares as (
  select * from {{ ref('int_line_holding') }}
),

uses as (
  select * from {{ ref('int_holding_use') }}
),

sessions as (
  select * from uses where session_slice_id is not null
),

active as (
  select distinct holding_id from uses
),

-- With sessions: over the holder's sessions by list cost, else requests, else evenly.
session_units as (
  select
    holding_id,
    case
      when count(*) = count(list_cost) and sum(list_cost) > 0 then 'LIST_COST'
      when count(*) = count(requests) and sum(requests) > 0 then 'REQUESTS'
      else 'EVEN'
    end as unit
  from sessions
  group by holding_id
),

weighed_sessions as (
  select
    shares.bill_line_id, shares.holding_id, sessions.session_slice_id, sessions.session_id, sessions.owner_key,
    'SEAT+' || session_units.unit as split_method,
    shares.amount_micros as share_micros,
    cast(case session_units.unit
      when 'LIST_COST' then {{ to_pico('sessions.list_cost') }}
      when 'REQUESTS' then sessions.requests
      else 1
    end as decimal(38, 0)) as weight
  from shares
  inner join session_units on session_units.holding_id = shares.holding_id
  inner join sessions on sessions.holding_id = shares.holding_id
),

session_parts as (
  select bill_line_id, holding_id, session_slice_id, session_id, owner_key, split_method, amount_micros
  from {{ split_amount('weighed_sessions', ['bill_line_id', 'holding_id'], ['session_slice_id'], 'share_micros', 'weight', ['session_id', 'owner_key', 'split_method']) }} as parts
),

-- Without sessions: day by day over the days held, so that each day has its own owner.
weighed_days as (
  select
    shares.bill_line_id, shares.holding_id, days.usage_day, days.owner_key,
    active.holding_id is not null as is_active,
    shares.amount_micros as share_micros,
    1 as weight
  from shares
  inner join {{ ref('int_holding_day') }} as days on days.holding_id = shares.holding_id
  left join active on active.holding_id = shares.holding_id
  left join session_units on session_units.holding_id = shares.holding_id
  where session_units.holding_id is null
),

day_parts as (
  select bill_line_id, holding_id, usage_day, owner_key, is_active, amount_micros
  from {{ split_amount('weighed_days', ['bill_line_id', 'holding_id'], ['usage_day'], 'share_micros', 'weight', ['owner_key', 'is_active']) }} as parts
),

parts as (
  select
    bill_line_id, holding_id || ' ' || session_slice_id as part_key, owner_key, holding_id, session_id, session_slice_id,
    'unlinked' as work_class, split_method, amount_micros
  from session_parts
  union all
  select
    bill_line_id, holding_id || ' ' || cast(usage_day as varchar), owner_key, holding_id, cast(null as varchar), cast(null as varchar),
    case when is_active then 'no_session' else 'idle_seat' end, 'SEAT+DAYS', amount_micros
  from day_parts
),

owners as (
  select owner_key, rung from {{ ref('int_owner') }}
)

select
  parts.bill_line_id,
  parts.part_key,
  case when own.rung <= of_line.rung then own.owner_key else of_line.owner_key end as owner_key,
  parts.holding_id,
  parts.session_id,
  parts.session_slice_id,
  parts.work_class,
  parts.split_method,
  parts.amount_micros
from parts
inner join {{ ref('int_bill_line') }} as lines on lines.bill_line_id = parts.bill_line_id
inner join owners as own on own.owner_key = parts.owner_key
inner join owners as of_line on of_line.owner_key = lines.owner_key
