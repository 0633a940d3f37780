with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'outcome'
),

versions as (
  select
    landed.*,
    row_number() over (
      partition by landed.source, landed.connection_id, landed.outcome_id
      order by landed.version_at desc, landed.dt desc, landed.stream desc
    ) as version_rank
  from {{ source('raw', 'outcome') }} as landed
  inner join windows
    on {{ same_window('landed', 'windows') }} and landed.dt = cast(windows.data_day as varchar)
)

select
  outcome_id,
  version_at,
  outcome_type,
  scope,
  native_id,
  pr_number,
  status,
  work_item,
  parent_outcome_id,
  issue_type,
  title_type,
  work_type,
  repo,
  head_branch,
  base_branch,
  is_default_base,
  merge_sha,
  owner_hint,
  team_tag,
  author_actor,
  author_is_bot,
  principal_actor,
  opened_at,
  ready_at,
  first_commit_at,
  first_review_at,
  accepted_at,
  closed_at,
  deployed_at,
  reverted_at,
  reopened_at,
  reopen_count,
  review_rounds,
  review_count,
  reviewer_count,
  review_comments,
  lines_added,
  lines_deleted,
  files_changed,
  size_complete,
  ci_failed_shas,
  rework_ratio_bp,
  rework_method,
  ai_assisted,
  slop_score,
  csat,
  score,
  customer_id,
  value_micros,
  value_currency,
  quantity,
  source,
  connection_id,
  stream,
  load_id,
  dt
from versions
where version_rank = 1
