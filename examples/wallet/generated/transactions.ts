/**
 * Transactions of the wallet and of mini apps, and the reversed ones among them. Every 20th is on the day of the
 * one before it, and its payer is who was paid there: that customer is on both sides of the day. Some of the
 * wallet's are from the years before, also from before 2018-08-06.
 */
export function transactionsSql(hasNullLinks: boolean): string {
  return `
${tableSql('stg_kpay_action_in_trn', { letter: 'K', rows: 1_800_000, old: 0.02 })};
${tableSql('kpay_daily_mini_app_trn_detail', { letter: 'M', rows: 700_000, old: 0 })};
CREATE TABLE kpay_reversal_trans AS
SELECT CASE
    WHEN ${hasNullLinks} AND nr % 500 = 0 THEN NULL
    WHEN chance('link kind', nr) < 0.05 THEN 'X' || nr
    WHEN chance('link kind', nr) < 0.7 THEN 'K' || lpad(floor(so_many(1800000) * chance('link', nr))::BIGINT::VARCHAR, 9, '0')
    ELSE 'M' || lpad(floor(so_many(700000) * chance('link', nr))::BIGINT::VARCHAR, 9, '0')
  END AS link_transaction_id
FROM range(so_many(50000)) AS numbers(nr)`
}

/** \`old\`: the share of rows from 2018-01-01 on, before the two years. */
function tableSql(
  table: string,
  { letter, rows, old }: { readonly letter: string; readonly rows: number; readonly old: number },
): string {
  const draw = (what: string, by = 'nr') => `chance('${letter} ${what}', ${by})`
  const party = (side: string) => `CASE
    WHEN ${draw(`${side} party`)} < 0.8 THEN 'Customer'
    WHEN ${draw(`${side} party`)} < 0.995 THEN 'Organization'
  END`
  return `
CREATE TABLE ${table} AS
WITH drawn AS (
  SELECT nr, nr % 20 = 19 AS follows, nr - CASE WHEN nr % 20 = 19 THEN 1 ELSE 0 END AS as_nr
  FROM range(so_many(${rows})) AS numbers(nr)
)
SELECT
  '${letter}' || lpad(nr::VARCHAR, 9, '0') AS trn_id,
  CASE
    WHEN ${draw('old', 'as_nr')} < ${old} THEN DATE '2018-01-01' + whole(${draw('old day', 'as_nr')}, 0, 1276)
    ELSE day_within(${draw('day', 'as_nr')})
  END AS trn_date,
  CASE
    WHEN ${draw('status')} < 0.93 THEN 'Completed'
    WHEN ${draw('status')} < 0.998 THEN pick(['Failed', 'Pending', 'Declined'], ${draw('which status')})
  END AS trn_status,
  CASE
    WHEN ${draw('type')} < 0.03 THEN 'Reversal Transaction'
    WHEN ${draw('type')} < 0.997 THEN pick(['Transfer', 'Cash In', 'Cash Out', 'Payment'], ${draw('which type')})
  END AS trn_type,
  CASE
    WHEN ${draw('type')} < 0.03 OR ${draw('type')} >= 0.997
      THEN pick(
        ['OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive', 'Wrong Transfer', NULL],
        ${draw('reason')}
      )
  END AS reason_type,
  customer_key(someone(${draw('credit')})) AS credit_cust_id,
  ${party('credit')} AS credit_party_type,
  CASE WHEN ${draw('nobody')} >= 0.001
    THEN customer_key(someone(CASE WHEN follows THEN ${draw('credit', 'as_nr')} ELSE ${draw('debit')} END))
  END AS debit_cust_id,
  ${party('debit')} AS debit_party_type
FROM drawn`
}
