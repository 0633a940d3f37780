-- Model requests of the slices that several outcomes claim, weighed by the sender's estimate, else by tokens.
with claimed as (
  select distinct slice_no from {{ ref('int_link_candidate') }} where candidates > 1 and rung > 0
),

slices as (
  select slices.* from {{ ref('int_slice') }} as slices inner join claimed on claimed.slice_no = slices.slice_no
),

requests as (
  select event_key, slice_no, ts, est_cost, tokens
  from (
    select
      events.event_key, slices.slice_no, events.ts, events.est_cost,
      coalesce(events.input_uncached, 0) + coalesce(events.cache_write, 0) + coalesce(events.output, 0) as tokens,
      row_number() over (
        partition by events.event_key
        order by
          case when slices.repo = events.repo then 0 else 1 end,
          case when slices.branch = events.branch then 0 else 1 end,
          slices.slice_no
      ) as place
    from {{ ref('stg_session_event') }} as events
    inner join slices
      on slices.session_id = events.session_id and slices.usage_day = events.event_day
      and events.ts >= slices.started_at and events.ts <= slices.ended_at
    where events.kind = 'request'
  ) as placed
  where place = 1
)

select
  event_key,
  slice_no,
  ts,
  cast(case
    when count(*) over (partition by slice_no) = count(est_cost) over (partition by slice_no) then {{ to_pico('est_cost') }}
    else tokens
  end as decimal(38, 0)) as weight
from requests
