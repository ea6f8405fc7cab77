import { activity, segment } from 'daymark'
import {
  customerHistory,
  deviceLogins,
  marketLogins,
  marketOrders,
  miniAppTransactions,
  reversals,
  walletTransactions,
} from './sources.js'

/** What a customer was on each day. */
const level = segment('level', {
  from: customerHistory,
  member: 'cust_id',
  validFrom: 'from_date',
  validTo: 'to_date',
  attributes: { cust_level: 'cust_level', cust_trust_level_detail: 'cust_trust_level_detail' },
})

const market = { customer: 'customer_id' }
const segments = { customer: [level] }

/** Customers who logged in. Tellers and sellers are not counted, yet their logins decide who is new. */
export const login = activity('login', {
  parts: [
    { from: deviceLogins, identities: { customer: 'cust_id' }, dimensions: { channel: "'KBZPay'" } },
    {
      from: marketLogins,
      where: "role NOT IN ('Teller', 'Seller')",
      identities: market,
      dimensions: { channel: "'KBZPay Market'" },
    },
  ],
  firstDayScope: [{ from: marketLogins, identities: market, dimensions: { channel: "'KBZPay Market'" } }],
  segments,
})

const counted = [
  "(trn_type <> 'Reversal Transaction'",
  "OR reason_type IN ('OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive'))",
].join(' ')
const except = { from: reversals, on: { trn_id: 'link_transaction_id' } }

const channels = [
  { from: walletTransactions, channel: "'KBZPay'", where: `${counted} AND trn_date >= DATE '2018-08-06'` },
  { from: miniAppTransactions, channel: "'MINI APP'", where: counted },
]

/** The customers on both sides of a channel's transactions: those that count, and those that decide who is new. */
const sides = channels.flatMap(({ from, channel, where }) =>
  ['credit', 'debit'].map((side) => {
    const completed = `trn_status = 'Completed' AND ${side}_party_type = 'Customer'`
    const who = { from, identities: { customer: `${side}_cust_id` }, dimensions: { channel } }
    return {
      part: { ...who, where: `${completed} AND ${where}`, except },
      scope: { ...who, where: completed },
    }
  }),
)

/** Customers who paid, were paid, or ordered in the market. */
export const transaction = activity('transaction', {
  parts: [
    ...sides.map(({ part }) => part),
    {
      from: marketOrders,
      where:
        "business_state IN ('Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment')",
      newWhen: "is_newcust_day = 'New'",
      identities: { customer: 'biller_customer_id' },
      dimensions: { channel: "'KBZPay Market'" },
    },
  ],
  firstDayScope: sides.map(({ scope }) => scope),
  segments,
})
