with actors as (
  select * from {{ ref('int_actor_day') }}
),

identities as (
  select * from {{ ref('stg_config_identity') }}
),

people as (
  select * from {{ ref('stg_config_person') }}
),

vendor_users as (
  select provider, entity_id, actor_id
  from {{ ref('stg_vendor_entity') }}
  where entity_kind = 'user' and actor_id is not null
),

-- The pseudonyms an actor may be known by: its own, and that of the e-mail behind a vendor user id.
aliases as (
  select provider, actor_id, usage_day, actor_id as alias_id, false as is_by_directory from actors
  union
  select actors.provider, actors.actor_id, actors.usage_day, vendor_users.actor_id, true
  from actors
  inner join vendor_users on vendor_users.provider = actors.provider and vendor_users.entity_id = actors.actor_id
  where vendor_users.actor_id <> actors.actor_id
),

claims as (
  select aliases.provider, aliases.actor_id, aliases.usage_day, identities.person_key, substr(identities.method, 1, 2) as method
  from aliases
  inner join identities
    on identities.actor_id = aliases.alias_id and identities.provider in (aliases.provider, '*')
    and {{ valid_on('identities', 'aliases.usage_day') }}
  union all
  select
    aliases.provider, aliases.actor_id, aliases.usage_day, people.person_key,
    case when aliases.is_by_directory then 'I2' else 'I3' end
  from aliases
  inner join people on people.person_key = aliases.alias_id
),

strongest as (
  select provider, actor_id, usage_day, person_key, method
  from (
    select claims.*, min(method) over (partition by provider, actor_id, usage_day) as best_method from claims
  ) as ranked
  where method = best_method
),

resolved as (
  select provider, actor_id, usage_day, max(method) as method, max(person_key) as person_key, count(distinct person_key) as claimants
  from strongest
  group by provider, actor_id, usage_day
)

select
  actors.provider,
  actors.actor_id,
  actors.usage_day,
  case when resolved.claimants = 1 then resolved.person_key end as person_key,
  case when resolved.claimants = 1 then resolved.method end as identity_method,
  case when resolved.claimants > 1 then 'IDENTITY_CONFLICT' when resolved.claimants is null then 'UNKNOWN_PERSON' end as identity_code,
  coalesce(resolved.claimants = 1 and people.is_bot, false) as is_bot
from actors
left join resolved
  on resolved.provider = actors.provider and resolved.actor_id = actors.actor_id and resolved.usage_day = actors.usage_day
left join people on people.person_key = resolved.person_key
