import fc from 'fast-check'

const days = [
  ...['2018-08-04', '2018-08-05', '2018-08-06', '2018-08-07'],
  ...['2021-12-29', '2021-12-30', '2021-12-31', '2022-01-01', '2022-01-02', '2022-01-04', '2022-01-09'],
]
const day = fc.constantFrom(...days)
const customer = fc.constantFrom('ann', 'bob', 'cid', 'dan', 'eve', 'nobody', null)
const nowAndThen = <T>(usual: fc.Arbitrary<T>) => fc.option(usual, { freq: 12 })
const rowsOf = (row: fc.Arbitrary<(string | number | null)[]>, maxLength: number) =>
  fc.array(row, { maxLength })

const version = fc.tuple(
  fc.constantFrom('ann', 'bob', 'cid', 'dan', 'eve', null),
  fc.constantFrom('Level 1', 'Level 2', null),
  fc.constantFrom('Basic', 'Trusted', null),
  nowAndThen(day.map((registered) => `${registered} 13:00:00`)),
  nowAndThen(day),
  nowAndThen(fc.oneof(day, fc.constant('2099-12-31'))),
  fc.constant(0),
)
const party = fc.constantFrom('Customer', 'Customer', 'Customer', 'Organization', null)
const transaction = fc.tuple(
  fc.constantFrom('t1', 't2', 't3', 't4', 't5', 't6', null),
  nowAndThen(day),
  fc.constantFrom('Completed', 'Completed', 'Completed', 'Failed', null),
  fc.constantFrom('Transfer', 'Transfer', 'Reversal Transaction', null),
  fc.constantFrom('OnlinepaymentRefund for GuaranteePayment', 'Wrong Transfer', null),
  customer,
  party,
  customer,
  party,
)
/** Small tables full of nulls, gaps, touching dates and reversals. */
export const drawnTables = fc.record({
  // Versions of a customer with the same dates have no order.
  kpay_cust_details: fc.uniqueArray(version, {
    minLength: 6,
    maxLength: 16,
    selector: ([who, , , , from, to]) => JSON.stringify([who, from, to]),
  }),
  stg_kpay_cust_device: rowsOf(fc.tuple(customer, nowAndThen(day)), 20),
  stg_kpay_market_customer_loginlog: rowsOf(
    fc.tuple(
      customer,
      nowAndThen(fc.tuple(day, fc.constantFrom('00:00:00', '23:59:59.5')).map((parts) => parts.join(' '))),
      fc.constantFrom('Buyer', 'Buyer', 'Teller', 'Seller', null),
    ),
    20,
  ),
  market_order_sale_detail: rowsOf(
    fc.tuple(
      nowAndThen(day),
      customer,
      fc.constantFrom('New', 'Old', null),
      fc.constantFrom('Completed', 'AwaitingPayment', 'Closed', null),
    ),
    20,
  ),
  kpay_daily_mini_app_trn_detail: rowsOf(transaction, 25),
  stg_kpay_action_in_trn: rowsOf(transaction, 25),
  kpay_reversal_trans: rowsOf(
    fc.tuple(fc.constantFrom(...['t1', 't2', 'gone'], ...['t1', 't2', 'gone', null])),
    4,
  ),
})
