-- Model requests of the slices that several outcomes claim, with what they weigh: list cost, else tokens.
with claimed as (
  select distinct slices.slice_no, slices.session_slice_id
  from {{ ref('int_link_candidate') }} as candidates
  inner join {{ ref('int_slice') }} as slices on slices.slice_no = candidates.slice_no
  where candidates.candidates > 1 and candidates.rung > 0
),

requests as (
  select
    events.event_key, claimed.slice_no, events.ts, priced.list_cost,
    coalesce(events.input_uncached, 0) + coalesce(events.cache_write, 0) + coalesce(events.output, 0) as tokens
  from {{ ref('int_session_event') }} as events
  inner join claimed on claimed.session_slice_id = events.session_slice_id
  inner join {{ ref('int_session_request') }} as priced on priced.event_key = events.event_key
)

select
  event_key,
  slice_no,
  ts,
  cast(case
    when count(*) over (partition by slice_no) = count(list_cost) over (partition by slice_no) then {{ to_pico('list_cost') }}
    else tokens
  end as decimal(38, 0)) as weight
from requests
