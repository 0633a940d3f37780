with parts as (
  select line_no, carrier_no, owner_no, split_method, part_code, amount_micros from {{ ref('int_base_part') }} where pool is null
  union all
  select line_no, carrier_no, owner_no, split_method, part_code, amount_micros from {{ ref('int_follow_part') }} where pool is null
),

teams as (
  select * from {{ ref('int_owner_team') }}
),

owned as (
  select parts.*, teams.team_id, teams.weight_bp, coalesce(teams.team_count, 1) as team_count
  from parts
  left join teams on teams.owner_no = parts.owner_no
),

several_teams as (
  select * from owned where team_count > 1
)

select line_no, carrier_no, owner_no, team_id, split_method, part_code, amount_micros
from owned
where team_count = 1
union all
select line_no, carrier_no, owner_no, team_id, split_method, part_code, part_micros
from {{ split_amount('several_teams', ['line_no', 'carrier_no'], ['team_id'], 'amount_micros', 'weight_bp', ['owner_no', 'split_method', 'part_code'], 'part_micros') }} as atoms
