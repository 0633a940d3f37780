select pool, valid_from, sum(weight_bp) as weight_bp
from {{ ref('stg_config_shared_rule') }}
where method = 'S_FIXED'
group by pool, valid_from
having coalesce(sum(weight_bp), 0) <> 10000
