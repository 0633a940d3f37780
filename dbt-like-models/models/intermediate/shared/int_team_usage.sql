select
  usage.period,
  usage.provider,
  teams.team_id,
  cast(sum(totals.priced_list_cost * teams.weight_bp) as decimal(38, 12)) as weighted_list_cost
from {{ ref('int_usage') }} as usage
inner join {{ ref('int_usage_total') }} as totals on totals.usage_id = usage.usage_id
inner join {{ ref('int_owner_team') }} as teams on teams.owner_key = usage.owner_key
where usage.role = 'counted'
group by usage.period, usage.provider, teams.team_id
