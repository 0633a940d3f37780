with keys as (
  select * from {{ ref('int_outcome_key') }}
),

-- Of the tellings of one outcome that of its own id leads; the others only fill what it does not say.
ranked as (
  select
    keys.outcome_no,
    keys.outcome_id as own_outcome_id,
    keys.repo as repo_key,
    outcomes.*,
    row_number() over (
      partition by keys.outcome_no
      order by case when keys.told_outcome_id = keys.outcome_id then 0 else 1 end, outcomes.version_at desc, outcomes.source, outcomes.connection_id
    ) as place,
    max(outcomes.head_branch) over (partition by keys.outcome_no) as any_head_branch,
    max(outcomes.merge_sha) over (partition by keys.outcome_no) as any_merge_sha,
    max(outcomes.pr_number) over (partition by keys.outcome_no) as any_pr_number,
    max(outcomes.work_item) over (partition by keys.outcome_no) as any_work_item,
    min(outcomes.first_commit_at) over (partition by keys.outcome_no) as any_first_commit_at,
    max(outcomes.rework_ratio_bp) over (partition by keys.outcome_no) as any_rework_ratio_bp,
    max(outcomes.rework_method) over (partition by keys.outcome_no) as any_rework_method,
    max(outcomes.author_actor) over (partition by keys.outcome_no) as any_author_actor,
    count(*) over (partition by keys.outcome_no) as tellings
  from {{ ref('stg_outcome') }} as outcomes
  inner join keys on keys.told_outcome_id = outcomes.outcome_id
),

people as (
  select provider, actor_id, person_key, is_bot from {{ ref('int_outcome_person') }}
),

parents as (
  select told_outcome_id, outcome_id from keys
)

select
  ranked.outcome_no,
  ranked.own_outcome_id as outcome_id,
  ranked.source,
  ranked.outcome_type,
  cast(case ranked.outcome_type
    when 'pull_request' then 1 when 'knowledge' then 1
    when 'work_item' then 2 when 'support_ticket' then 2 when 'workflow_run' then 2 when 'incident' then 2
    when 'deployment' then 3 else 4
  end as bigint) as type_rank,
  ranked.scope,
  ranked.any_pr_number as pr_number,
  ranked.status,
  ranked.any_work_item as work_item,
  {{ work_key('ranked.any_work_item') }} as work_key,
  coalesce(parents.outcome_id, ranked.parent_outcome_id) as parent_outcome_id,
  ranked.issue_type,
  ranked.title_type,
  ranked.work_type,
  ranked.repo_key as repo,
  coalesce(ranked.head_branch, ranked.any_head_branch) as head_branch,
  ranked.base_branch,
  ranked.is_default_base,
  coalesce(ranked.merge_sha, ranked.any_merge_sha) as merge_sha,
  ranked.owner_hint,
  ranked.team_tag,
  author.person_key as author_key,
  coalesce(ranked.author_is_bot, author.is_bot, false) as author_is_bot,
  principal.person_key as principal_key,
  -- A bot's work is its principal's.
  coalesce(principal.person_key, case when not coalesce(ranked.author_is_bot, author.is_bot, false) then author.person_key end) as person_key,
  coalesce(principal.person_key, ranked.principal_actor, case when not coalesce(ranked.author_is_bot, author.is_bot, false) then coalesce(author.person_key, ranked.any_author_actor) end)
    as holder,
  ranked.opened_at,
  ranked.ready_at,
  coalesce(ranked.first_commit_at, ranked.any_first_commit_at) as first_commit_at,
  ranked.first_review_at,
  ranked.accepted_at,
  ranked.closed_at,
  ranked.deployed_at,
  ranked.reverted_at,
  ranked.reopened_at,
  ranked.review_rounds,
  ranked.review_count,
  ranked.reviewer_count,
  ranked.review_comments,
  ranked.lines_added,
  ranked.lines_deleted,
  ranked.files_changed,
  ranked.size_complete,
  ranked.ci_failed_shas,
  coalesce(ranked.rework_ratio_bp, ranked.any_rework_ratio_bp) as rework_ratio_bp,
  coalesce(ranked.rework_method, ranked.any_rework_method) as rework_method,
  ranked.ai_assisted,
  ranked.slop_score,
  ranked.csat,
  ranked.customer_id,
  ranked.value_micros,
  ranked.value_currency,
  ranked.version_at,
  ranked.tellings
from ranked
left join people as author on author.provider = ranked.source and author.actor_id = coalesce(ranked.author_actor, ranked.any_author_actor)
left join people as principal on principal.provider = ranked.source and principal.actor_id = ranked.principal_actor
left join parents on parents.told_outcome_id = ranked.parent_outcome_id
where ranked.place = 1
