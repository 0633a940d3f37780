with ledger as (
  select * from {{ ref('fct_ledger') }}
),

teams as (
  select * from {{ ref('stg_config_team') }}
),

scoped as (
  select 'team' as scope_kind, ancestors.ancestor_id as scope_id, ledger.period, ledger.currency, ledger.usage_day, ledger.amount_micros
  from ledger
  inner join {{ ref('int_team_day_ancestor') }} as ancestors
    on ancestors.team_id = ledger.team_id and ancestors.usage_day = ledger.usage_day
  union all
  select 'cost_center', teams.cost_center, ledger.period, ledger.currency, ledger.usage_day, ledger.amount_micros
  from ledger
  inner join teams on teams.team_id = ledger.team_id and {{ valid_on('teams', 'ledger.usage_day') }}
  where teams.cost_center is not null
  union all
  select 'tool', tool, period, currency, usage_day, amount_micros from ledger where tool is not null
  union all
  select 'company', 'company', period, currency, usage_day, amount_micros from ledger
)

-- A charge day outside its billing month counts on the month's nearest day.
select
  scope_kind,
  scope_id,
  currency,
  case
    when usage_day < first_day then first_day
    when usage_day > last_day then last_day
    else usage_day
  end as spend_day,
  cast(sum(amount_micros) as bigint) as amount_micros,
  period
from (
  select scoped.*, cast(period || '-01' as date) as first_day, last_day_of_month(cast(period || '-01' as date)) as last_day
  from scoped
) as bounded
group by scope_kind, scope_id, currency, period, case
    when usage_day < first_day then first_day
    when usage_day > last_day then last_day
    else usage_day
  end
