-- The ledger's money that is linked to no outcome, by session slice: what a month's queue of orphans reads.
with money as (
  select
    period, session_slice_id, currency, cast(sum(amount_micros) as bigint) as amount_micros,
    max(team_id) as team_id, count(distinct team_id) as teams
  from {{ ref('fct_ledger') }}
  where work_class in ('unlinked', 'work_item_only') and session_slice_id is not null
  group by period, session_slice_id, currency
)

select
  cast(money.session_slice_id as varchar) as session_slice_id,
  cast(slices.session_id as varchar) as session_id,
  cast(slices.parent_session_id as varchar) as parent_session_id,
  cast(slices.tool as varchar) as tool,
  cast(slices.repo as varchar) as repo,
  cast(slices.branch as varchar) as branch,
  cast(slices.work_item as varchar) as work_item,
  cast(slices.person_key as varchar) as person_key,
  cast(slices.holder as varchar) as holder,
  cast(case when money.teams = 1 then money.team_id end as varchar) as team_id,
  cast(slices.usage_day as date) as usage_day,
  {{ to_ts('slices.started_at') }} as started_at,
  {{ to_ts('slices.ended_at') }} as ended_at,
  cast(slices.work_method as varchar) as work_method,
  cast(slices.hint_outcome_id as varchar) as hint_outcome_id,
  cast(slices.hint_method as varchar) as hint_method,
  cast(slices.hint_confidence_bp as bigint) as hint_confidence_bp,
  cast(slices.candidates as bigint) as candidates,
  cast(slices.link_codes as varchar) as link_codes,
  cast(money.currency as varchar) as currency,
  cast(money.amount_micros as bigint) as amount_micros,
  cast(money.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from money
inner join {{ ref('fct_slice_link') }} as slices
  on slices.session_slice_id = money.session_slice_id and slices.period = money.period and slices.work_class <> 'linked'
