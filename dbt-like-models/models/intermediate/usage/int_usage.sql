with usage as (
  select
    stg_usage.*,
    coalesce(cost_basis = 'included', false) as is_included,
    {{ hash_key(['provider', 'billing_account', 'cast(usage_day as varchar)', "case when cost_basis = 'included' then 'included' end"]) }} as scope_key,
    {{ hash_key(['provider', 'billing_account', 'cast(usage_day as varchar)', 'workspace', 'project', 'api_key', 'model', 'service_tier', 'context_tier', 'geo']) }} as match_group,
    {{ owner_key('provider', 'billing_account', 'cast(null as varchar)', 'team_tag', 'api_key', 'workspace', 'project', 'tool', 'work_hint', 'actor_id', 'usage_day') }} as owner_key
  from {{ ref('stg_usage') }} as stg_usage
),

scopes as (
  select * from {{ ref('int_usage_scope') }}
),

actor_people as (
  select * from {{ ref('int_actor_person') }}
)

select
  usage.usage_id,
  usage.source,
  usage.provider,
  usage.billing_account,
  usage.tool,
  usage.model,
  usage.service_tier,
  usage.context_tier,
  usage.geo,
  usage.workspace,
  usage.project,
  usage.api_key,
  usage.actor_id,
  usage.actor_kind,
  actor_people.person_key,
  coalesce(actor_people.is_bot, false) as is_bot,
  usage.session_id,
  case when usage.session_id is not null then {{ hash_key(['usage.session_id', 'usage.work_hint', 'cast(null as varchar)', 'cast(usage.usage_day as varchar)']) }} end as session_slice_id,
  usage.work_hint,
  usage.team_tag,
  usage.cost_basis,
  usage.is_included,
  usage.evidence_rank,
  case when usage.evidence_rank = scopes.counted_rank then 'counted' else 'split_key' end as role,
  usage.estimated_cost as vendor_estimate,
  usage.match_group,
  usage.owner_key,
  usage.usage_day,
  usage.period
from usage
inner join scopes on scopes.scope_key = usage.scope_key
left join actor_people
  on actor_people.provider = usage.provider and actor_people.actor_id = usage.actor_id
  and actor_people.usage_day = usage.usage_day
