with services as (
  select distinct
    service_name, publisher, service_provider, invoice_issuer,
    lower(service_name) as service_word,
    lower(coalesce(publisher, service_provider, invoice_issuer)) as publisher_word
  from {{ ref('stg_cost') }}
  where service_category is not null
),

listed as (
  select * from {{ ref('ai_services') }}
),

matched as (
  select
    services.service_name, services.publisher, services.service_provider, services.invoice_issuer,
    listed.provider, listed.tool, listed.model_vendor,
    row_number() over (
      partition by services.service_name, services.publisher, services.service_provider, services.invoice_issuer
      order by listed.priority
    ) as place
  from services
  inner join listed
    on services.service_word like listed.service_pattern
    and (listed.publisher_pattern is null or services.publisher_word like listed.publisher_pattern)
)

select
  {{ hash_key(['service_name', 'publisher', 'service_provider', 'invoice_issuer']) }} as service_key,
  service_name,
  publisher,
  service_provider,
  invoice_issuer,
  provider,
  tool,
  model_vendor
from matched
where place = 1
