select
  usage.period,
  usage.provider,
  teams.team_id,
  cast(sum(totals.priced_list_cost * teams.weight_bp) as decimal(38, 12)) as weighted_list_cost
from {{ ref('int_usage') }} as usage
inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
inner join {{ ref('int_usage_link') }} as links on links.usage_no = usage.usage_no
inner join {{ ref('int_owner_team') }} as teams on teams.owner_no = links.owner_no
where usage.role = 'counted'
group by usage.period, usage.provider, teams.team_id
