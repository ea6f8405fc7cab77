import { source } from 'daymark'

/** One row for each version of a customer. */
export const customerHistory = source('kpay_cust_details', {
  files: '{data}/kpay_cust_details.*',
  mayBeEmpty: true,
  columns: {
    cust_id: 'text?',
    cust_level: 'text?',
    cust_trust_level_detail: 'text?',
    reg_date: 'timestamp?',
    from_date: 'date?',
    to_date: 'date?',
    is_current: 'text?',
  },
})

/** Logins of devices. */
export const deviceLogins = source('stg_kpay_cust_device', {
  files: '{data}/stg_kpay_cust_device.*',
  mayBeEmpty: true,
  columns: { cust_id: 'text?', login_date: 'date?' },
  day: 'login_date',
})

/** Logins in the market, also those of tellers and sellers. */
export const marketLogins = source('stg_kpay_market_customer_loginlog', {
  files: '{data}/stg_kpay_market_customer_loginlog.*',
  mayBeEmpty: true,
  columns: { customer_id: 'text?', login_time: 'timestamp?', role: 'text?' },
  day: 'login_time',
})

/** Lines of orders in the market. */
export const marketOrders = source('market_order_sale_detail', {
  files: '{data}/market_order_sale_detail.*',
  mayBeEmpty: true,
  columns: {
    ord_date: 'date?',
    biller_customer_id: 'text?',
    is_newcust_day: 'text?',
    business_state: 'text?',
  },
  day: 'ord_date',
})

const transactionColumns = {
  trn_id: 'text?',
  trn_date: 'date?',
  trn_status: 'text?',
  trn_type: 'text?',
  reason_type: 'text?',
  credit_cust_id: 'text?',
  credit_party_type: 'text?',
  debit_cust_id: 'text?',
  debit_party_type: 'text?',
} as const

/** Transactions in mini apps. */
export const miniAppTransactions = source('kpay_daily_mini_app_trn_detail', {
  files: '{data}/kpay_daily_mini_app_trn_detail.*',
  mayBeEmpty: true,
  columns: transactionColumns,
  day: 'trn_date',
})

/** The wallet's own transactions. */
export const walletTransactions = source('stg_kpay_action_in_trn', {
  files: '{data}/stg_kpay_action_in_trn.*',
  mayBeEmpty: true,
  columns: transactionColumns,
  day: 'trn_date',
})

/** The transactions that were reversed. */
export const reversals = source('kpay_reversal_trans', {
  files: '{data}/kpay_reversal_trans.*',
  mayBeEmpty: true,
  columns: { link_transaction_id: 'text?' },
})
