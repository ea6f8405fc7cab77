import {
  activity,
  churnedMembers,
  defineProject,
  folder,
  members,
  money,
  multiple,
  newMembers,
  number,
  percent,
  plan,
  ratio,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  returningSum,
  source,
  sum,
  text,
} from 'daymark'

const lines = source('lines', {
  files: '{data}/online_retail.{format}',
  columns: {
    InvoiceNo: 'text',
    Quantity: 'integer',
    InvoiceDate: 'timestamp',
    UnitPrice: 'decimal(18,3)',
    CustomerID: 'integer?',
    Country: 'text',
  },
  day: 'InvoiceDate',
  dimensions: { country: 'Country' },
})

/** What is counted as a sale: not cancelled, quantity and price above 0, with a customer. */
const sales = activity('sales', {
  from: lines,
  where: "InvoiceNo NOT LIKE 'C%' AND Quantity > 0 AND UnitPrice > 0 AND CustomerID IS NOT NULL",
  identities: { customer: 'CustomerID', order: 'InvoiceNo' },
})

/** All invoices, whatever is on them; a cancellation's number starts with C. */
const invoices = activity('invoices', { from: lines, identities: { invoice: 'InvoiceNo' } })
const cancellations = activity('cancellations', {
  from: lines,
  where: "InvoiceNo LIKE 'C%'",
  identities: { invoice: 'InvoiceNo' },
})

const revenue = sum(sales, 'Quantity * UnitPrice', { format: money('GBP') })
const orders = members(sales, 'order')
const activeCustomers = members(sales, 'customer')

export default defineProject({
  name: 'online-retail',
  calendar: { timeZone: 'Europe/London', weekStart: 'monday' },
  parameters: {
    data: folder('data', { description: 'The folder that holds online_retail.parquet' }),
    format: text('parquet', { description: 'The ending of its name: parquet, csv.gz or csv' }),
  },
  metrics: {
    revenue,
    orders,
    units: sum(sales, 'Quantity', { format: number() }),
    activeCustomers,
    newCustomers: newMembers(sales, 'customer'),
    retainedCustomers: retainedMembers(sales, 'customer'),
    reactivatedCustomers: reactivatedMembers(sales, 'customer'),
    churnedCustomers: churnedMembers(sales, 'customer'),
    retentionRate: retentionRate(sales, 'customer'),
    returningRevenue: returningSum(sales, 'customer', {
      expression: 'Quantity * UnitPrice',
      format: money('GBP'),
    }),
    averageOrderValue: ratio(revenue, orders, { format: money('GBP') }),
    ordersPerCustomer: ratio(orders, activeCustomers, { format: multiple() }),
    cancelledShare: ratio(members(cancellations, 'invoice'), members(invoices, 'invoice'), {
      format: percent(),
    }),
  },
  plans: {
    // The shop published no targets; this is what an ordinary month of the year brought.
    monthly: plan({ metric: revenue, target: { everyMonth: '650000' } }),
  },
})
