-- AI lines per outcome, from the most exact kind of evidence that counts lines.
select outcome_no, min_by(ai_lines, kind_rank) as ai_lines, min_by(kind, kind_rank) as kind
from (
  select
    outcome_no, kind, case kind when 'note' then 1 when 'trace' then 2 when 'vendor_commit' then 3 else 4 end as kind_rank,
    cast(sum(ai_lines) as bigint) as ai_lines
  from {{ ref('int_outcome_evidence') }}
  where ai_lines is not null
  group by outcome_no, kind
) as kinds
group by outcome_no
