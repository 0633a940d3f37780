{#
  Key of everything the owner ladder looks at (attribution of a row to a team): rows with equal evidence share one key
  and are resolved once. Every argument is a varchar expression but day, a DATE.
#}
{% macro owner_key(provider, billing_account, sub_account, team_tag, api_key, workspace, project, tool, repo, actor_id, day) -%}
{{ hash_key([provider, billing_account, sub_account, team_tag, api_key, workspace, project, tool, repo, actor_id, 'cast(' ~ day ~ ' as varchar)']) }}
{%- endmacro %}
