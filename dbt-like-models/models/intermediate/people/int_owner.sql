with keys as (
  select * from {{ ref('int_owner_key') }}
),

-- Evidence that names one team or pool; only a membership may name several teams, by weight.
usable as (
  select
    owner_no,
    rung,
    step,
    width,
    max(team_id) as team_id,
    max(pool) as pool,
    row_number() over (partition by owner_no order by rung, step, width) as place
  from {{ ref('int_owner_claim') }}
  group by owner_no, rung, step, width
  having rung = 3 or count(distinct coalesce('team ' || team_id, 'pool ' || pool)) = 1
),

ambiguous as (
  select distinct owner_no
  from {{ ref('int_owner_claim') }}
  where rung <> 3
  group by owner_no, rung, step, width
  having count(distinct coalesce('team ' || team_id, 'pool ' || pool)) > 1
),

first_match as (
  select keys.*, coalesce(usable.rung, 7) as rung, usable.step, usable.width, usable.team_id, usable.pool,
    ambiguous.owner_no is not null as is_ambiguous
  from keys
  left join usable on usable.owner_no = keys.owner_no and usable.place = 1
  left join ambiguous on ambiguous.owner_no = keys.owner_no
)

select
  owner_no,
  owner_key,
  cast(rung as bigint) as rung,
  cast(step as bigint) as step,
  cast(width as bigint) as width,
  case
    when rung = 7 then 'unattributed'
    when rung <> 3 and pool is not null then 'shared'
    else 'attributed'
  end as owner_class,
  case rung
    when 1 then 'O1_TAG' when 2 then 'O1_KEY' when 3 then 'O2_PERSON_TEAM' when 4 then 'O3_REPO'
    when 7 then 'U_NO_OWNER' else 'O4_ACCOUNT_DEFAULT'
  end as owner_method,
  cast(case rung when 1 then 10000 when 2 then 9500 when 3 then 9000 when 4 then 7000 when 7 then 0 else 6000 end as bigint)
    as owner_confidence_bp,
  case when rung = 3 then null else pool end as pool,
  person_key,
  is_bot,
  -- Why earlier rungs did not hold.
  nullif(
    case when team_tag is not null and rung > 1 then 'TAG_UNKNOWN' else '' end
    || case when is_ambiguous then case when team_tag is not null and rung > 1 then ',' else '' end || 'OWNER_AMBIGUOUS' else '' end
  , '') as ladder_codes,
  -- Why nobody owns it.
  case
    when rung < 7 then null
    when is_ambiguous then 'OWNER_AMBIGUOUS'
    when identity_code = 'IDENTITY_CONFLICT' then 'IDENTITY_CONFLICT'
    when person_key is not null then 'NO_MEMBERSHIP'
    when actor_kind in ('email', 'user') then 'UNKNOWN_PERSON'
    when team_tag is not null then 'TAG_UNKNOWN'
    when api_key is not null then 'KEY_WITHOUT_OWNER'
    when workspace is not null or project is not null then 'WORKSPACE_WITHOUT_OWNER'
    when repo is not null then 'REPO_WITHOUT_OWNER'
    else 'NO_EVIDENCE'
  end as unattributed_code
from first_match
