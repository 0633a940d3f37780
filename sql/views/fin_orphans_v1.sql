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
),

limits as (
  select cast(max_by(value, valid_from) as bigint) as least_bp from {{ ref('dim_threshold') }} where threshold = 'min_link_confidence_bp'
),

traces as (
  select traces.*
  from {{ ref('fct_outcome_trace') }} as traces
  inner join limits on traces.confidence_bp >= limits.least_bp
),

session_names as (
  {{ session_names('slices') }}
),

-- Strong evidence that the month's links do not have: in an open month there is none, for they are made from the same traces.
late as (
  select slices.period, slices.session_slice_id, traces.rung, traces.confidence_bp, traces.type_rank, traces.outcome_id
  from slices
  inner join session_names on session_names.session_id = slices.session_id
  inner join traces
    on traces.session_name = session_names.session_name and {{ compatible('slices.repo', 'traces.repo') }}
    and {{ within_trace('slices', 'traces') }}
    and (traces.rung <> 'L0_OVERRIDE' or traces.repo is null or traces.repo = slices.repo)
    and (traces.branch is null or traces.branch = slices.branch)
    and (traces.usage_day is null or traces.usage_day = slices.usage_day)
  union
  select slices.period, slices.session_slice_id, traces.rung, traces.confidence_bp, traces.type_rank, traces.outcome_id
  from slices
  inner join traces
    on traces.rung = 'L2_VENDOR_COMMIT' and traces.person_key = slices.person_key and traces.repo = slices.repo and traces.tool = slices.tool
    and {{ within_trace('slices', 'traces') }}
  union
  select slices.period, slices.session_slice_id, traces.rung, traces.confidence_bp, traces.type_rank, traces.outcome_id
  from slices
  inner join traces
    on traces.rung = 'L4_BRANCH' and traces.repo = slices.repo and traces.branch = slices.branch and {{ within_trace('slices', 'traces') }}
  union
  select slices.period, slices.session_slice_id, traces.rung, traces.confidence_bp, traces.type_rank, traces.outcome_id
  from slices
  inner join traces
    on traces.rung = 'L5_WORK_ITEM' and traces.work_key = slices.work_item and {{ within_trace('slices', 'traces') }}
),

strongest as (
  select *
  from (
    select late.*, row_number() over (partition by period, session_slice_id order by rung, type_rank, outcome_id) as place
    from late
  ) as ranked
  where place = 1
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
  cast(strongest.outcome_id as varchar) as late_outcome,
  cast(strongest.rung as varchar) as late_rung,
  cast(strongest.confidence_bp as bigint) as late_confidence_bp,
  cast(money.currency as varchar) as currency,
  {{ from_micros('money.amount_micros') }} as amount,
  cast(money.build_id as varchar) as build_id
from money
inner join slices on slices.session_slice_id = money.session_slice_id and slices.period = money.period
left join strongest on strongest.session_slice_id = money.session_slice_id and strongest.period = money.period
