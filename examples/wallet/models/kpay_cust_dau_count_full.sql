{# The published table as a whole: what it is at first, and what kpay_cust_dau_count is equal to after any change. #}
{{ dau_counts(ref('customer_days')) }}
