-- What the holder of a seat did with the tool while holding it: session slices where they are known, else only activity.
with holdings as (
  select holding_id, provider, tool, actor_id, held_from, held_to, period
  from {{ ref('stg_seat') }}
  where actor_id is not null
),

people as (
  select * from {{ ref('int_actor_person') }}
),

held as (
  select holdings.holding_id, holdings.tool, holdings.held_from, holdings.held_to, holdings.period,
    coalesce(people.person_key, holdings.actor_id) as holder
  from holdings
  left join people
    on people.provider = holdings.provider and people.actor_id = holdings.actor_id and people.usage_day = holdings.held_from
),

carriers as (
  select * from {{ ref('int_usage_carrier') }}
),

used as (
  select
    held.holding_id, usage.usage_no, carriers.slice_no, coalesce(carriers.carriers, 1) as carriers,
    coalesce(carriers.carrier_no, usage.usage_no) as carrier_no, carriers.weight,
    links.rung * {{ power_of_ten(12) }} + links.owner_no as ranked_owner,
    {{ to_micros('totals.list_cost') }} as list_micros,
    totals.requests
  from held
  inner join {{ ref('int_usage') }} as usage
    on usage.tool = held.tool and coalesce(usage.person_key, usage.actor_id) = held.holder
    and usage.period = held.period and usage.usage_day >= held.held_from and usage.usage_day < held.held_to
  left join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  inner join {{ ref('int_usage_link') }} as links on links.usage_no = usage.usage_no
  left join carriers on carriers.usage_no = usage.usage_no
),

several as (
  select * from used where carriers > 1
),

cost_parts as (
  select holding_id, carrier_no, part_micros
  from {{ split_amount('several', ['holding_id', 'usage_no'], ['carrier_no'], 'list_micros', 'weight', [], 'part_micros') }} as parts
),

request_parts as (
  select holding_id, carrier_no, part_requests
  from {{ split_amount('several', ['holding_id', 'usage_no'], ['carrier_no'], 'requests', 'weight', [], 'part_requests') }} as parts
),

-- Sessions in the tool that no usage row tells of: the holder's own evidence of the day decides the owner.
other_sessions as (
  select
    held.holding_id, slices.slice_no, owners.rung * {{ power_of_ten(12) }} + owners.owner_no as ranked_owner,
    {{ to_micros('slices.list_cost') }} as list_micros, slices.requests
  from held
  inner join {{ ref('int_slice') }} as slices
    on slices.tool = held.tool and slices.holder = held.holder
    and slices.usage_day >= held.held_from and slices.usage_day < held.held_to
  inner join {{ ref('int_holding_day') }} as days on days.holding_id = held.holding_id and days.usage_day = slices.usage_day
  inner join {{ ref('int_owner') }} as owners on owners.owner_key = days.owner_key
  left join (select distinct slice_no from carriers where slice_no is not null) as carried on carried.slice_no = slices.slice_no
  where carried.slice_no is null
),

shared_out as (
  select holding_id, slice_no, ranked_owner, list_micros, requests from other_sessions
  union all
  select holding_id, slice_no, ranked_owner, list_micros, requests from used where carriers = 1
  union all
  select several.holding_id, several.slice_no, several.ranked_owner, cost_parts.part_micros, request_parts.part_requests
  from several
  inner join cost_parts on cost_parts.holding_id = several.holding_id and cost_parts.carrier_no = several.carrier_no
  inner join request_parts on request_parts.holding_id = several.holding_id and request_parts.carrier_no = several.carrier_no
)

select
  holding_id,
  coalesce(slice_no, 0) as slice_key,
  slice_no,
  -- The strongest evidence among the rows of the slice.
  mod(min(ranked_owner), {{ power_of_ten(12) }}) as owner_no,
  case when count(*) = count(list_micros) then cast(sum(list_micros) as bigint) end as list_micros,
  case when count(*) = count(requests) then cast(sum(requests) as bigint) end as requests
from shared_out
group by holding_id, slice_no
