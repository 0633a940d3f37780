-- What the holder of a seat did with the tool while holding it: sessions where the source knows them, else only activity.
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

used as (
  select
    held.holding_id,
    case
      when usage.session_id is not null
        then {{ session_slice('usage.session_id', 'usage.work_hint', 'usage.usage_day') }}
    end as session_slice_id,
    usage.session_id,
    links.rung * {{ power_of_ten(12) }} + links.owner_no as ranked_owner,
    totals.list_cost,
    totals.requests
  from held
  inner join {{ ref('int_usage') }} as usage
    on usage.tool = held.tool and coalesce(usage.person_key, usage.actor_id) = held.holder
    and usage.period = held.period and usage.usage_day >= held.held_from and usage.usage_day < held.held_to
  left join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  inner join {{ ref('int_usage_link') }} as links on links.usage_no = usage.usage_no
)

select
  holding_id,
  coalesce(session_slice_id, 'none') as slice_key,
  max(session_slice_id) as session_slice_id,
  max(session_id) as session_id,
  -- The strongest evidence among the rows of the slice.
  mod(min(ranked_owner), {{ power_of_ten(12) }}) as owner_no,
  case when count(*) = count(list_cost) then cast(sum(list_cost) as decimal(28, 12)) end as list_cost,
  case when count(*) = count(requests) then cast(sum(requests) as bigint) end as requests
from used
group by holding_id, coalesce(session_slice_id, 'none')
