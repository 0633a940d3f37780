-- Weights can only change where a membership begins or ends, so these days are enough.
with memberships as (
  select * from {{ ref('stg_config_membership') }}
),

turns as (
  select person_key, valid_from as turn_day from memberships
  union
  select person_key, valid_to from memberships where valid_to is not null
)

select turns.person_key, turns.turn_day, sum(memberships.weight_bp) as weight_bp
from turns
inner join memberships on memberships.person_key = turns.person_key and {{ valid_on('memberships', 'turns.turn_day') }}
group by turns.person_key, turns.turn_day
having sum(memberships.weight_bp) <> 10000
