with commits as (
  select
    keys.outcome_no, commits.sha, commits.committed_at, commits.is_merge, commits.source, commits.author_actor, commits.ai_tool,
    commits.is_bot, commits.patch_id
  from {{ ref('stg_outcome_commit') }} as commits
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = commits.outcome_id
),

people as (
  select provider, actor_id, person_key from {{ ref('int_outcome_person') }}
)

select
  commits.outcome_no,
  commits.sha,
  min(commits.committed_at) as committed_at,
  bool_or(coalesce(commits.is_merge, false)) as is_merge,
  bool_or(coalesce(commits.is_bot, false)) as is_bot,
  max(coalesce(people.person_key, commits.author_actor)) as holder,
  max(commits.ai_tool) as ai_tool,
  max(commits.patch_id) as patch_id
from commits
left join people on people.provider = commits.source and people.actor_id = commits.author_actor
group by commits.outcome_no, commits.sha
