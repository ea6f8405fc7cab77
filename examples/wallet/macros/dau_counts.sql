The published table's rows, counted from customers' days. What is wrong with them beside that: withoutHistory, withoutLevel
and loginsBefore2022.

{% macro dau_counts(customer_days) %}
{% set corrected = var('corrected', []) %}
WITH counted AS (
  SELECT
    d.kind, d.day, d.channel, v.cust_level, v.cust_trust_level_detail,
    count(*) AS total, count(CASE WHEN d.is_new = 1 THEN 1 END) AS newcomers
  FROM {{ customer_days }} d
  {% if 'withoutHistory' in corrected %}LEFT{% else %}INNER{% endif %} JOIN {{ ref('customer_versions') }} v
    ON v.cust_id = d.cust_id AND d.day BETWEEN v.since AND v.until
  GROUP BY 1, 2, 3, 4, 5
),
logins AS (SELECT * FROM counted WHERE kind = 'login'),
transactions AS (SELECT * FROM counted WHERE kind = 'transaction')

SELECT
  nvl(l.day, t.day) AS dau_date,
  nvl(l.channel, t.channel) AS channel,
  nvl(l.cust_level, t.cust_level) AS cust_level,
  nvl(l.cust_trust_level_detail, t.cust_trust_level_detail) AS cust_trust_level_detail,
  {% for name, column in [['total', 'total'], ['new', 'newcomers']] %}
  {% if 'loginsBefore2022' in corrected %}
  CASE WHEN extract(year FROM nvl(l.day, t.day)) < 2022 THEN NULL ELSE nvl(l.{{ column }}, 0) END
  {% else %}
  -- Before 2022 logins are not known where there was a transaction, and 0 where there was none.
  CASE WHEN extract(year FROM t.day) < 2022 THEN l.{{ column }} ELSE nvl(l.{{ column }}, 0) END
  {% endif %}
  AS {{ name }}_login_dau_count,
  {% endfor %}
  nvl(t.total, 0) AS total_trn_dau_count,
  nvl(t.newcomers, 0) AS new_trn_dau_count
FROM logins l
FULL OUTER JOIN transactions t
  ON t.day = l.day AND t.channel = l.channel
  {% for column in ['cust_level', 'cust_trust_level_detail'] %}
  {% if 'withoutLevel' in corrected %}
  AND nvl('=' || t.{{ column }}, '') = nvl('=' || l.{{ column }}, '')
  {% else %}
  AND t.{{ column }} = l.{{ column }}
  {% endif %}
  {% endfor %}
{% endmacro %}
