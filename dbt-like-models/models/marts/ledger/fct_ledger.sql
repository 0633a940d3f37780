with lines as (
  select * from {{ ref('int_bill_line') }}
),

linked as (
  select
    atoms.atom_no, atoms.amount_micros as atom_micros, links.link_no, links.weight, coalesce(links.links, 1) as links
  from {{ ref('int_owner_atom') }} as atoms
  left join {{ ref('int_slice_link') }} as links on links.slice_no = atoms.slice_no
),

several as (
  select * from linked where links > 1
),

-- Outcomes come last, so that no link moves an owner's total.
parts as (
  select atom_no, link_no, atom_micros as amount_micros from linked where links = 1
  union all
  select atom_no, link_no, amount_micros
  from {{ split_amount('several', ['atom_no'], ['link_no'], 'atom_micros', 'weight') }} as divided
),

atoms as (
  select
    owned.line_no, owned.carrier, owned.usage_id, owned.session_id, owned.session_slice_id, owned.repo, owned.tool, owned.model,
    owned.usage_day, owned.person_key, owned.team_id, owned.owner_class, owned.owner_method, owned.owner_confidence_bp,
    coalesce(links.work_class, owned.work_class) as work_class,
    coalesce(links.work_confidence_bp, 0) as work_confidence_bp,
    links.work_method, links.outcome_id, links.work_item,
    owned.split_method || coalesce('+' || links.link_split, '') as split_method,
    owned.pool, owned.part_code, owned.ladder_codes, owned.unattributed_code, links.link_codes, parts.amount_micros
  from parts
  inner join {{ ref('int_owner_atom') }} as owned on owned.atom_no = parts.atom_no
  left join {{ ref('int_slice_link') }} as links on links.link_no = parts.link_no
)

select
  cast({{ hash_key(['lines.bill_line_id', 'atoms.carrier', 'atoms.session_slice_id', 'atoms.outcome_id', 'atoms.team_id']) }} as varchar) as ledger_id,
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
  cast(atoms.outcome_id as varchar) as outcome_id,
  cast(atoms.work_item as varchar) as work_item,
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
  cast(atoms.work_method as varchar) as work_method,
  cast(atoms.work_confidence_bp as bigint) as work_confidence_bp,
  cast(atoms.split_method as varchar) as split_method,
  cast(coalesce(atoms.unattributed_code, atoms.part_code, atoms.ladder_codes, 'OK') as varchar) as reason,
  cast(
    atoms.owner_method || ' ' || atoms.split_method
    || coalesce(' ' || atoms.part_code, '') || coalesce(' ' || atoms.ladder_codes, '') || coalesce(' ' || atoms.unattributed_code, '')
    || coalesce(' ' || atoms.work_method, '') || coalesce(' ' || atoms.link_codes, '')
  as varchar) as reason_codes,
  cast('{{ var('rule_version', '1') }}' as varchar) as rule_version,
  cast(lines.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from atoms
inner join lines on lines.line_no = atoms.line_no
