-- Changed lines without generated files where every file is known; else as the source counts them.
with listed as (
  select
    files.outcome_id, files.source, files.connection_id,
    sum(case when files.is_generated then 0 else coalesce(files.lines_added, 0) end) as lines_added,
    sum(case when files.is_generated then 0 else coalesce(files.lines_deleted, 0) end) as lines_deleted
  from {{ ref('stg_outcome_file') }} as files
  group by files.outcome_id, files.source, files.connection_id
),

told as (
  select
    keys.outcome_no,
    coalesce(outcomes.size_complete and listed.outcome_id is not null, false) as is_listed,
    case when outcomes.size_complete and listed.outcome_id is not null then listed.lines_added else outcomes.lines_added end as lines_added,
    case when outcomes.size_complete and listed.outcome_id is not null then listed.lines_deleted else outcomes.lines_deleted end as lines_deleted,
    row_number() over (
      partition by keys.outcome_no
      order by
        case when outcomes.size_complete and listed.outcome_id is not null then 0 when outcomes.lines_added is not null then 1 else 2 end,
        case when keys.told_outcome_id = keys.outcome_id then 0 else 1 end, outcomes.source, outcomes.connection_id
    ) as place
  from {{ ref('stg_outcome') }} as outcomes
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = outcomes.outcome_id
  left join listed
    on listed.outcome_id = outcomes.outcome_id and listed.source = outcomes.source and listed.connection_id = outcomes.connection_id
)

select
  outcome_no,
  cast(lines_added as bigint) as lines_added,
  cast(lines_deleted as bigint) as lines_deleted,
  cast(lines_added + lines_deleted as bigint) as changed_lines,
  is_listed as is_without_generated
from told
where place = 1
