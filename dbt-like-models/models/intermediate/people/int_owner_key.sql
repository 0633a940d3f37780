{% set null_text = 'cast(null as varchar)' %}
with evidence as (
  select owner_key, provider, billing_account, {{ null_text }} as sub_account, team_tag, api_key, workspace, project, tool,
    work_hint as repo, actor_id, actor_kind, usage_day
  from {{ ref('int_usage') }}
  union all
  select owner_key, provider, billing_account, sub_account, team_tag, api_key, workspace, project, tool, work_hint, actor_id,
    actor_kind, usage_day
  from {{ ref('int_bill_line') }}
  union all
  select owner_key, provider, billing_account, {{ null_text }}, {{ null_text }}, {{ null_text }}, {{ null_text }}, {{ null_text }},
    tool, {{ null_text }}, actor_id, 'email', usage_day
  from {{ ref('int_holding_day') }}
),

keys as (
  select
    owner_key,
    max(provider) as provider,
    max(billing_account) as billing_account,
    max(sub_account) as sub_account,
    max(team_tag) as team_tag,
    max(api_key) as api_key,
    max(workspace) as workspace,
    max(project) as project,
    max(tool) as tool,
    max(repo) as repo,
    max(actor_id) as actor_id,
    max(actor_kind) as actor_kind,
    max(usage_day) as usage_day
  from evidence
  group by owner_key
),

actor_people as (
  select * from {{ ref('int_actor_person') }}
)

select
  row_number() over (order by keys.owner_key) as owner_no,
  keys.owner_key,
  keys.provider,
  keys.billing_account,
  keys.sub_account,
  keys.team_tag,
  keys.api_key,
  keys.workspace,
  keys.project,
  keys.tool,
  keys.repo,
  keys.actor_id,
  keys.actor_kind,
  keys.usage_day,
  actor_people.person_key,
  coalesce(actor_people.is_bot, false) as is_bot,
  actor_people.identity_code
from keys
left join actor_people
  on actor_people.provider = keys.provider and actor_people.actor_id = keys.actor_id
  and actor_people.usage_day = keys.usage_day
