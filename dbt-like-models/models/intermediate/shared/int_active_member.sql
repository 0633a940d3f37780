with active as (
  select distinct period, usage_day, person_key
  from {{ ref('int_usage') }}
  where person_key is not null and not is_bot
)

select distinct active.period, memberships.team_id, active.person_key
from active
inner join {{ ref('stg_config_membership') }} as memberships
  on memberships.person_key = active.person_key and {{ valid_on('memberships', 'active.usage_day') }}
