-- Where the money of each month went by kind of work, with the types that outcomes have today.
with outcomes as (
  select outcome_id, outcome_unit_id, work_type from {{ ref('fct_outcome') }}
),

latest_teams as (
  select team_id, parent_team_id from {{ ref('dim_team') }} where is_latest
),

parts as (
  select
    sums.period as month, sums.currency, coalesce(sums.team_id, 'unattributed') as team, sums.parent_team_as_was,
    latest_teams.parent_team_id as parent_team_as_is, sums.tool, coalesce(outcomes.work_type, 'other') as work_type, sums.work_class,
    outcomes.outcome_unit_id, sums.amount_micros, sums.weighed_micros
  from {{ ref('fct_work_month') }} as sums
  left join outcomes on outcomes.outcome_id = sums.outcome_id
  left join latest_teams on latest_teams.team_id = sums.team_id
)

select
  cast(month as varchar) as month,
  cast(team as varchar) as team,
  cast(parent_team_as_was as varchar) as parent_team_as_was,
  cast(parent_team_as_is as varchar) as parent_team_as_is,
  cast(tool as varchar) as tool,
  cast(work_type as varchar) as work_type,
  cast(work_class as varchar) as work_class,
  cast(currency as varchar) as currency,
  cast(sum(amount_micros) as bigint) as amount_micros,
  cast(sum(weighed_micros) as decimal(38, 0)) as weighed_micros,
  cast(count(distinct outcome_unit_id) as bigint) as outcome_units,
  cast('summary' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from parts
group by month, team, parent_team_as_was, parent_team_as_is, tool, work_type, work_class, currency
