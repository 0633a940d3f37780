select
  owners.owner_no,
  claims.team_id,
  cast(sum(claims.weight_bp) as bigint) as weight_bp,
  count(*) over (partition by owners.owner_no) as team_count
from {{ ref('int_owner') }} as owners
inner join {{ ref('int_owner_claim') }} as claims
  on claims.owner_no = owners.owner_no and claims.rung = owners.rung and claims.step = owners.step and claims.width = owners.width
where owners.owner_class = 'attributed' and claims.team_id is not null
group by owners.owner_no, claims.team_id
