-- The same commit told through two connections is one row.
select tool, sha, repo, branch, provider, actor_id, committed_at, ai_lines, other_lines
from (
  select
    landed.*,
    row_number() over (
      partition by landed.tool, landed.actor_id, landed.sha order by landed.dt desc, landed.source, landed.connection_id, landed.stream
    ) as place
  from {{ source('raw', 'vendor_commit') }} as landed
  inner join {{ ref('stg_coverage') }} as coverage
    on coverage.table_name = 'vendor_commit' and {{ same_window('landed', 'coverage') }} and landed.dt = cast(coverage.data_day as varchar)
) as landed_once
where place = 1
