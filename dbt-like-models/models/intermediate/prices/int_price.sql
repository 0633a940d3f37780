with keys as (
  select provider, lower(model) as model, usage_day, period
  from {{ ref('stg_usage') }}
  where model is not null
  union
  select provider, lower(model), event_day, period
  from {{ ref('stg_session_event') }}
  where model is not null and provider is not null and kind = 'request'
),

periods as (
  select * from {{ ref('stg_config_period_state') }}
),

book as (
  select
    provider, lower(model) as model, token_kind, context_tier, long_context_above, currency, price_per_million,
    valid_from, valid_to, known_from
  from {{ ref('stg_config_price') }}
),

known as (
  select
    keys.provider,
    keys.model,
    keys.usage_day,
    book.token_kind,
    book.context_tier,
    book.long_context_above,
    book.currency,
    book.price_per_million,
    row_number() over (
      partition by keys.provider, keys.model, keys.usage_day, book.token_kind, book.context_tier
      order by case when book.currency = 'USD' then 0 else 1 end, book.currency, book.known_from desc, book.valid_from desc
    ) as place
  from keys
  left join periods on periods.period = keys.period
  inner join book
    on book.provider = keys.provider and book.model = keys.model and {{ valid_on('book', 'keys.usage_day') }}
    and book.known_from <= coalesce(periods.priced_as_of, date '9999-12-31')
),

by_kind as (
  select
    provider,
    model,
    usage_day,
    token_kind,
    max(currency) as currency,
    max(case when context_tier = 'short' then price_per_million end) as short_price,
    max(case when context_tier = 'long' then price_per_million end) as long_price,
    max(long_context_above) as long_context_above
  from known
  where place = 1
  group by provider, model, usage_day, token_kind
)

select
  dense_rank() over (order by provider, model, usage_day) as price_day_no,
  provider,
  model,
  usage_day,
  token_kind,
  currency,
  cast(short_price * 0.000001 as decimal(38, 18)) as short_unit_price,
  cast(long_price * 0.000001 as decimal(38, 18)) as long_unit_price,
  max(long_context_above) over (partition by provider, model, usage_day) as long_context_above,
  max(long_context_above) over (partition by provider, model, usage_day) is not null as is_tiered
from by_kind
