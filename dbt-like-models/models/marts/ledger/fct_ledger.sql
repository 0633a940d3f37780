with lines as (
  select * from {{ ref('int_bill_line') }}
),

usage as (
  select * from {{ ref('int_usage') }}
),

owners as (
  select * from {{ ref('int_owner') }}
),

parts as (
  select
    atoms.bill_line_id, atoms.part_key, atoms.usage_id, atoms.session_id, atoms.session_slice_id, atoms.team_id,
    owners.person_key,
    case when atoms.team_id is null then 'unattributed' else 'attributed' end as owner_class,
    owners.owner_method, owners.owner_confidence_bp, atoms.work_class, atoms.split_method, cast(null as varchar) as pool,
    atoms.part_code, owners.ladder_codes,
    case when atoms.team_id is null then coalesce(owners.unattributed_code, 'NO_EVIDENCE') end as unattributed_code,
    atoms.amount_micros
  from {{ ref('int_attributed_atom') }} as atoms
  inner join owners on owners.owner_key = atoms.owner_key
  union all
  select
    bill_line_id, 'pool ' || pool, cast(null as varchar), cast(null as varchar), cast(null as varchar), team_id,
    cast(null as varchar),
    case when team_id is null then 'unattributed' else 'shared' end,
    method, case when team_id is null then 0 else 10000 end, 'shared_platform', 'POOL', pool,
    part_code, cast(null as varchar), case when team_id is null then 'NO_RECEIVER' end,
    amount_micros
  from {{ ref('int_shared_atom') }}
),

-- A seat without sessions is split day by day; its days come together again per team.
pieces as (
  select
    parts.*,
    case when parts.part_key like 'line %' or parts.part_key like 'pool %' then parts.part_key else parts.usage_id end as usage_part
  from parts
),

atoms as (
  select
    bill_line_id,
    usage_part,
    session_slice_id,
    team_id,
    max(usage_id) as usage_id,
    max(session_id) as session_id,
    max(person_key) as person_key,
    max(owner_class) as owner_class,
    max(owner_method) as owner_method,
    min(owner_confidence_bp) as owner_confidence_bp,
    max(work_class) as work_class,
    max(split_method) as split_method,
    max(pool) as pool,
    max(part_code) as part_code,
    max(ladder_codes) as ladder_codes,
    max(unattributed_code) as unattributed_code,
    sum(amount_micros) as amount_micros
  from pieces
  group by bill_line_id, usage_part, session_slice_id, team_id
)

select
  cast({{ hash_key(['atoms.bill_line_id', 'atoms.usage_part', 'atoms.session_slice_id', 'cast(null as varchar)', 'atoms.team_id']) }} as varchar) as ledger_id,
  cast(atoms.bill_line_id as varchar) as bill_line_id,
  cast(lines.bill_state as varchar) as bill_state,
  cast(lines.charge_kind as varchar) as charge_kind,
  cast(lines.charge_category as varchar) as charge_category,
  cast(lines.provider as varchar) as provider,
  cast(lines.billing_account as varchar) as billing_account,
  cast(coalesce(usage.tool, lines.tool) as varchar) as tool,
  cast(coalesce(usage.model, lines.model) as varchar) as model,
  cast(atoms.usage_id as varchar) as usage_id,
  cast(atoms.session_id as varchar) as session_id,
  cast(atoms.session_slice_id as varchar) as session_slice_id,
  cast(null as varchar) as outcome_id,
  cast(null as varchar) as work_item,
  cast(usage.work_hint as varchar) as repo,
  cast(atoms.person_key as varchar) as person_key,
  cast(atoms.team_id as varchar) as team_id,
  cast(atoms.pool as varchar) as pool,
  cast(coalesce(usage.usage_day, lines.usage_day) as date) as usage_day,
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
inner join lines on lines.bill_line_id = atoms.bill_line_id
left join usage on usage.usage_id = atoms.usage_id
