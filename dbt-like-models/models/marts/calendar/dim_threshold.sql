with stated as (
  select threshold, value, unit, valid_from, false as is_default from {{ ref('stg_config_threshold') }}
  union all
  select threshold, cast(value as decimal(28, 12)), unit, date '1970-01-01', true from {{ ref('default_thresholds') }}
)

select
  cast(threshold as varchar) as threshold,
  cast(value as decimal(28, 12)) as value,
  cast(unit as varchar) as unit,
  cast(valid_from as date) as valid_from,
  cast(is_default as boolean) as is_default,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from stated
