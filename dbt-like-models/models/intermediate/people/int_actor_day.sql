select distinct provider, actor_id, usage_day
from (
  select provider, actor_id, usage_day from {{ ref('stg_usage') }} where actor_id is not null
  union all
  select provider, actor_id, usage_day from {{ ref('stg_cost') }} where actor_id is not null
  union all
  select provider, actor_id, usage_day from {{ ref('int_holding_day') }} where actor_id is not null
  union all
  select coalesce(provider, tool), actor_id, event_day from {{ ref('stg_session_event') }} where actor_id is not null
) as seen
