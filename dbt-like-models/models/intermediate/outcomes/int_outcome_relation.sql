-- What outcomes say about each other, by numbers: targets named by commit or by pull request number are looked up.
with keys as (
  select told_outcome_id, outcome_no, repo from {{ ref('int_outcome_key') }}
),

outcomes as (
  select outcome_no, repo, pr_number, merge_sha from {{ ref('int_outcome') }}
),

said as (
  select keys.outcome_no, keys.repo, relations.relation, relations.target_kind, relations.target, relations.evidence, relations.happened_at, relations.confidence_bp
  from {{ ref('stg_outcome_relation') }} as relations
  inner join keys on keys.told_outcome_id = relations.outcome_id
),

commits as (
  select sha, outcome_no from {{ ref('int_outcome_commit') }}
  union
  select merge_sha, outcome_no from outcomes where merge_sha is not null
),

resolved as (
  select said.*, keys.outcome_no as target_no
  from said
  inner join keys on said.target_kind = 'outcome' and keys.told_outcome_id = said.target
  union all
  select said.*, commits.outcome_no
  from said
  inner join commits on said.target_kind = 'sha' and commits.sha = said.target
  union all
  select said.*, outcomes.outcome_no
  from said
  inner join outcomes
    on said.target_kind = 'pr_number' and cast(outcomes.pr_number as varchar) = said.target and outcomes.repo = said.repo
)

select
  outcome_no, relation, target_no, min_by(evidence, -confidence_bp) as evidence, min(happened_at) as happened_at,
  max(confidence_bp) as confidence_bp
from resolved
where target_no <> outcome_no
group by outcome_no, relation, target_no
