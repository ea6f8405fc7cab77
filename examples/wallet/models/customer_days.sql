{# Who was active on which day, as often as the published table counts it. #}
{{ customer_days() }}
