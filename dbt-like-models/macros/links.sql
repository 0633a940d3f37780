{# The note key of git-ai for a session of a tool; NULL without a tool. #}
{% macro note_name(tool, session_id) -%}
's_' || substr({{ hash_hex(tool ~ " || ':' || " ~ session_id) }}, 1, 14)
{%- endmacro %}

{# A tool by the name it has in git-ai notes. #}
{% macro tool_in_notes(tool) -%}
case {{ tool }} when 'claude_code' then 'claude' when 'gemini_cli' then 'gemini' when 'copilot' then 'github-copilot' else {{ tool }} end
{%- endmacro %}

{# The names under which evidence may know a session: its hash, and the note key of git-ai. Rows of a relation with session_id and tool. #}
{% macro session_names(sessions) -%}
select session_id, {{ hash_hex('session_id') }} as session_name from {{ sessions }}
union
select session_id, {{ note_name('tool', 'session_id') }} from {{ sessions }} where tool is not null
union
select session_id, {{ note_name(tool_in_notes('tool'), 'session_id') }} from {{ sessions }} where tool is not null
{%- endmacro %}

{# True for a branch that many pieces of work share, by its name; such a branch links nothing. #}
{% macro is_shared_branch(branch) -%}
({{ branch }} in ('main', 'master', 'develop', 'development', 'dev', 'trunk', 'staging', 'production', 'release', 'HEAD') or starts_with({{ branch }}, 'release/'))
{%- endmacro %}

{# True when a slice (alias) lies in the times of a trace (alias). #}
{% macro within_trace(slice, trace) -%}
({{ trace }}.from_at is null or {{ slice }}.ended_at >= {{ trace }}.from_at) and ({{ trace }}.to_at is null or {{ slice }}.started_at <= {{ trace }}.to_at)
{%- endmacro %}

{# The work item key in a branch name, in capitals; NULL without one. It counts only where a tracker we know has that project. #}
{% macro branch_work_key(branch) -%}
upper(regexp_extract({{ branch }}, '[A-Za-z][A-Za-z0-9]*-[0-9]+'))
{%- endmacro %}

{# Projects of the trackers we know, as the part of a key before its number. Rows of a relation with work_item. #}
{% macro tracker_prefixes(outcomes) -%}
select distinct nullif(split_part({{ work_key('work_item') }}, '-', 1), '') as prefix
from {{ outcomes }}
where work_item like 'jira:%' or work_item like 'linear:%'
{%- endmacro %}

{#
  Clauses that pair what sessions say they made with what outcomes have: the same holder within fifteen minutes, mutual nearest
  neighbours only, so that each commit stands for one event. The last clause is `pairs`.
  Needs clauses `events` (event_key, kind, ts, holder, repo and those below) and `deeds` (kind, deed_id, done_at, holder, repo and
  `outcome`).
  slice    column of `events` that tells the session slice
  outcome  columns of `deeds` that tell the outcome, the first of them alone and in the order of its ids
  by       columns of `events` within which events compete for a deed, each followed by a comma; nothing for all
#}
{% macro nearest_deeds(slice, outcome, by='') -%}
{%- set before = to_ts("date_trunc('hour', done_at - INTERVAL '15' MINUTE)") -%}
{%- set after = to_ts("date_trunc('hour', done_at + INTERVAL '15' MINUTE)") -%}
-- Quarter hours before and after a deed lie in one or two clock hours: an equality to join by.
deed_hours as (
  select deeds.*, {{ before }} as hour_at from deeds
  union all
  select deeds.*, {{ after }} as hour_at from deeds where {{ after }} <> {{ before }}
),

near as (
  select
    events.event_key, events.ts, {{ slice }}, {{ by }} events.repo as event_repo,
    deed_hours.kind, deed_hours.deed_id, deed_hours.done_at, {{ outcome | join(', ') }},
    deed_hours.repo,
    abs(date_diff('second', events.ts, deed_hours.done_at)) as seconds_apart
  from events
  inner join deed_hours
    on deed_hours.kind = events.kind and deed_hours.holder = events.holder and deed_hours.hour_at = {{ to_ts("date_trunc('hour', events.ts)") }}
    and {{ compatible('deed_hours.repo', 'events.repo') }}
    and events.ts >= deed_hours.done_at - INTERVAL '15' MINUTE and events.ts <= deed_hours.done_at + INTERVAL '15' MINUTE
),

-- Without a repository of its own an event counts only where all deeds around it are in one.
certain as (
  select near.*, max(repo) over (partition by {{ by }} event_key) as last_repo, min(repo) over (partition by {{ by }} event_key) as first_repo from near
),

paired as (
  select
    certain.*,
    row_number() over (partition by {{ by }} event_key order by seconds_apart, done_at, deed_id, {{ outcome[0] }}) as place_of_deed,
    row_number() over (partition by {{ by }} kind, deed_id, {{ outcome[0] }} order by seconds_apart, ts, event_key) as place_of_event
  from certain
  where event_repo is not null or first_repo = last_repo
),

pairs as (
  select distinct {{ by }} {{ slice }}, {{ outcome | join(', ') }} from paired where place_of_deed = 1 and place_of_event = 1
)
{%- endmacro %}

{# One text for a link that sorts as the ladder does: rung (a digit), kind of outcome, confidence, outcome. #}
{% macro ladder_place(rung, type_rank, confidence_bp, outcome_id) -%}
{{ rung }} || lpad(cast({{ type_rank }} as varchar), 3, '0') || lpad(cast({{ confidence_bp }} as varchar), 5, '0') || {{ outcome_id }}
{%- endmacro %}

{# The name of a rung of the ladder, from its number. #}
{% macro rung_name(number) -%}
{%- set rungs = ['L0_OVERRIDE', 'L1_SESSION_ID', 'L2_VENDOR_COMMIT', 'L3_TELEMETRY_EVENT', 'L4_BRANCH', 'L5_WORK_ITEM', 'L6_AUTHOR_REPO_WINDOW', 'L7_AUTHOR_WINDOW'] -%}
case {{ number }} {% for rung in rungs %}when {{ loop.index0 }} then '{{ rung }}' {% endfor %}end
{%- endmacro %}
