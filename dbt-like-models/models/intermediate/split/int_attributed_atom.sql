with parts as (
  select * from {{ ref('int_base_part') }} where pool is null
  union all
  select * from {{ ref('int_follow_part') }} where pool is null
),

teams as (
  select * from {{ ref('int_owner_team') }}
),

to_split as (
  select
    parts.bill_line_id, parts.part_key, parts.owner_key, parts.usage_id, parts.session_id, parts.session_slice_id,
    parts.work_class, parts.split_method, parts.part_code, parts.amount_micros as part_micros,
    teams.team_id, coalesce(teams.weight_bp, 10000) as weight_bp
  from parts
  left join teams on teams.owner_key = parts.owner_key
)

select
  bill_line_id, part_key, owner_key, team_id, usage_id, session_id, session_slice_id, work_class, split_method, part_code,
  amount_micros
from {{ split_amount('to_split', ['bill_line_id', 'part_key', 'owner_key'], ['team_id'], 'part_micros', 'weight_bp', ['usage_id', 'session_id', 'session_slice_id', 'work_class', 'split_method', 'part_code']) }} as atoms
