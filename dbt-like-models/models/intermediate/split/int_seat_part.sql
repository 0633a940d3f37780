with owners as (
  select owner_no, owner_key, rung from {{ ref('int_owner') }}
),

shares as (
  select * from {{ ref('int_line_holding') }}
),

uses as (
  select * from {{ ref('int_holding_use') }}
),

sessions as (
  select * from uses where slice_no is not null
),

active as (
  select distinct holding_id from uses
),

-- With sessions: over the holder's sessions by list cost, else requests, else evenly.
session_units as (
  select
    holding_id,
    case
      when count(*) = count(list_micros) and sum(list_micros) > 0 then 'LIST_COST'
      when count(*) = count(requests) and sum(requests) > 0 then 'REQUESTS'
      else 'EVEN'
    end as unit
  from sessions
  group by holding_id
),

weighed_sessions as (
  select
    shares.line_no, shares.holding_id, sessions.slice_no, sessions.owner_no,
    'SEAT+' || session_units.unit as split_method,
    shares.amount_micros as share_micros,
    cast(case session_units.unit
      when 'LIST_COST' then sessions.list_micros
      when 'REQUESTS' then sessions.requests
      else 1
    end as decimal(38, 0)) as weight
  from shares
  inner join session_units on session_units.holding_id = shares.holding_id
  inner join sessions on sessions.holding_id = shares.holding_id
),

session_parts as (
  select line_no, holding_id, slice_no, owner_no, split_method, amount_micros
  from {{ split_amount('weighed_sessions', ['line_no', 'holding_id'], ['slice_no'], 'share_micros', 'weight', ['owner_no', 'split_method']) }} as parts
),

-- Without sessions: day by day over the days held, so that each day has its own owner.
weighed_days as (
  select
    shares.line_no, shares.holding_id, days.usage_day, owners.owner_no,
    active.holding_id is not null as is_active,
    shares.amount_micros as share_micros,
    1 as weight
  from shares
  inner join {{ ref('int_holding_day') }} as days on days.holding_id = shares.holding_id
  inner join owners on owners.owner_key = days.owner_key
  left join active on active.holding_id = shares.holding_id
  left join session_units on session_units.holding_id = shares.holding_id
  where session_units.holding_id is null
),

day_parts as (
  select line_no, holding_id, usage_day, owner_no, is_active, amount_micros
  from {{ split_amount('weighed_days', ['line_no', 'holding_id'], ['usage_day'], 'share_micros', 'weight', ['owner_no', 'is_active']) }} as parts
),

parts as (
  select
    line_no, holding_id, slice_no, cast(null as date) as held_day, owner_no, 'unlinked' as work_class,
    split_method, amount_micros
  from session_parts
  union all
  select
    line_no, holding_id, cast(null as bigint), usage_day, owner_no,
    case when is_active then 'no_session' else 'idle_seat' end, 'SEAT+DAYS', amount_micros
  from day_parts
)

select
  parts.line_no,
  -- Carriers of seat money count downwards from -1, so that they never meet a usage row's number.
  -dense_rank() over (order by parts.holding_id, parts.slice_no, parts.held_day) as carrier_no,
  case when own.rung <= of_line.rung then own.owner_no else of_line.owner_no end as owner_no,
  parts.holding_id,
  parts.slice_no,
  parts.work_class,
  parts.split_method,
  parts.amount_micros
from parts
inner join owners as own on own.owner_no = parts.owner_no
inner join {{ ref('int_line_link') }} as of_line on of_line.line_no = parts.line_no
