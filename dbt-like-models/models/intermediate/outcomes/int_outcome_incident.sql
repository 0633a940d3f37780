-- Incidents and the changes they are put down to: what the incident names, else the last deployment of its repository in
-- the day before.
with incidents as (
  select keys.outcome_no, incidents.severity, coalesce(incidents.repo, keys.repo) as repo, incidents.started_at, incidents.resolved_at,
    coalesce(incidents.is_auto_resolved, false) as is_auto_resolved
  from {{ ref('stg_outcome_incident') }} as incidents
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = incidents.outcome_id
),

carried as (
  select deployment_no, outcome_no from {{ ref('int_outcome_deployed') }} where deployment_no is not null
),

named as (
  select relations.outcome_no as incident_no, relations.target_no, relations.confidence_bp, relations.evidence
  from {{ ref('int_outcome_relation') }} as relations
  inner join incidents on incidents.outcome_no = relations.outcome_no
  where relations.relation = 'caused_by'
),

deployments as (
  select keys.outcome_no, coalesce(keys.repo, deployments.repo) as repo, deployments.ended_at
  from {{ ref('stg_outcome_deployment') }} as deployments
  inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = deployments.outcome_id
  where deployments.is_production and deployments.result in ('success', 'rolled_back')
),

by_repo as (
  select incidents.outcome_no as incident_no, max_by(deployments.outcome_no, deployments.ended_at) as target_no
  from incidents
  inner join deployments
    on deployments.repo = incidents.repo and deployments.ended_at <= incidents.started_at
    and deployments.ended_at >= incidents.started_at - INTERVAL '1' DAY
  left join (select distinct incident_no from named) as said on said.incident_no = incidents.outcome_no
  where said.incident_no is null
  group by incidents.outcome_no
),

causes as (
  select incident_no, target_no, confidence_bp, evidence from named
  union all
  select incident_no, target_no, 5500, 'service' from by_repo
),

-- A deployment stands for the changes it brought out.
changes as (
  select causes.incident_no, coalesce(carried.outcome_no, causes.target_no) as outcome_no, causes.confidence_bp, causes.evidence
  from causes
  left join carried on carried.deployment_no = causes.target_no
)

select
  changes.outcome_no, changes.incident_no, max(incidents.severity) as severity, max(incidents.started_at) as started_at,
  max(incidents.resolved_at) as resolved_at, bool_and(incidents.is_auto_resolved) as is_auto_resolved,
  max(changes.confidence_bp) as confidence_bp, max_by(changes.evidence, changes.confidence_bp) as evidence
from changes
inner join incidents on incidents.outcome_no = changes.incident_no
group by changes.outcome_no, changes.incident_no
