-- When a change first reached production: a deployment that carries it or its merge commit, else the first success in its
-- repository after the merge.
with deployments as (
  select keys.outcome_no, coalesce(keys.repo, deployments.repo) as repo, deployments.sha, deployments.ended_at
  from {{ ref('stg_outcome_deployment') }} as deployments
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = deployments.outcome_id
  where deployments.is_production and deployments.result in ('success', 'rolled_back') and deployments.ended_at is not null
),

changes as (
  select outcome_no, repo, merge_sha, accepted_at, deployed_at
  from {{ ref('int_outcome') }}
  where outcome_type = 'pull_request' and accepted_at is not null
),

known as (
  select changes.outcome_no, deployments.ended_at, deployments.outcome_no as deployment_no
  from {{ ref('int_outcome_relation') }} as relations
  inner join deployments on deployments.outcome_no = relations.outcome_no
  inner join changes on changes.outcome_no = relations.target_no
  where relations.relation = 'carries'
  union all
  select changes.outcome_no, deployments.ended_at, deployments.outcome_no
  from changes
  inner join deployments on deployments.sha = changes.merge_sha
  union all
  select outcome_no, deployed_at, cast(null as bigint) from changes where deployed_at is not null
),

-- Changes and deployments of a repository on one time line: the next deployment after a merge.
line as (
  select repo, accepted_at as happened_at, 0 as is_deployment, outcome_no, cast(null as bigint) as deployment_no, {{ to_ts('null') }} as ended_at
  from changes
  where repo is not null
  union all
  select repo, ended_at, 1, outcome_no, outcome_no, ended_at from deployments where repo is not null
),

next_deployment as (
  select
    outcome_no, is_deployment,
    {{ last_non_null_over('deployment_no', 'repo', 'happened_at desc, is_deployment desc, outcome_no desc') }} as deployment_no,
    {{ last_non_null_over('ended_at', 'repo', 'happened_at desc, is_deployment desc, outcome_no desc') }} as ended_at
  from line
)

select
  coalesce(told.outcome_no, inferred.outcome_no) as outcome_no,
  coalesce(told.deployed_at, inferred.ended_at) as deployed_at,
  coalesce(told.deployment_no, case when told.outcome_no is null then inferred.deployment_no end) as deployment_no,
  told.outcome_no is null as is_inferred
from (
  select outcome_no, min(ended_at) as deployed_at, min_by(deployment_no, ended_at) as deployment_no from known group by outcome_no
) as told
full outer join (
  select outcome_no, deployment_no, ended_at from next_deployment where is_deployment = 0 and deployment_no is not null
) as inferred on inferred.outcome_no = told.outcome_no
