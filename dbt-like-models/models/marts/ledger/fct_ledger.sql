with lines as (
  select * from {{ ref('int_bill_line') }}
),

usage as (
  select * from {{ ref('int_usage') }}
),

owners as (
  select * from {{ ref('int_owner') }}
),

seat_carriers as (
  select carrier_no, max(holding_id) as holding_id, max(session_id) as session_id, max(session_slice_id) as session_slice_id,
    max(work_class) as work_class
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
    direct.line_no, usage.usage_id as carrier, usage.usage_id, usage.session_id,
    case when usage.session_id is not null then {{ session_slice('usage.session_id', 'usage.work_hint', 'usage.usage_day') }} end
      as session_slice_id,
    usage.work_hint as repo, usage.tool, usage.model, usage.usage_day, coalesce(usage.person_key, direct.person_key) as person_key,
    direct.team_id, case when direct.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    direct.owner_method, direct.owner_confidence_bp,
    case when usage.session_id is null then 'no_session' else 'unlinked' end as work_class,
    direct.split_method, cast(null as varchar) as pool, direct.part_code, direct.ladder_codes, direct.unattributed_code,
    direct.amount_micros
  from direct
  inner join usage on usage.usage_no = direct.carrier_no
),

-- A seat without sessions is split day by day; its days come together again per team.
seat_atoms as (
  select
    direct.line_no, seat_carriers.holding_id as carrier, seat_carriers.holding_id as usage_id,
    max(seat_carriers.session_id) as session_id, seat_carriers.session_slice_id, cast(null as varchar) as repo,
    cast(null as varchar) as tool, cast(null as varchar) as model, cast(null as date) as usage_day,
    max(direct.person_key) as person_key,
    direct.team_id, case when direct.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    max(direct.owner_method) as owner_method, min(direct.owner_confidence_bp) as owner_confidence_bp,
    max(seat_carriers.work_class) as work_class, max(direct.split_method) as split_method, cast(null as varchar) as pool,
    max(direct.part_code) as part_code, max(direct.ladder_codes) as ladder_codes,
    max(direct.unattributed_code) as unattributed_code, cast(sum(direct.amount_micros) as bigint) as amount_micros
  from direct
  inner join seat_carriers on seat_carriers.carrier_no = direct.carrier_no
  group by direct.line_no, seat_carriers.holding_id, seat_carriers.session_slice_id, direct.team_id
),

line_atoms as (
  select
    direct.line_no, 'line ' || base_lines.bill_line_id as carrier, cast(null as varchar) as usage_id,
    cast(null as varchar) as session_id, cast(null as varchar) as session_slice_id, cast(null as varchar) as repo,
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
    line_no, 'pool ' || pool as carrier, cast(null as varchar) as usage_id, cast(null as varchar) as session_id,
    cast(null as varchar) as session_slice_id, cast(null as varchar) as repo, cast(null as varchar) as tool,
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
  cast({{ hash_key(['lines.bill_line_id', 'atoms.carrier', 'atoms.session_slice_id', 'cast(null as varchar)', 'atoms.team_id']) }} as varchar) as ledger_id,
  cast(lines.bill_line_id as varchar) as bill_line_id,
  cast(lines.bill_state as varchar) as bill_state,
  cast(lines.charge_kind as varchar) as charge_kind,
  cast(lines.charge_category as varchar) as charge_category,
  cast(lines.provider as varchar) as provider,
  cast(lines.billing_account as varchar) as billing_account,
  cast(coalesce(atoms.tool, lines.tool) as varchar) as tool,
  cast(coalesce(atoms.model, lines.model) as varchar) as model,
  cast(atoms.usage_id as varchar) as usage_id,
  cast(atoms.session_id as varchar) as session_id,
  cast(atoms.session_slice_id as varchar) as session_slice_id,
  cast(null as varchar) as outcome_id,
  cast(null as varchar) as work_item,
  cast(atoms.repo as varchar) as repo,
  cast(atoms.person_key as varchar) as person_key,
  cast(atoms.team_id as varchar) as team_id,
  cast(atoms.pool as varchar) as pool,
  cast(coalesce(atoms.usage_day, lines.usage_day) as date) as usage_day,
  cast(atoms.amount_micros as bigint) as amount_micros,
  cast(lines.currency as varchar) as currency,
  cast(atoms.owner_class as varchar) as owner_class,
  cast(atoms.owner_method as varchar) as owner_method,
  cast(atoms.owner_confidence_bp as bigint) as owner_confidence_bp,
  cast(atoms.work_class as varchar) as work_class,
  cast(case atoms.work_class when 'unlinked' then 'U_NO_CANDIDATE' end as varchar) as work_method,
  cast(0 as bigint) as work_confidence_bp,
  cast(atoms.split_method as varchar) as split_method,
  cast(coalesce(atoms.unattributed_code, atoms.part_code, atoms.ladder_codes, 'OK') as varchar) as reason,
  cast(
    atoms.owner_method || ' ' || atoms.split_method
    || coalesce(' ' || atoms.part_code, '') || coalesce(' ' || atoms.ladder_codes, '') || coalesce(' ' || atoms.unattributed_code, '')
  as varchar) as reason_codes,
  cast('{{ var('rule_version', '1') }}' as varchar) as rule_version,
  cast(lines.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from atoms
inner join lines on lines.line_no = atoms.line_no
