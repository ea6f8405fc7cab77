{{ config(materialized='incremental', unique_key='cust_id') }}

{# The days on which versions of customers begin and end: where one of them is another than before, the customer may have
   been something else from the first such day to the last. #}
{% if is_incremental() %}
{% set customers = replaced_keys('SELECT cust_id FROM ' ~ changed(ref('kpay_cust_details'), 'cust_id')) %}
{% endif %}

{% for bound in ['since', 'until'] %}
SELECT cust_id, cust_level, cust_trust_level_detail, '{{ bound }}' AS bound, {{ bound }} AS on_day
FROM {{ ref('customer_versions') }}
WHERE until >= since AND cust_id IS NOT NULL
{% if is_incremental() %}AND cust_id IN (SELECT cust_id FROM {{ customers }}){% endif %}

{% if not loop.last %}UNION ALL{% endif %}

{% endfor %}
