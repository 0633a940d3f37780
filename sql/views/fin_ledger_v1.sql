with ledger as (
  select * from {{ ref('fct_ledger') }}
),

outcomes as (
  select outcome_id, outcome_type, outcome_unit_id, work_type, work_type_rule, class_state from {{ ref('fct_outcome') }}
),

teams as (
  select * from {{ ref('dim_team') }}
),

latest_teams as (
  select * from teams where is_latest
)

select
  cast(ledger.ledger_id as varchar) as ledger_id,
  cast(ledger.build_id as varchar) as run_id,
  cast(ledger.period as varchar) as period,
  cast(ledger.usage_day as date) as usage_day,
  cast(ledger.bill_line_id as varchar) as bill_line_id,
  cast(ledger.bill_state as varchar) as bill_state,
  cast(ledger.charge_kind as varchar) as charge_kind,
  cast(ledger.charge_category as varchar) as charge_category,
  cast(ledger.provider as varchar) as vendor,
  cast(ledger.billing_account as varchar) as billing_account,
  cast(ledger.tool as varchar) as tool,
  cast(ledger.model as varchar) as model,
  cast(null as varchar) as model_tier,
  cast(ledger.usage_id as varchar) as usage_id,
  cast(ledger.session_id as varchar) as session_id,
  cast(ledger.session_slice_id as varchar) as session_slice_id,
  cast(ledger.repo as varchar) as repo,
  cast(ledger.outcome_id as varchar) as outcome_id,
  cast(outcomes.outcome_type as varchar) as outcome_type,
  cast(outcomes.outcome_unit_id as varchar) as outcome_unit_id,
  cast(ledger.work_item as varchar) as work_item,
  cast(coalesce(outcomes.work_type, 'other') as varchar) as work_type,
  cast(coalesce(outcomes.work_type_rule, 'NONE') as varchar) as work_type_rule,
  cast(ledger.person_key as varchar) as person_key,
  cast(ledger.team_id as varchar) as team_id,
  cast(was.parent_team_id as varchar) as parent_team_as_was,
  cast(latest_teams.parent_team_id as varchar) as parent_team_as_is,
  cast(was.cost_center as varchar) as cost_center_as_was,
  cast(latest_teams.cost_center as varchar) as cost_center_as_is,
  cast(ledger.pool as varchar) as pool,
  cast(ledger.amount_micros as bigint) as amount_micros,
  {{ from_micros('ledger.amount_micros') }} as amount,
  cast(ledger.currency as varchar) as currency,
  cast(ledger.owner_class as varchar) as owner_class,
  cast(ledger.owner_method as varchar) as owner_method,
  cast(ledger.owner_confidence_bp as bigint) as owner_confidence_bp,
  cast(ledger.work_class as varchar) as work_class,
  cast(ledger.work_method as varchar) as work_method,
  cast(ledger.work_confidence_bp as bigint) as work_confidence_bp,
  cast(null as varchar) as efficiency_class,
  cast(null as varchar) as spend_type,
  cast(outcomes.class_state as varchar) as class_state,
  cast(ledger.split_method as varchar) as split_method,
  cast(ledger.reason as varchar) as reason,
  cast(ledger.reason_codes as varchar) as reason_codes,
  cast(ledger.rule_version as varchar) as rule_version,
  cast(ledger.build_id as varchar) as build_id
from ledger
left join outcomes on outcomes.outcome_id = ledger.outcome_id
left join teams as was on was.team_id = ledger.team_id and {{ valid_on('was', 'ledger.usage_day') }}
left join latest_teams on latest_teams.team_id = ledger.team_id
