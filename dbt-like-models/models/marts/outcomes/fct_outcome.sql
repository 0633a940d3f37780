with limits as (
  select
    {% for key in ['durability_days', 'durability_days_support_ticket', 'incident_window_days', 'rework_heavy_bp', 'rework_heavy_est_bp'] %}
    cast(max_by(case when threshold = '{{ key }}' then value end, case when threshold = '{{ key }}' then valid_from end) as bigint) as {{ key }}{% if not loop.last %},{% endif %}
    {% endfor %}
  from {{ ref('dim_threshold') }}
),

-- The last day anything is known of: windows close by it, so that the same data always give the same answer.
known as (
  select max(known_day) as known_day
  from (
    select max(data_day) as known_day from {{ ref('stg_coverage') }} where table_name in ('usage', 'session_event')
    union all
    select max(cast(version_at as date)) from {{ ref('stg_outcome') }}
  ) as days
),

traces as (
  select
    outcome_no,
    max(confidence_bp) as confidence_bp,
    {{ list_agg('tool', ',', true) }} as tools,
    {{ list_agg('kind', ',', true) }} as kinds,
    count(session_ref_hash) + count(session_note_key) as session_refs,
    bool_and(kind in ('note', 'trace') and ai_lines = 0) as is_traced_without_ai
  from {{ ref('int_outcome_evidence') }}
  group by outcome_no
),

fixes as (
  select outcome_no, min(target_no) as target_no from {{ ref('int_outcome_relation') }} where relation = 'fixes' group by outcome_no
),

undoes as (
  select by_no as outcome_no, min(outcome_no) as target_no from {{ ref('int_outcome_reverted') }} where by_no is not null group by by_no
),

incidents as (
  select outcomes.outcome_no, {{ list_agg('causes.outcome_id', ',', true) }} as incident_ids,
    min(case
      when links.severity in ('sev1', 'sev2') and not links.is_auto_resolved and links.confidence_bp >= 5500
        and links.started_at >= coalesce(deployed.deployed_at, outcomes.accepted_at)
        and {{ days_between('coalesce(deployed.deployed_at, outcomes.accepted_at)', 'links.started_at') }} <= limits.incident_window_days
        then links.started_at
    end) as severe_at
  from {{ ref('int_outcome_incident') }} as links
  inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = links.outcome_no
  inner join {{ ref('int_outcome') }} as causes on causes.outcome_no = links.incident_no
  left join {{ ref('int_outcome_deployed') }} as deployed on deployed.outcome_no = links.outcome_no
  cross join limits
  group by outcomes.outcome_no
),

joined as (
  select
    outcomes.*,
    parents.parent_no,
    parents.parent_rule,
    above.accepted_at as through_accepted_at,
    types.work_type as kind_of_work,
    types.work_type_rule,
    teams.team_id,
    sizes.lines_added as counted_added,
    sizes.lines_deleted as counted_deleted,
    sizes.changed_lines,
    deployed.deployed_at as first_deployed_at,
    coalesce(deployed.is_inferred, false) as is_deployment_inferred,
    reverted.reverted_at as undone_at,
    reverted.evidence as reverted_by_rule,
    rework.rework_ratio_bp as measured_rework_bp,
    rework.rework_method as measured_rework_method,
    incidents.incident_ids,
    incidents.severe_at,
    traces.confidence_bp as ai_confidence_bp,
    traces.tools,
    traces.kinds,
    coalesce(traces.session_refs, 0) as session_refs,
    traces.is_traced_without_ai,
    ai.ai_lines,
    case when outcomes.outcome_type = 'support_ticket' then limits.durability_days_support_ticket else limits.durability_days end as durability_days,
    case rework.rework_method when 'line_blame' then limits.rework_heavy_bp else limits.rework_heavy_est_bp end as rework_limit_bp,
    known.known_day
  from {{ ref('int_outcome') }} as outcomes
  cross join limits
  cross join known
  left join {{ ref('int_outcome_parent') }} as parents on parents.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome') }} as above on above.outcome_no = parents.parent_no and parents.parent_rule = 'MERGED_THROUGH'
  left join {{ ref('int_outcome_work_type') }} as types on types.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_team') }} as teams on teams.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_size') }} as sizes on sizes.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_deployed') }} as deployed on deployed.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_reverted') }} as reverted on reverted.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_rework') }} as rework on rework.outcome_no = outcomes.outcome_no
  left join incidents on incidents.outcome_no = outcomes.outcome_no
  left join traces on traces.outcome_no = outcomes.outcome_no
  left join {{ ref('int_outcome_ai_lines') }} as ai on ai.outcome_no = outcomes.outcome_no
),

-- A pull request merged to another branch is accepted with the one that brings it to the default branch.
dated as (
  select
    joined.*,
    coalesce(accepted_at, case when outcome_type = 'pull_request' and not is_default_base then through_accepted_at end) as taken_at
  from joined
),

judged as (
  select
    dated.*,
    {{ add_days('taken_at', 'durability_days') }} as window_end,
    case
      when taken_at is null then null
      when {{ days_between('taken_at', 'undone_at') }} <= durability_days then 'REVERTED'
      when {{ days_between('taken_at', 'reopened_at') }} <= durability_days then 'REOPENED'
      when severe_at is not null then 'INCIDENT'
      when measured_rework_bp >= rework_limit_bp then 'HEAVY_REWORK'
    end as undone_by
  from dated
)

