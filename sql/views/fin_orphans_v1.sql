with money as (
  select
    period, session_slice_id, currency, cast(sum(amount_micros) as bigint) as amount_micros, max(team_id) as team_id,
    count(distinct team_id) as teams, max(build_id) as build_id
  from {{ ref('fct_ledger') }}
  where work_class in ('unlinked', 'work_item_only') and session_slice_id is not null
  group by period, session_slice_id, currency
),

slices as (
  select * from {{ ref('fct_slice_link') }} where work_class <> 'linked'
)

select
  cast(money.period as varchar) as period,
  cast(slices.usage_day as date) as usage_day,
  cast(slices.session_id as varchar) as session_id,
  cast(money.session_slice_id as varchar) as session_slice_id,
  cast(slices.tool as varchar) as tool,
  cast(slices.repo as varchar) as repo,
  cast(slices.branch as varchar) as branch,
  cast(slices.work_item as varchar) as work_item,
  cast(case when money.teams = 1 then money.team_id end as varchar) as team,
  cast(slices.work_method as varchar) as reason,
  cast(slices.hint_outcome_id as varchar) as best_candidate,
  cast(slices.hint_method as varchar) as candidate_rung,
  cast(slices.hint_confidence_bp as bigint) as candidate_confidence_bp,
  cast(slices.candidates as bigint) as candidates,
  cast(slices.link_codes as varchar) as link_codes,
  cast(money.currency as varchar) as currency,
  {{ from_micros('money.amount_micros') }} as amount,
  cast(money.build_id as varchar) as build_id
from money
inner join slices on slices.session_slice_id = money.session_slice_id and slices.period = money.period
