select
  row_number() over (order by match_group) as group_no,
  match_group,
  max(provider) as provider,
  max(billing_account) as billing_account,
  max(workspace) as workspace,
  max(project) as project,
  max(api_key) as api_key,
  max(model) as model,
  max(service_tier) as service_tier,
  max(context_tier) as context_tier,
  max(geo) as geo,
  max(usage_day) as usage_day
from {{ ref('int_usage') }}
where role = 'counted' and not is_included
group by match_group
