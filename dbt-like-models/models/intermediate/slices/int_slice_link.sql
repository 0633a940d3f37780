select
  slice_no as link_no,
  slice_no,
  cast(1 as decimal(38, 0)) as weight,
  cast(1 as bigint) as links,
  'unlinked' as work_class,
  'U_NO_CANDIDATE' as work_method,
  cast(0 as bigint) as work_confidence_bp,
  cast(null as varchar) as outcome_id,
  cast(null as varchar) as work_item,
  cast(null as varchar) as link_split,
  cast(null as varchar) as link_codes
from {{ ref('int_slice') }}
