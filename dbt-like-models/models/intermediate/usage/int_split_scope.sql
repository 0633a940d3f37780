-- What split rows and the counted rows they may divide have in common: one row per key, person, workspace or project carried.
{% set levels = [(1, 'api_key'), (2, 'holder'), (3, 'workspace'), (4, 'project')] %}
with split_days as (
  select distinct provider, usage_day, is_included, model
  from {{ ref('int_usage') }}
  where role = 'split_key' and model is not null
),

sides as (
  select
    usage.usage_no, usage.role, usage.provider, usage.billing_account, usage.usage_day, usage.is_included, usage.model,
    usage.api_key, usage.workspace, usage.project, usage.evidence_rank, coalesce(usage.person_key, usage.actor_id) as holder
  from {{ ref('int_usage') }} as usage
  inner join split_days
    on split_days.provider = usage.provider and split_days.usage_day = usage.usage_day
    and split_days.is_included = usage.is_included and split_days.model = usage.model
  where usage.role in ('split_key', 'counted')
),

levels as (
  {% for level, column in levels %}
  select {{ level }} as level
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
),

scopes as (
  select
    sides.usage_no, sides.role, sides.provider, sides.billing_account, sides.usage_day, sides.is_included, sides.model,
    sides.evidence_rank, sides.holder, levels.level,
    case levels.level {% for level, column in levels %}when {{ level }} then sides.{{ column }} {% endfor %}end as level_value
  from sides
  cross join levels
)

select
  usage_no,
  role,
  provider,
  billing_account,
  usage_day,
  is_included,
  model,
  evidence_rank,
  holder,
  cast(level as bigint) as level,
  level_value,
  case
    when role = 'counted'
      then {{ hash_key(['provider', 'billing_account', 'cast(usage_day as varchar)', "case when is_included then 'included' end", 'model', 'cast(level as varchar)', 'level_value']) }}
  end as scope_key
from scopes
where level_value is not null
