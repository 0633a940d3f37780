-- The one outcome that each outcome names above itself: what its source says, else the ticket of its key; a pull request
-- merged to another branch belongs to the one that brought it to the default branch.
with outcomes as (
  select * from {{ ref('int_outcome') }}
),

by_id as (
  select outcomes.outcome_no, parents.outcome_no as parent_no, 2 as place, 'STATED' as parent_rule
  from outcomes
  inner join outcomes as parents on parents.outcome_id = outcomes.parent_outcome_id
),

-- Sources name a parent by its work item key as well.
by_parent_key as (
  select outcomes.outcome_no, min(parents.outcome_no) as parent_no, 3 as place, 'STATED' as parent_rule
  from outcomes
  inner join outcomes as parents
    on parents.work_key = {{ work_key('outcomes.parent_outcome_id') }} and parents.outcome_type in ('work_item', 'support_ticket')
  group by outcomes.outcome_no
),

by_key as (
  select outcomes.outcome_no, min(parents.outcome_no) as parent_no, 4 as place, 'WORK_ITEM' as parent_rule
  from outcomes
  inner join outcomes as parents
    on parents.work_key = outcomes.work_key and parents.outcome_type in ('work_item', 'support_ticket')
  where outcomes.outcome_type in ('pull_request', 'knowledge', 'workflow_run')
  group by outcomes.outcome_no
),

by_merge as (
  select outcomes.outcome_no, min(parents.outcome_no) as parent_no, 1 as place, 'MERGED_THROUGH' as parent_rule
  from outcomes
  inner join {{ ref('int_outcome_commit') }} as commits on commits.sha = outcomes.merge_sha and commits.outcome_no <> outcomes.outcome_no
  inner join outcomes as parents on parents.outcome_no = commits.outcome_no and parents.repo = outcomes.repo
  where not outcomes.is_default_base and parents.is_default_base and outcomes.outcome_type = 'pull_request'
  group by outcomes.outcome_no
)

select outcome_no, parent_no, parent_rule
from (
  select found.*, row_number() over (partition by outcome_no order by place, parent_no) as choice
  from (
    select * from by_id
    union all
    select * from by_parent_key
    union all
    select * from by_key
    union all
    select * from by_merge
  ) as found
  where parent_no <> outcome_no
) as ranked
where choice = 1
