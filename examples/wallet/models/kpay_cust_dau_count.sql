{{ config(materialized='incremental', unique_key='dau_date', tags=['published']) }}

{# Daily active customers by channel and by what the customer was on that day, as the published table counts
   them, peculiarities included; the declared metrics beside it count each customer once. It is made as a whole at first, and
   then of the days on which it would be another. `daymark reconcile` runs it as a whole, with one peculiarity after the
   other `corrected`, in the macros and in customer_versions. #}
{% if is_incremental() %}

{% set transactions = ['stg_kpay_action_in_trn', 'kpay_daily_mini_app_trn_detail'] %}
{% set reversed = changed(ref('kpay_reversal_trans'), 'link_transaction_id') %}

{% set changed_days %}
-- Days with other rows than before.
SELECT login_date AS dau_date FROM {{ changed(ref('stg_kpay_cust_device'), 'login_date') }}
UNION SELECT login_time::date FROM {{ changed(ref('stg_kpay_market_customer_loginlog'), 'login_time') }}
UNION SELECT ord_date FROM {{ changed(ref('market_order_sale_detail'), 'ord_date') }}
{% for table in transactions %}
UNION SELECT trn_date FROM {{ changed(ref(table), 'trn_date') }}
{% endfor %}

-- Where a customer's first day moved, the day that was the first and the one that is.
UNION SELECT first_day FROM {{ changed(ref('first_days'), 'first_day') }}

-- Days of customers with another history, from the first to the last on which they may have been something else.
UNION SELECT a.day
FROM (
  SELECT cust_id, login_date AS day FROM {{ ref('stg_kpay_cust_device') }}
  UNION ALL SELECT customer_id, login_time::date FROM {{ ref('stg_kpay_market_customer_loginlog') }}
  UNION ALL SELECT biller_customer_id, ord_date FROM {{ ref('market_order_sale_detail') }}
  {% for table in transactions %}
  UNION ALL SELECT credit_cust_id, trn_date FROM {{ ref(table) }}
  UNION ALL SELECT debit_cust_id, trn_date FROM {{ ref(table) }}
  {% endfor %}
) a
INNER JOIN (
  SELECT cust_id, min(on_day) AS since, max(on_day) AS until
  FROM {{ changed(ref('version_bounds'), 'cust_id', 'on_day') }}
  GROUP BY 1
) b
  ON b.cust_id = a.cust_id AND a.day BETWEEN b.since AND b.until

-- Days of transactions that are reversed now, or no longer. A link to nothing empties all days; and whether there is any
-- reversal decides over transactions without an id.
{% for table in transactions %}
UNION SELECT trn_date FROM {{ ref(table) }} WHERE trn_id IN (SELECT link_transaction_id FROM {{ reversed }})
UNION SELECT t.trn_date FROM {{ ref(table) }} t
  INNER JOIN (SELECT DISTINCT 1 AS n FROM {{ reversed }} WHERE link_transaction_id IS NULL) every_day ON every_day.n = 1
UNION SELECT t.trn_date FROM {{ ref(table) }} t
  INNER JOIN (SELECT DISTINCT 1 AS n FROM {{ reversed }}) any_link ON t.trn_id IS NULL AND any_link.n = 1
{% endfor %}
{% endset %}

{{ dau_counts('(' ~ customer_days(replaced_keys(changed_days)) ~ ')') }}

{% else %}

{{ dau_counts(ref('customer_days')) }}

{% endif %}
