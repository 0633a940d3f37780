{#
  Key of everything the owner ladder looks at (attribution of a row to a team): rows with equal evidence share one key
  and are resolved once. Every argument is a varchar expression but day, a DATE.
#}
{% macro owner_key(provider, billing_account, sub_account, team_tag, api_key, workspace, project, tool, repo, actor_id, day) -%}
{{ hash_key([provider, billing_account, sub_account, team_tag, api_key, workspace, project, tool, repo, actor_id, 'cast(' ~ day ~ ' as varchar)']) }}
{%- endmacro %}

{# One session on one repository, branch and UTC day: the unit that is linked to work. Unknown repository or branch is a value of its own. #}
{% macro session_slice(session_id, repo, day, branch='cast(null as varchar)') -%}
{{ hash_key([session_id, repo, branch, 'cast(' ~ day ~ ' as varchar)']) }}
{%- endmacro %}

{# Number of the carrier that stands for a whole bill line; far below those of seats. #}
{% macro line_carrier(line_no) %}(-{{ power_of_ten(15) }} - {{ line_no }}){% endmacro %}

{#
  The part of a work item key that people write: ABC-12 of jira:ABC-12 and linear:ABC-12, in capitals, ZD-9001 of
  zendesk:9001; keys of other trackers stay whole. NULL for text that is no key.
#}
{% macro work_key(x) -%}
CASE
  WHEN {{ x }} LIKE 'jira:%' OR {{ x }} LIKE 'linear:%' THEN {{ ascii_capitals('substr(' ~ x ~ ', strpos(' ~ x ~ ", ':') + 1)") }}
  WHEN {{ x }} LIKE 'zendesk:%' THEN 'ZD-' || substr({{ x }}, 9)
  WHEN regexp_like({{ x }}, '^[a-z][a-z0-9_]*:.+') THEN {{ x }}
  WHEN regexp_like({{ x }}, '^[A-Za-z][A-Za-z0-9_]*-[0-9]+$') THEN {{ ascii_capitals(x) }}
END
{%- endmacro %}
