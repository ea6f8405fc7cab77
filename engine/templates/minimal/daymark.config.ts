import {
  activity,
  defineProject,
  folder,
  members,
  money,
  newMembers,
  ratio,
  retainedMembers,
  retentionRate,
  source,
  sum,
} from 'daymark'

/** Where rows come from, and what their columns must hold: a build stops where they do not. */
const orders = source('orders', {
  files: '{data}/orders.csv',
  columns: {
    order_id: 'integer',
    ordered_on: 'date',
    customer: 'text',
    channel: { type: 'text', accepted: ['web', 'shop', 'phone'] },
    amount: 'decimal(18,2)',
  },
  key: ['order_id'],
  day: 'ordered_on',
  dimensions: { channel: 'channel' },
})

/** Who did something, on which day. */
const purchases = activity('purchases', {
  from: orders,
  where: 'amount > 0',
  identities: { customer: 'customer' },
})

const revenue = sum(purchases, 'amount', { format: money('EUR') })
const activeCustomers = members(purchases, 'customer')

export default defineProject({
  name: 'my-metrics',
  calendar: { timeZone: 'Europe/London', weekStart: 'monday' },
  parameters: { data: folder('exports', { description: 'The folder that holds orders.csv' }) },
  metrics: {
    revenue,
    activeCustomers,
    newCustomers: newMembers(purchases, 'customer'),
    retainedCustomers: retainedMembers(purchases, 'customer'),
    retentionRate: retentionRate(purchases, 'customer'),
    revenuePerCustomer: ratio(revenue, activeCustomers, { format: money('EUR') }),
  },
})
