-- What kind of work an outcome is, and the rule that says so: the sender's word, else labels and issue type (its own, then
-- those of its ticket), else the conventional-commit word of the title, else the branch prefix, else its type.
with outcomes as (
  select outcome_no, work_type, issue_type, title_type, head_branch, outcome_type from {{ ref('int_outcome') }}
),

words as (
  select * from {{ ref('work_type_words') }}
),

labels as (
  select keys.outcome_no, lower(labels.label) as word
  from {{ ref('stg_outcome_label') }} as labels
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = labels.outcome_id
  union
  select outcome_no, lower(issue_type) from outcomes where issue_type is not null
),

found as (
  select outcomes.outcome_no, outcomes.work_type, 1 as place, 0 as word_rank, 'STATED' as work_type_rule
  from outcomes
  inner join (select distinct work_type from words) as known on known.work_type = outcomes.work_type
  union all
  select labels.outcome_no, words.work_type, 2, words.word_rank, 'LABEL'
  from labels
  inner join words on words.place = 'label' and words.word = labels.word
  union all
  select parents.outcome_no, words.work_type, 3, words.word_rank, 'TICKET'
  from {{ ref('int_outcome_parent') }} as parents
  inner join labels on labels.outcome_no = parents.parent_no
  inner join words on words.place = 'label' and words.word = labels.word
  where words.work_type <> 'other'
  union all
  select outcomes.outcome_no, words.work_type, 4, words.word_rank, 'TITLE'
  from outcomes
  inner join words on words.place = 'title' and words.word = lower(outcomes.title_type)
  union all
  select outcomes.outcome_no, words.work_type, 5, words.word_rank, 'BRANCH'
  from outcomes
  inner join words on words.place = 'branch' and words.word = lower(nullif(split_part(outcomes.head_branch, '/', 1), ''))
  where strpos(outcomes.head_branch, '/') > 0
  union all
  select outcome_no, case outcome_type when 'support_ticket' then 'support' when 'incident' then 'incident' else 'explore' end, 6, 0, 'TYPE'
  from outcomes
  where outcome_type in ('support_ticket', 'incident', 'knowledge')
)

select
  outcomes.outcome_no,
  coalesce(first_found.work_type, 'other') as work_type,
  coalesce(first_found.work_type_rule, 'NONE') as work_type_rule
from outcomes
left join (
  select outcome_no, work_type, work_type_rule,
    row_number() over (partition by outcome_no order by place, word_rank, work_type) as choice
  from found
) as first_found on first_found.outcome_no = outcomes.outcome_no and first_found.choice = 1
