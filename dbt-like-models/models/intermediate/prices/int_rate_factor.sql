{% set dimensions = [('service_tier', ['standard']), ('geo', ['global', 'not_available'])] %}
with keys as (
  select distinct
    usage.provider, usage.billing_account, lower(usage.model) as model, usage.service_tier, usage.geo, usage.usage_day,
    coalesce(periods.priced_as_of, date '9999-12-31') as priced_as_of
  from {{ ref('stg_usage') }} as usage
  left join {{ ref('stg_config_period_state') }} as periods on periods.period = usage.period
),

multipliers as (
  select provider, lower(model) as model, dimension, word, factor, valid_from, valid_to, known_from
  from {{ ref('stg_config_price_multiplier') }}
),

contracts as (
  select * from {{ ref('stg_config_contract') }}
),

{% for dimension, neutral in dimensions %}
{{ dimension }}_factors as (
  select provider, model, word, usage_day, factor
  from (
    select
      keys.provider, keys.model, keys.{{ dimension }} as word, keys.usage_day, multipliers.factor,
      row_number() over (
        partition by keys.provider, keys.model, keys.{{ dimension }}, keys.usage_day
        order by case when multipliers.model = '*' then 1 else 0 end, multipliers.known_from desc, multipliers.valid_from desc
      ) as place
    from (select distinct provider, model, {{ dimension }}, usage_day, priced_as_of from keys) as keys
    inner join multipliers
      on multipliers.dimension = '{{ dimension }}' and multipliers.provider = keys.provider
      and multipliers.model in (keys.model, '*') and multipliers.word = keys.{{ dimension }}
      and {{ valid_on('multipliers', 'keys.usage_day') }} and multipliers.known_from <= keys.priced_as_of
  ) as ranked
  where place = 1
),
{% endfor %}

contract_factors as (
  select provider, billing_account, model, usage_day, factor, currency
  from (
    select
      keys.provider, keys.billing_account, keys.model, keys.usage_day, contracts.factor, contracts.currency,
      row_number() over (
        partition by keys.provider, keys.billing_account, keys.model, keys.usage_day
        order by case when contracts.billing_account = '*' then 1 else 0 end, length(contracts.model_pattern) desc,
          contracts.valid_from desc, contracts.model_pattern
      ) as place
    from (select distinct provider, billing_account, model, usage_day from keys) as keys
    inner join contracts
      on contracts.provider = keys.provider and contracts.billing_account in (keys.billing_account, '*')
      and keys.model like replace(lower(contracts.model_pattern), '*', '%')
      and {{ valid_on('contracts', 'keys.usage_day') }}
  ) as ranked
  where place = 1
)

select
  keys.provider,
  keys.billing_account,
  keys.model,
  keys.service_tier,
  keys.geo,
  keys.usage_day,
  keys.priced_as_of,
  {% for dimension, neutral in dimensions %}
  case
    when {{ dimension }}_factors.factor is not null then {{ dimension }}_factors.factor
    when keys.{{ dimension }} is null or keys.{{ dimension }} in ({% for word in neutral %}'{{ word }}'{% if not loop.last %}, {% endif %}{% endfor %}) then cast(1 as decimal(18, 6))
  end as {{ dimension }}_factor,
  {% endfor %}
  coalesce(contract_factors.factor, cast(1 as decimal(18, 6))) as contract_factor
from keys
{% for dimension, neutral in dimensions %}
left join {{ dimension }}_factors
  on {{ dimension }}_factors.provider = keys.provider and {{ dimension }}_factors.model = keys.model
  and {{ dimension }}_factors.word = keys.{{ dimension }} and {{ dimension }}_factors.usage_day = keys.usage_day
{% endfor %}
left join contract_factors
  on contract_factors.provider = keys.provider and contract_factors.model = keys.model
  and contract_factors.usage_day = keys.usage_day
  and coalesce(contract_factors.billing_account, '') = coalesce(keys.billing_account, '')
