import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A shop whose figures can be worked out in the head; one country has a comma, one order has no country. */
const orders = `id,day,customer,country,amount
1,2025-01-05,ann,France,10.00
2,2025-01-06,bob,"Korea, South",20.50
3,2025-01-20,ann,France,5.25
4,2025-02-03,ann,France,12.00
5,2025-02-04,cem,,8.00
6,2025-03-01,dee,Italy,100.10
`

const config = `import { activity, defineProject, folder, members, money, ratio, retentionRate, source, sum } from 'daymark'

const orders = source('orders', {
  files: '{data}/orders.csv',
  columns: { id: 'integer', day: 'date', customer: 'text', country: 'text?', amount: 'decimal(18,2)' },
  key: ['id'],
  day: 'day',
  dimensions: { country: 'country' },
})
const purchases = activity('purchases', { from: orders, where: 'amount > 0', identities: { customer: 'customer' } })
const revenue = sum(purchases, 'amount', { format: money('EUR') })
const customers = members(purchases, 'customer')

export default defineProject({
  name: 'tiny-shop',
  calendar: { timeZone: 'Europe/Berlin' },
  parameters: { data: folder('exports') },
  metrics: { revenue, customers, perCustomer: ratio(revenue, customers, { format: money('EUR') }), retention: retentionRate(purchases, 'customer') },
})
`

/** A folder that holds the project, with a way to change its files and to take it away. */
export interface TinyShop {
  readonly folder: string
  write(file: string, text: string): void
  remove(): void
}

/** Makes the tiny shop's project in a folder of its own, not built. */
export function tinyShop(): TinyShop {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-shop-'))
  const write = (file: string, text: string) => {
    writeFileSync(join(folder, file), text)
  }
  mkdirSync(join(folder, 'exports'))
  write('exports/orders.csv', orders)
  write('daymark.config.ts', config)
  return {
    folder,
    write,
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The tiny shop's declarations, to be written with a mistake in them. */
export const tinyShopConfig = config
