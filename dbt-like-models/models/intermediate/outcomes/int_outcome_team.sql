-- Whose an outcome is on the day it was accepted, else opened: the team its sender names, the owner of its repository or
-- project, else the team of the person (the one with the greatest weight).
with outcomes as (
  select outcome_no, team_tag, repo, scope, owner_hint, person_key, cast(coalesce(accepted_at, opened_at) as date) as owned_on
  from {{ ref('int_outcome') }}
),

teams as (
  select * from {{ ref('stg_config_team') }}
),

owners as (
  select * from {{ ref('stg_config_owner') }} where team_id is not null
),

found as (
  select outcomes.outcome_no, teams.team_id, 1 as place, 0 as weight
  from outcomes
  inner join teams on lower(teams.team_id) = lower(outcomes.team_tag) and {{ valid_on('teams', 'outcomes.owned_on') }}
  {% for column, kind in [('repo', 'repo'), ('scope', 'repo'), ('owner_hint', 'project')] %}
  union all
  select outcomes.outcome_no, owners.team_id, 2, 0
  from outcomes
  inner join owners on owners.owner_kind = '{{ kind }}' and owners.external_id = outcomes.{{ column }} and {{ valid_on('owners', 'outcomes.owned_on') }}
  {% endfor %}
  union all
  select outcomes.outcome_no, memberships.team_id, 3, -memberships.weight_bp
  from outcomes
  inner join {{ ref('stg_config_membership') }} as memberships
    on memberships.person_key = outcomes.person_key and {{ valid_on('memberships', 'outcomes.owned_on') }}
)

select outcome_no, team_id
from (
  select found.*, row_number() over (partition by outcome_no order by place, weight, team_id) as choice from found
) as ranked
where choice = 1
