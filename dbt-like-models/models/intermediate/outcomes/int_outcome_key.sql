-- One outcome told by two sources, or through two connections, is one outcome: the code host's own record stands for it.
with aliases as (
  select alias, max(repo) as repo from {{ ref('stg_repo_alias') }} group by alias
),

told as (
  select
    outcomes.outcome_id,
    outcomes.outcome_type,
    coalesce(aliases.repo, outcomes.repo) as repo,
    max(outcomes.pr_number) as pr_number,
    max(outcomes.merge_sha) as merge_sha,
    case when outcomes.outcome_id like 'git:%' then '2 ' else '1 ' end || outcomes.outcome_id as ranked_id
  from {{ ref('stg_outcome') }} as outcomes
  left join aliases on aliases.alias = outcomes.repo
  group by outcomes.outcome_id, outcomes.outcome_type, coalesce(aliases.repo, outcomes.repo)
),

same_number as (
  select repo, pr_number, min(ranked_id) as ranked_id
  from told
  where outcome_type = 'pull_request' and repo is not null and pr_number is not null
  group by repo, pr_number
),

same_merge as (
  select repo, merge_sha, min(ranked_id) as ranked_id
  from told
  where outcome_type = 'pull_request' and repo is not null and merge_sha is not null
  group by repo, merge_sha
),

placed as (
  select
    told.outcome_id,
    told.repo,
    case
      when coalesce(same_number.ranked_id, told.ranked_id) <= coalesce(same_merge.ranked_id, told.ranked_id)
        then coalesce(same_number.ranked_id, told.ranked_id)
      else same_merge.ranked_id
    end as ranked_id
  from told
  left join same_number
    on told.outcome_type = 'pull_request' and same_number.repo = told.repo and same_number.pr_number = told.pr_number
  left join same_merge
    on told.outcome_type = 'pull_request' and same_merge.repo = told.repo and same_merge.merge_sha = told.merge_sha
)

select told_outcome_id, outcome_id, dense_rank() over (order by outcome_id) as outcome_no, repo
from (
  select outcome_id as told_outcome_id, min(substr(ranked_id, 3)) as outcome_id, max(repo) as repo
  from placed
  group by outcome_id
) as keys
