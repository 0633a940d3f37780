-- What a session spent and brought forth, as its sender counts it.
{% set session = 'tool, session_id, period' %}
with events as (
  select * from {{ ref('int_session_event') }}
),

requests as (
  select
    events.tool, events.session_id, events.period,
    case when count(*) = count(requests.list_cost) then cast(sum(requests.list_cost) as decimal(28, 12)) end as list_cost,
    cast(sum(case when events.thread = 'sub' then requests.list_cost end) as decimal(28, 12)) as sub_cost,
    max(requests.list_currency) as list_currency,
    cast(sum(events.input_uncached) as bigint) as input_uncached,
    cast(sum(events.cache_read) as bigint) as cache_read,
    cast(sum(events.cache_write) as bigint) as cache_write,
    cast(sum(events.output) as bigint) as output,
    count(distinct events.model) as models
  from events
  inner join {{ ref('int_session_request') }} as requests on requests.event_key = events.event_key
  group by events.tool, events.session_id, events.period
),

deeds as (
  select
    {{ session }},
    case
      when count(distinct commit_sha) > 0 then count(distinct commit_sha)
      else cast(coalesce(sum(case when kind = 'commit' then coalesce(quantity, 1) end), 0) as bigint)
    end as commits,
    cast(coalesce(sum(case when kind = 'pr' then coalesce(quantity, 1) end), 0) as bigint) as prs,
    {% for counter in ['lines_added', 'lines_removed', 'active_user_s', 'active_cli_s'] %}
    cast(sum(case when kind = 'count' and quantity_kind = '{{ counter }}' then quantity end) as bigint) as {{ counter }},
    {% endfor %}
    {{ count_where("kind = 'compaction'") }} as compactions,
    max(case when kind = 'rating' then rating end) as rating
  from events
  group by {{ session }}
)

select
  deeds.tool,
  deeds.session_id,
  deeds.period,
  deeds.commits,
  deeds.prs,
  deeds.lines_added,
  deeds.lines_removed,
  deeds.active_user_s,
  deeds.active_cli_s,
  deeds.compactions,
  deeds.rating,
  requests.input_uncached,
  requests.cache_read,
  requests.cache_write,
  requests.output,
  requests.models,
  requests.list_cost,
  requests.sub_cost,
  requests.list_currency
from deeds
left join requests
  on requests.tool = deeds.tool and requests.session_id = deeds.session_id and requests.period = deeds.period
