-- The numbers by which the splitting models know a usage row: what it can be matched by and who owns it.
select
  usage.usage_no,
  groups_of_usage.group_no,
  owners.owner_no,
  owners.rung
from {{ ref('int_usage') }} as usage
inner join {{ ref('int_owner') }} as owners on owners.owner_key = usage.owner_key
left join {{ ref('int_usage_group') }} as groups_of_usage
  on groups_of_usage.match_group = case when usage.role = 'counted' and not usage.is_included then usage.match_group end
