-- How much of a change was rewritten inside the durability window. Without a feed of surviving lines: per file the lines
-- that later changes deleted, at most those it added. An estimate that counts too much: later deletions may hit older lines.
with limits as (
  select cast(max_by(value, valid_from) as bigint) * 86400 as window_seconds from {{ ref('dim_threshold') }} where threshold = 'durability_days'
),

changes as (
  select outcome_no, repo, accepted_at, cast(floor(to_unixtime(accepted_at)) as bigint) as accepted_second
  from {{ ref('int_outcome') }}
  where outcome_type = 'pull_request' and accepted_at is not null and repo is not null and size_complete
),

files as (
  select changes.outcome_no, changes.repo, changes.accepted_second, files.path_hash,
    cast(max(files.lines_added) as bigint) as lines_added, cast(max(files.lines_deleted) as bigint) as lines_deleted
  from {{ ref('stg_outcome_file') }} as files
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = files.outcome_id
  inner join changes on changes.outcome_no = keys.outcome_no
  where not files.is_generated and files.lines_added is not null
  group by changes.outcome_no, changes.repo, changes.accepted_second, files.path_hash
),

-- Deletions of one file up to a moment: their difference at the two ends of the window is what later changes deleted.
deletions as (
  select repo, path_hash, accepted_second, cast(sum(lines_deleted) as bigint) as lines_deleted
  from files
  group by repo, path_hash, accepted_second
),

moments as (
  select repo, path_hash, accepted_second as happened_second, lines_deleted, cast(null as bigint) as outcome_no from deletions
  union all
  select files.repo, files.path_hash, files.accepted_second + limits.window_seconds, 0, files.outcome_no
  from files
  cross join limits
),

running as (
  select moments.*, sum(lines_deleted) over (partition by repo, path_hash order by happened_second range between unbounded preceding and current row) as deleted_so_far
  from moments
),

later as (
  select
    files.outcome_no, files.lines_added,
    cast(ends.deleted_so_far - starts.deleted_so_far as bigint) as deleted_later
  from files
  inner join running as ends on ends.outcome_no = files.outcome_no and ends.path_hash = files.path_hash
  inner join running as starts
    on starts.repo = files.repo and starts.path_hash = files.path_hash and starts.happened_second = files.accepted_second
    and starts.outcome_no is null
),

estimated as (
  select
    outcome_no,
    sum(lines_added) as lines_added,
    sum(case when deleted_later < lines_added then deleted_later else lines_added end) as lines_gone
  from later
  group by outcome_no
  having sum(lines_added) > 0
)

select
  coalesce(told.outcome_no, estimated.outcome_no) as outcome_no,
  cast(coalesce(told.rework_ratio_bp, {{ divide_decimal('cast(estimated.lines_gone as decimal(28, 0)) * 10000', 'cast(estimated.lines_added as decimal(28, 0))', 0) }}) as bigint) as rework_ratio_bp,
  case when told.outcome_no is not null then 'line_blame' else 'file_overlap_est' end as rework_method
from estimated
full outer join (
  select outcome_no, rework_ratio_bp from {{ ref('int_outcome') }} where rework_ratio_bp is not null
) as told on told.outcome_no = estimated.outcome_no
