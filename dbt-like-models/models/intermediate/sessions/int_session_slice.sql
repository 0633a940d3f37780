with requests as (
  select
    session_slice_id,
    case when count(*) = count(list_cost) then cast(sum(list_cost) as decimal(28, 12)) end as list_cost,
    max(list_currency) as list_currency,
    cast(sum(requests) as bigint) as requests
  from {{ ref('int_session_request') }}
  group by session_slice_id
)

select
  events.session_slice_id,
  events.session_id,
  max(events.parent_session_id) as parent_session_id,
  max(events.tool) as tool,
  max(events.provider) as provider,
  max(events.billing_account) as billing_account,
  max(events.workspace) as workspace,
  max(events.project) as project,
  max(events.api_key) as api_key,
  max(events.repo) as repo,
  max(events.branch) as branch,
  events.event_day as usage_day,
  max(events.person_key) as person_key,
  max(events.holder) as holder,
  {{ last_non_null('events.work_hint', 'events.event_no') }} as work_hint,
  min(events.ts) as started_at,
  max(events.ts) as ended_at,
  cast(sum(case when events.kind = 'commit' then coalesce(events.quantity, 1) end) as bigint) as commits,
  max(requests.list_cost) as list_cost,
  max(requests.list_currency) as list_currency,
  max(requests.requests) as requests,
  max(events.period) as period
from {{ ref('int_session_event') }} as events
left join requests on requests.session_slice_id = events.session_slice_id
group by events.session_slice_id, events.session_id, events.event_day
