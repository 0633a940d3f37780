with spend as (
  select
    period,
    currency,
    case when team_id is not null then 'team' when owner_class = 'shared' then 'shared pool' else 'unattributed' end as row_kind,
    team_id,
    cast(sum(case when owner_class = 'attributed' then amount_micros else 0 end) as bigint) as direct_micros,
    cast(sum(case when owner_class = 'shared' then amount_micros else 0 end) as bigint) as allocated_micros,
    cast(sum(amount_micros) as bigint) as total_micros,
    max(build_id) as build_id
  from {{ ref('fct_ledger_month') }}
  group by period, currency,
    case when team_id is not null then 'team' when owner_class = 'shared' then 'shared pool' else 'unattributed' end,
    team_id
),

activity as (
  select * from {{ ref('fct_team_activity') }}
),

teams as (
  select * from {{ ref('dim_team') }} where is_latest
),

smallest as (
  select cast(max_by(value, valid_from) as bigint) as group_size from {{ ref('dim_threshold') }} where threshold = 'k_anonymity'
),

joined as (
  select
    spend.*,
    case when spend.row_kind = 'team' then coalesce(activity.active_people, 0) end as active_people,
    smallest.group_size
  from spend
  cross join smallest
  left join activity on activity.period = spend.period and activity.team_id = spend.team_id
),

summed as (
  select
    joined.*,
    cast(sum(total_micros) over (partition by period, currency, row_kind) as bigint) as all_micros,
    cast(sum(active_people) over (partition by period, currency, row_kind) as bigint) as all_people,
    cast(sum(case when active_people < group_size then active_people else 0 end)
      over (partition by period, currency, row_kind) as bigint) as hidden_people,
    row_number() over (
      partition by period, currency, row_kind
      order by case when active_people < group_size then 1 else 0 end, active_people, team_id
    ) as place_by_size
  from joined
),

-- Small groups are hidden, and where their sum could still be found by subtraction the next larger group is hidden too.
shown as (
  select
    summed.*,
    coalesce(
      active_people >= group_size and not (hidden_people between 1 and group_size - 1 and place_by_size = 1), false
    ) as is_shown
  from summed
),

compared as (
  select
    shown.*,
    case when is_shown then {{ divide_decimal(from_micros('total_micros'), 'active_people', 6) }} end as per_active,
    case
      when is_shown and all_people - active_people >= group_size
        then {{ divide_decimal(from_micros('all_micros - total_micros'), 'all_people - active_people', 6) }}
    end as baseline_leave_one_out,
    case
      when row_kind = 'team' and all_people >= group_size then {{ divide_decimal(from_micros('all_micros'), 'all_people', 6) }}
    end as baseline_incl
  from shown
)

select
  cast(compared.period as varchar) as period,
  cast(coalesce(compared.team_id, compared.row_kind) as varchar) as team,
  cast(coalesce(teams.team_name, compared.team_id, compared.row_kind) as varchar) as team_name,
  cast(compared.row_kind as varchar) as row_kind,
  cast(compared.currency as varchar) as currency,
  {{ from_micros('compared.direct_micros') }} as direct,
  {{ from_micros('compared.allocated_micros') }} as allocated,
  {{ from_micros('compared.total_micros') }} as total,
  cast(case when compared.is_shown then compared.active_people end as bigint) as active_people,
  cast(compared.per_active as decimal(18, 6)) as per_active,
  cast(compared.baseline_leave_one_out as decimal(18, 6)) as baseline_leave_one_out,
  cast(compared.baseline_incl as decimal(18, 6)) as baseline_incl,
  cast({{ safe_divide('compared.per_active', 'compared.baseline_leave_one_out') }} as decimal(18, 6)) as baseline_index,
  cast(compared.build_id as varchar) as build_id
from compared
left join teams on teams.team_id = compared.team_id
