select
  cast(source as varchar) as source,
  cast(connection_id as varchar) as connection_id,
  cast(stream as varchar) as stream,
  cast(reason as varchar) as reason,
  cast(refused_lines as bigint) as refused_lines,
  cast(refused_tokens as bigint) as refused_tokens,
  cast(counted_on as date) as counted_on,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_refused_line') }}
