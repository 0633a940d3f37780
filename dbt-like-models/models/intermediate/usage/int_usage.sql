with usage as (
  select stg_usage.*, coalesce(cost_basis = 'included', false) as is_included
  from {{ ref('stg_usage') }} as stg_usage
),

scopes as (
  select * from {{ ref('int_usage_scope') }}
),

actor_people as (
  select * from {{ ref('int_actor_person') }}
)

select
  usage.usage_no,
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
  usage.work_hint,
  usage.team_tag,
  usage.cost_basis,
  usage.is_included,
  usage.evidence_rank,
  case when usage.evidence_rank = scopes.counted_rank then 'counted' else 'split_key' end as role,
  usage.estimated_cost as vendor_estimate,
  usage.currency as estimate_currency,
  {{ hash_key(['usage.provider', 'usage.billing_account', 'cast(usage.usage_day as varchar)', 'usage.workspace', 'usage.project', 'usage.api_key', 'usage.model', 'usage.service_tier', 'usage.context_tier', 'usage.geo']) }} as match_group,
  {{ owner_key('usage.provider', 'usage.billing_account', 'cast(null as varchar)', 'usage.team_tag', 'usage.api_key', 'usage.workspace', 'usage.project', 'usage.tool', 'usage.work_hint', 'usage.actor_id', 'usage.usage_day') }} as owner_key,
  usage.usage_day,
  usage.period
from usage
inner join scopes
  on scopes.provider = usage.provider and scopes.usage_day = usage.usage_day and scopes.is_included = usage.is_included
  and coalesce(scopes.billing_account, '') = coalesce(usage.billing_account, '')
left join actor_people
  on actor_people.provider = usage.provider and actor_people.actor_id = usage.actor_id
  and actor_people.usage_day = usage.usage_day
