import { activity, count, defineProject, folder, members, ratio, retainedMembers, source, sum } from 'daymark'

const lines = source('lines', {
  files: '{data}/online_retail.parquet',
  columns: {
    Quantity: 'integer',
    InvoiceDate: 'timestamp',
    UnitPrice: 'decimal(18,3)',
    CustomerID: 'integer?',
    Country: 'text',
  },
  day: 'InvoiceDate',
})

/** As often published: every line of the United Kingdom, cancellations and lines without a customer too. */
const kingdom = activity('kingdom', {
  from: lines,
  where: "Country = 'United Kingdom'",
  identities: { customer: 'CustomerID' },
})
const active = members(kingdom, 'customer')
const retained = retainedMembers(kingdom, 'customer')

export default defineProject({
  name: 'united-kingdom',
  parameters: { data: folder('data') },
  metrics: {
    active,
    retained,
    quantity: sum(kingdom, 'Quantity'),
    lines: count(kingdom),
    withoutCustomer: count(kingdom, { where: 'CustomerID IS NULL' }),
    meanLine: ratio(sum(kingdom, 'Quantity * UnitPrice'), count(kingdom)),
    /** Divides by this month's customers, as the tables do; the usual rate divides by last month's. */
    retainedOfThisMonth: ratio(retained, active),
  },
})
