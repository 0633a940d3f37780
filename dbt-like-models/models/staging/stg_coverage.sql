with ranked as (
  select
    source,
    connection,
    stream_name,
    table_name,
    data_day,
    content_run,
    status,
    row_count,
    row_number() over (
      partition by source, connection, stream_name, table_name, data_day order by run desc, load_id desc
    ) as run_rank
  from {{ source('raw', 'ingest_coverage') }}
  where status in ('complete', 'empty')
)

select
  source,
  connection,
  stream_name,
  table_name,
  data_day,
  content_run,
  status,
  row_count,
  data_day = max(data_day) over (partition by source, connection, stream_name, table_name) as is_newest_snapshot
from ranked
where run_rank = 1
