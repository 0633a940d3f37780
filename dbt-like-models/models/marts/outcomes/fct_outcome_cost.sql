-- What each outcome cost, all months and everything below it together, beside what it is: one row answers without joins.
with linked as (
  select
    outcome_id, currency, min(period) as first_period, max(period) as last_period,
    cast(sum(amount_micros) as bigint) as direct_micros,
    sum(weighed_micros) as weighed_micros,
    cast(sum(sessions) as bigint) as sessions
  from {{ ref('fct_outcome_month') }}
  group by outcome_id, currency
),

-- Each amount climbs to every outcome above: an outcome's whole cost is its own and that of all below it.
climbed as (
  select
    tree.ancestor_id as outcome_id, linked.currency, min(linked.first_period) as first_period, max(linked.last_period) as last_period,
    cast(sum(case when tree.distance = 0 then linked.direct_micros else 0 end) as bigint) as direct_micros,
    cast(sum(linked.direct_micros) as bigint) as total_micros,
    cast(sum(linked.sessions) as bigint) as sessions,
    sum(linked.weighed_micros) as weighed_micros
  from linked
  inner join {{ ref('dim_outcome_tree') }} as tree on tree.outcome_id = linked.outcome_id
  group by tree.ancestor_id, linked.currency
)

select
  cast(outcomes.outcome_id as varchar) as outcome_id,
  cast(outcomes.outcome_unit_id as varchar) as outcome_unit_id,
  cast(outcomes.outcome_type as varchar) as outcome_type,
  cast(outcomes.parent_outcome_id as varchar) as parent_outcome_id,
  cast(outcomes.status as varchar) as status,
  cast(outcomes.team_id as varchar) as team_id,
  cast(outcomes.repo as varchar) as repo,
  cast(outcomes.head_branch as varchar) as head_branch,
  cast(outcomes.work_item as varchar) as work_item,
  cast(outcomes.work_type as varchar) as work_type,
  cast(outcomes.work_type_rule as varchar) as work_type_rule,
  cast(outcomes.size_band as varchar) as size_band,
  cast(outcomes.review_rounds as bigint) as review_rounds,
  cast(outcomes.rework_ratio_bp as bigint) as rework_ratio_bp,
  cast(outcomes.rework_method as varchar) as rework_method,
  cast(outcomes.is_accepted as boolean) as is_accepted,
  cast(cast(outcomes.accepted_at as date) as date) as accepted_on,
  cast(substr(cast(cast(outcomes.accepted_at as date) as varchar), 1, 7) as varchar) as accepted_month,
  cast(outcomes.is_durable as boolean) as is_durable,
  cast(outcomes.class_state as varchar) as class_state,
  cast(outcomes.ai_assisted as varchar) as ai_assisted,
  cast(climbed.currency as varchar) as currency,
  cast(coalesce(climbed.direct_micros, 0) as bigint) as direct_micros,
  cast(coalesce(climbed.total_micros, 0) as bigint) as total_micros,
  cast(coalesce(climbed.weighed_micros, 0) as decimal(38, 0)) as weighed_micros,
  cast(coalesce(climbed.sessions, 0) as bigint) as sessions,
  cast(climbed.first_period as varchar) as first_period,
  cast(climbed.last_period as varchar) as last_period,
  cast('summary' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_outcome') }} as outcomes
left join climbed on climbed.outcome_id = outcomes.outcome_id
