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