select
  cast(judged.outcome_id as varchar) as outcome_id,
  cast(coalesce(judged.work_item, judged.outcome_id) as varchar) as outcome_unit_id,
  cast(judged.source as varchar) as source,
  cast(judged.outcome_type as varchar) as outcome_type,
  cast(judged.scope as varchar) as scope,
  cast(judged.pr_number as bigint) as pr_number,
  cast(case
    when judged.undone_at is not null then 'reverted'
    when judged.status = 'open' and judged.taken_at is not null then 'accepted'
    else judged.status
  end as varchar) as status,
  cast(parents.outcome_id as varchar) as parent_outcome_id,
  cast(judged.parent_rule as varchar) as parent_rule,
  cast(judged.work_item as varchar) as work_item,
  cast(judged.kind_of_work as varchar) as work_type,
  cast(judged.work_type_rule as varchar) as work_type_rule,
  cast(judged.repo as varchar) as repo,
  cast(judged.head_branch as varchar) as head_branch,
  cast(judged.base_branch as varchar) as base_branch,
  cast(judged.merge_sha as varchar) as merge_sha,
  cast(judged.team_id as varchar) as team_id,
  cast(judged.author_key as varchar) as author_key,
  cast(judged.author_is_bot as boolean) as author_is_bot,
  cast(judged.principal_key as varchar) as principal_key,
  {{ to_ts('judged.opened_at') }} as opened_at,
  {{ to_ts('judged.first_commit_at') }} as first_commit_at,
  {{ to_ts('judged.first_review_at') }} as first_review_at,
  {{ to_ts('judged.taken_at') }} as accepted_at,
  {{ to_ts('judged.first_deployed_at') }} as deployed_at,
  cast(judged.is_deployment_inferred as boolean) as is_deployment_inferred,
  {{ to_ts('judged.closed_at') }} as closed_at,
  {{ to_ts('judged.undone_at') }} as reverted_at,
  cast(judged.reverted_by_rule as varchar) as reverted_rule,
  {{ to_ts('judged.reopened_at') }} as reopened_at,
  cast(judged.taken_at is not null as boolean) as is_accepted,
  cast(case
    when judged.taken_at is null then false
    when judged.undone_by is not null then false
    when judged.known_day < judged.window_end then null
    else true
  end as boolean) as is_durable,
  cast(case
    when judged.taken_at is null or (judged.undone_by is null and judged.known_day < judged.window_end) then 'provisional' else 'final'
  end as varchar) as class_state,
  cast(judged.undone_by as varchar) as not_durable_reason,
  cast(judged.window_end as date) as durability_ends_on,
  cast(judged.durability_days as bigint) as durability_days,
  cast(judged.measured_rework_bp as bigint) as rework_ratio_bp,
  cast(judged.measured_rework_method as varchar) as rework_method,
  cast(case when judged.measured_rework_bp is not null then judged.rework_limit_bp end as bigint) as rework_limit_bp,
  cast(judged.review_rounds as bigint) as review_rounds,
  cast(judged.review_count as bigint) as review_count,
  cast(judged.reviewer_count as bigint) as reviewer_count,
  cast(judged.counted_added as bigint) as lines_added,
  cast(judged.counted_deleted as bigint) as lines_deleted,
  cast(judged.files_changed as bigint) as files_changed,
  cast(case
    when judged.changed_lines is null then null
    when judged.changed_lines <= 10 then 'XS'
    when judged.changed_lines <= 50 then 'S'
    when judged.changed_lines <= 250 then 'M'
    when judged.changed_lines <= 1000 then 'L'
    else 'XL'
  end as varchar) as size_band,
  cast(judged.ci_failed_shas as bigint) as ci_failed_shas,
  cast(case
    when judged.kinds is not null and not judged.is_traced_without_ai then 'yes'
    when judged.ai_assisted then 'yes'
    when judged.is_traced_without_ai or not judged.ai_assisted then 'no'
    else 'unknown'
  end as varchar) as ai_assisted,
  cast(judged.tools as varchar) as ai_tools,
  cast(judged.kinds as varchar) as ai_evidence,
  cast(judged.ai_confidence_bp as bigint) as ai_confidence_bp,
  cast(judged.ai_lines as bigint) as ai_lines,
  cast(judged.session_refs as bigint) as session_refs,
  cast(fixed.outcome_id as varchar) as fixes_outcome_id,
  cast(undone.outcome_id as varchar) as reverts_outcome_id,
  cast(judged.incident_ids as varchar) as incident_ids,
  cast(judged.csat as varchar) as csat,
  cast(judged.slop_score as decimal(18, 6)) as slop_score,
  cast(judged.customer_id as varchar) as customer_id,
  cast(judged.value_micros as bigint) as value_micros,
  cast(judged.value_currency as varchar) as value_currency,
  cast(judged.tellings as bigint) as tellings,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from judged
left join {{ ref('int_outcome') }} as parents on parents.outcome_no = judged.parent_no
left join fixes on fixes.outcome_no = judged.outcome_no
left join {{ ref('int_outcome') }} as fixed on fixed.outcome_no = fixes.target_no
left join undoes on undoes.outcome_no = judged.outcome_no
left join {{ ref('int_outcome') }} as undone on undone.outcome_no = undoes.target_no
