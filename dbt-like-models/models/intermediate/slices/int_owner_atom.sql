with lines as (
  select * from {{ ref('int_bill_line') }}
),

usage as (
  select * from {{ ref('int_usage') }}
),

owners as (
  select * from {{ ref('int_owner') }}
),

slices as (
  select slice_no, session_slice_id, session_id, repo, person_key from {{ ref('int_slice') }}
),

usage_carriers as (
  select carrier_no, slice_no from {{ ref('int_usage_carrier') }} where slice_no is not null
),

seat_carriers as (
  select carrier_no, max(holding_id) as holding_id, max(slice_no) as slice_no, max(work_class) as work_class
  from {{ ref('int_seat_part') }}
  group by carrier_no
),

direct as (
  select
    atoms.line_no, atoms.carrier_no, atoms.owner_no, atoms.team_id, atoms.split_method, atoms.part_code, atoms.amount_micros,
    owners.owner_method, owners.owner_confidence_bp, owners.person_key, owners.ladder_codes,
    case when atoms.team_id is null then coalesce(owners.unattributed_code, 'NO_EVIDENCE') end as unattributed_code
  from {{ ref('int_attributed_atom') }} as atoms
  inner join owners on owners.owner_no = atoms.owner_no
),

usage_atoms as (
  select
    direct.line_no, usage.usage_id as carrier, usage.usage_id, slices.slice_no, slices.session_id, slices.session_slice_id,
    coalesce(slices.repo, usage.work_hint) as repo, usage.tool, usage.model, usage.usage_day,
    coalesce(usage.person_key, slices.person_key, direct.person_key) as person_key,
    direct.team_id, case when direct.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    direct.owner_method, direct.owner_confidence_bp,
    case when slices.slice_no is null then 'no_session' else 'unlinked' end as work_class,
    direct.split_method, cast(null as varchar) as pool, direct.part_code, direct.ladder_codes, direct.unattributed_code,
    direct.amount_micros
  from direct
  inner join usage on usage.usage_no = mod(direct.carrier_no, {{ power_of_ten(12) }})
  left join usage_carriers on usage_carriers.carrier_no = direct.carrier_no
  left join slices on slices.slice_no = usage_carriers.slice_no
),

-- A seat without sessions is split day by day; its days come together again per team.
seat_atoms as (
  select
    direct.line_no, seat_carriers.holding_id as carrier, seat_carriers.holding_id as usage_id,
    seat_carriers.slice_no, max(slices.session_id) as session_id, max(slices.session_slice_id) as session_slice_id,
    max(slices.repo) as repo,
    cast(null as varchar) as tool, cast(null as varchar) as model, cast(null as date) as usage_day,
    max(direct.person_key) as person_key,
    direct.team_id, case when direct.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    max(direct.owner_method) as owner_method, min(direct.owner_confidence_bp) as owner_confidence_bp,
    max(seat_carriers.work_class) as work_class, max(direct.split_method) as split_method, cast(null as varchar) as pool,
    max(direct.part_code) as part_code, max(direct.ladder_codes) as ladder_codes,
    max(direct.unattributed_code) as unattributed_code, cast(sum(direct.amount_micros) as bigint) as amount_micros
  from direct
  inner join seat_carriers on seat_carriers.carrier_no = direct.carrier_no
  left join slices on slices.slice_no = seat_carriers.slice_no
  group by direct.line_no, seat_carriers.holding_id, seat_carriers.slice_no, direct.team_id
),

line_atoms as (
  select
    direct.line_no, 'line ' || base_lines.bill_line_id as carrier, cast(null as varchar) as usage_id,
    cast(null as bigint) as slice_no, cast(null as varchar) as session_id, cast(null as varchar) as session_slice_id, cast(null as varchar) as repo,
    cast(null as varchar) as tool, cast(null as varchar) as model, cast(null as date) as usage_day, direct.person_key,
    direct.team_id, case when direct.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    direct.owner_method, direct.owner_confidence_bp,
    case when base_lines.charge_kind in ('usage', 'seat') then 'no_session' else 'shared_platform' end as work_class,
    direct.split_method, cast(null as varchar) as pool, direct.part_code, direct.ladder_codes, direct.unattributed_code,
    direct.amount_micros
  from direct
  inner join lines as base_lines on {{ line_carrier('base_lines.line_no') }} = direct.carrier_no
),

shared_atoms as (
  select
    line_no, 'pool ' || pool as carrier, cast(null as varchar) as usage_id, cast(null as bigint) as slice_no,
    cast(null as varchar) as session_id, cast(null as varchar) as session_slice_id, cast(null as varchar) as repo, cast(null as varchar) as tool,
    cast(null as varchar) as model, cast(null as date) as usage_day, cast(null as varchar) as person_key, team_id,
    case when team_id is null then 'unattributed' else 'shared' end as owner_class,
    method as owner_method, case when team_id is null then 0 else 10000 end as owner_confidence_bp,
    'shared_platform' as work_class, 'POOL' as split_method, pool, part_code, cast(null as varchar) as ladder_codes,
    case when team_id is null then 'NO_RECEIVER' end as unattributed_code, amount_micros
  from {{ ref('int_shared_atom') }}
),

atoms as (
  select * from usage_atoms
  union all
  select * from seat_atoms
  union all
  select * from line_atoms
  union all
  select * from shared_atoms
)

select
  row_number() over (order by line_no, carrier, session_slice_id, team_id) as atom_no,
  line_no,
  carrier,
  usage_id,
  slice_no,
  session_id,
  session_slice_id,
  repo,
  tool,
  model,
  usage_day,
  person_key,
  team_id,
  owner_class,
  owner_method,
  owner_confidence_bp,
  work_class,
  split_method,
  pool,
  part_code,
  ladder_codes,
  unattributed_code,
  amount_micros
from atoms
