-- Who the actors of outcomes and vendor commits are. Judged without a day: an identity that ever named two people names nobody.
with actors as (
  select distinct provider, actor_id
  from (
    select source as provider, author_actor as actor_id from {{ ref('stg_outcome') }}
    union all
    select source, principal_actor from {{ ref('stg_outcome') }}
    union all
    select source, author_actor from {{ ref('stg_outcome_commit') }}
    union all
    select provider, actor_id from {{ ref('stg_vendor_commit') }}
  ) as seen
  where actor_id is not null
),

people as (
  select person_key, is_bot from {{ ref('stg_config_person') }}
),

claims as (
  select actors.provider, actors.actor_id, identities.person_key, substr(identities.method, 1, 2) as method
  from actors
  inner join {{ ref('stg_config_identity') }} as identities
    on identities.actor_id = actors.actor_id and identities.provider in (actors.provider, '*')
  union all
  select actors.provider, actors.actor_id, people.person_key, 'I3'
  from actors
  inner join people on people.person_key = actors.actor_id
),

strongest as (
  select provider, actor_id, max(person_key) as person_key, count(distinct person_key) as claimants
  from (select claims.*, min(method) over (partition by provider, actor_id) as best_method from claims) as ranked
  where method = best_method
  group by provider, actor_id
)

select
  actors.provider,
  actors.actor_id,
  case when strongest.claimants = 1 then strongest.person_key end as person_key,
  coalesce(strongest.claimants = 1 and people.is_bot, false) as is_bot
from actors
left join strongest on strongest.provider = actors.provider and strongest.actor_id = actors.actor_id
left join people on people.person_key = strongest.person_key
