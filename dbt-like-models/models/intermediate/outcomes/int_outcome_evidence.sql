-- Traces of AI tools on outcomes, those of a vendor's commit count among them, and the sessions they name.
select
  keys.outcome_no,
  evidence.kind,
  evidence.tool,
  evidence.model,
  evidence.session_ref_hash,
  evidence.session_note_key,
  evidence.sha,
  max(evidence.ai_lines) as ai_lines,
  max(evidence.confidence_bp) as confidence_bp
from {{ ref('stg_outcome_evidence') }} as evidence
inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = evidence.outcome_id
group by keys.outcome_no, evidence.kind, evidence.tool, evidence.model, evidence.session_ref_hash, evidence.session_note_key, evidence.sha
union all
select
  commits.outcome_no, 'vendor_commit', vendor.tool, cast(null as varchar), cast(null as varchar), cast(null as varchar), vendor.sha,
  cast(sum(vendor.ai_lines) as bigint), 9000
from {{ ref('stg_vendor_commit') }} as vendor
inner join {{ ref('int_outcome_commit') }} as commits on commits.sha = vendor.sha
where vendor.ai_lines > 0
group by commits.outcome_no, vendor.tool, vendor.sha
union all
select
  keys.outcome_no, 'agent_session', cast(null as varchar), cast(null as varchar), relations.target, cast(null as varchar), cast(null as varchar),
  cast(null as bigint), max(relations.confidence_bp)
from {{ ref('stg_outcome_relation') }} as relations
inner join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = relations.outcome_id
where relations.target_kind = 'session'
group by keys.outcome_no, relations.target
