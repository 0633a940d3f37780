-- A later pull request that takes back exactly what an earlier one of the repository changed, file by file: its mirror.
-- Five changed lines at least, so that two unlike edits do not meet by chance.
{% set least_lines = 5 %}
with files as (
  select keys.outcome_no, files.path_hash, max(files.lines_added) as lines_added, max(files.lines_deleted) as lines_deleted
  from {{ ref('stg_outcome_file') }} as files
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = files.outcome_id
  where files.lines_added is not null and files.lines_deleted is not null
  group by keys.outcome_no, files.path_hash
),

signed as (
  select
    outcome_no,
    cast(sum(lines_added + lines_deleted) as bigint) as changed_lines,
    {{ hash_hex(list_agg("path_hash || ' ' || cast(lines_added as varchar) || ' ' || cast(lines_deleted as varchar)")) }} as change_key,
    {{ hash_hex(list_agg("path_hash || ' ' || cast(lines_deleted as varchar) || ' ' || cast(lines_added as varchar)")) }} as mirror_key
  from files
  group by outcome_no
),

changes as (
  select outcomes.outcome_no, outcomes.repo, outcomes.accepted_at, signed.changed_lines, signed.change_key, signed.mirror_key
  from {{ ref('int_outcome') }} as outcomes
  inner join signed on signed.outcome_no = outcomes.outcome_no
  where outcomes.outcome_type = 'pull_request' and outcomes.accepted_at is not null and outcomes.repo is not null
    and outcomes.size_complete
)

select outcome_no, target_no
from (
  select
    later.outcome_no, earlier.outcome_no as target_no,
    row_number() over (partition by later.outcome_no order by earlier.accepted_at desc, earlier.outcome_no) as place
  from changes as later
  inner join changes as earlier
    on earlier.repo = later.repo and earlier.change_key = later.mirror_key and earlier.accepted_at < later.accepted_at
    and later.accepted_at <= earlier.accepted_at + INTERVAL '90' DAY
  where later.changed_lines >= {{ least_lines }} and earlier.change_key <> earlier.mirror_key
) as mirrored
where place = 1
