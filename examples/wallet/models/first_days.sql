{{ config(materialized='incremental', unique_key=['kind', 'channel', 'cust_id']) }}

{# The first day of each customer in a channel, by all rows that decide who is new. Market orders say it themselves. #}
{% set sides = [] %}
{% for channel, table in [['KBZPay', 'stg_kpay_action_in_trn'], ['MINI APP', 'kpay_daily_mini_app_trn_detail']] %}
{% for side in ['credit', 'debit'] %}
{% do sides.append([channel, table, side]) %}
{% endfor %}
{% endfor %}

{% if is_incremental() %}
-- A first day moves where something changed on it or before, and there is one where there was none.
{% set changed_customers %}
SELECT c.kind, c.channel, c.cust_id
FROM (
  SELECT 'login' AS kind, 'KBZPay' AS channel, cust_id, login_date AS day
  FROM {{ changed(ref('stg_kpay_cust_device'), 'cust_id', 'login_date') }}
  UNION ALL
  SELECT 'login', 'KBZPay Market', customer_id, login_time::date
  FROM {{ changed(ref('stg_kpay_market_customer_loginlog'), 'customer_id', 'login_time') }}
  {% for channel, table, side in sides %}
  UNION ALL
  SELECT 'transaction', '{{ channel }}', {{ side }}_cust_id, trn_date
  FROM {{ changed(ref(table), side ~ '_cust_id', 'trn_date') }}
  {% endfor %}
) c
LEFT JOIN {{ this }} f ON f.kind = c.kind AND f.channel = c.channel AND f.cust_id = c.cust_id
WHERE f.first_day IS NULL OR c.day <= f.first_day
{% endset %}
{% set customers = replaced_keys(changed_customers) %}
{% endif %}

SELECT kind, channel, cust_id, min(day) AS first_day
FROM (
  SELECT 'login' AS kind, 'KBZPay' AS channel, cust_id, login_date AS day FROM {{ ref('stg_kpay_cust_device') }}
  UNION ALL
  SELECT 'login', 'KBZPay Market', customer_id, login_time::date FROM {{ ref('stg_kpay_market_customer_loginlog') }}
  {% for channel, table, side in sides %}
  UNION ALL
  SELECT 'transaction', '{{ channel }}', {{ side }}_cust_id, trn_date
  FROM {{ ref(table) }}
  WHERE trn_status = 'Completed' AND {{ side }}_party_type = 'Customer'
  {% endfor %}
) active
WHERE day IS NOT NULL AND cust_id IS NOT NULL
{% if is_incremental() %}AND cust_id IN (SELECT cust_id FROM {{ customers }}){% endif %}

GROUP BY 1, 2, 3
