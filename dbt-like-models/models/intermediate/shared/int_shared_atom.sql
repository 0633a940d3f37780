with pools as (
  select * from {{ ref('int_pool_rule') }}
),

direct as (
  select
    pools.line_no, pools.pool, teams.team_id, 'S_PROPORTIONAL_DIRECT' as method,
    cast(teams.direct_micros as decimal(38, 0)) as weight
  from pools
  inner join {{ ref('int_team_direct') }} as teams on teams.period = pools.period and teams.currency = pools.currency
  where pools.method = 'S_PROPORTIONAL_DIRECT' and teams.direct_micros > 0
),

by_usage as (
  select
    pools.line_no, pools.pool, teams.team_id, 'S_PROPORTIONAL_USAGE' as method,
    cast(round(teams.weighted_list_cost * 1000000, 0) as decimal(38, 0)) as weight
  from pools
  inner join {{ ref('int_team_usage') }} as teams on teams.period = pools.period and teams.provider = pools.provider
  where pools.method = 'S_PROPORTIONAL_USAGE' and teams.weighted_list_cost > 0
),

fixed as (
  select
    pools.line_no, pools.pool, rules.team_id, 'S_FIXED' as method, cast(rules.weight_bp as decimal(38, 0)) as weight
  from pools
  inner join {{ ref('stg_config_shared_rule') }} as rules
    on rules.pool = pools.pool and rules.valid_from = pools.rule_valid_from
  where pools.method = 'S_FIXED' and rules.weight_bp > 0
),

chosen as (
  select * from direct
  union all
  select * from by_usage
  union all
  select * from fixed
),

-- Without a weight to go by, every team with an active person takes the same.
active_teams as (
  select distinct period, team_id from {{ ref('int_active_member') }}
),

even as (
  select pools.line_no, pools.pool, active_teams.team_id, 'S_EVEN' as method, cast(1 as decimal(38, 0)) as weight
  from pools
  inner join active_teams on active_teams.period = pools.period
  where not exists (
    select 1 from chosen where chosen.line_no = pools.line_no and chosen.pool = pools.pool
  )
),

receivers as (
  select * from chosen
  union all
  select * from even
),

to_split as (
  select
    pools.line_no, pools.pool, pools.amount_micros as pool_micros, pools.part_code,
    receivers.team_id, coalesce(receivers.method, 'U_NO_RECEIVER') as method, coalesce(receivers.weight, cast(1 as decimal(38, 0))) as weight
  from pools
  left join receivers on receivers.line_no = pools.line_no and receivers.pool = pools.pool
)

select line_no, pool, team_id, method, part_code, amount_micros
from {{ split_amount('to_split', ['line_no', 'pool'], ['team_id'], 'pool_micros', 'weight', ['method', 'part_code']) }} as atoms
