import { expect } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import { onEachWarehouse } from './changing.js'

const columns = {
  id: 'integer',
  at: 'date',
  who: 'text?',
  total: 'decimal(4,2)',
  file: { type: 'decimal(18,2)', sql: 'total * 2 + id' },
  buyer: { type: 'text', sql: "coalesce(who, 'nobody')" },
  is_large: { type: 'boolean', sql: 'total > 5' },
} as const

function shop(from: { files: string } | { table: string }, gross = columns.file) {
  const orders = source('orders', {
    ...from,
    columns: { ...columns, file: gross },
    key: ['id'],
    day: 'at',
    dimensions: { large: 'is_large' },
  })
  const bought = activity('bought', { from: orders, identities: { customer: 'buyer' } })
  return defineProject({
    name: 'shop',
    metrics: { buyers: members(bought, 'customer'), n: count(bought), gross: sum(bought, 'file') },
  })
}

// By hand: 2 × 10.25 + 1, 2 × 5 + 2, 2 × 1.5 + 3: 21.5 + 12 + 6.
const march = ['3', '3', '39.5']

onEachWarehouse((course) => {
  course('columns of files are worked out, checked and read again when they change', async (given) => {
    given.put('data/orders.csv', 'id,at,who,total', '1,2024-03-01,ada,10.25', '2,2024-03-02,,5')
    given.put('data/more.ndjson', '{"id":3,"at":"2024-03-03","who":"bob","total":1.5}')
    const project = shop({ files: 'data/*' })
    await given.build(project)
    expect(await given.march(project)).toEqual(march)
    await given.isAsFull(project)
    const halved = shop({ files: 'data/*' }, { ...columns.file, sql: 'total / 4' } as never)
    expect(await given.refused(halved)).toMatch(/column-type|contract-broken/)
    const whole = shop({ files: 'data/*' }, { type: 'integer', sql: 'total * 2' } as never)
    expect(await given.refused(whole)).toBe('contract-broken')
  })

  course('columns of tables are worked out and checked in the same way', async (given) => {
    await given.table('orders_given', [
      { id: 1, at: '2024-03-01', who: 'ada', total: '10.25' },
      { id: 2, at: '2024-03-02', who: null, total: '5.00' },
      { id: 3, at: '2024-03-03', who: 'bob', total: '1.50' },
    ])
    const project = shop({ table: 'orders_given' })
    await given.build(project)
    expect(await given.march(project)).toEqual(march)
    const whole = shop({ table: 'orders_given' }, { type: 'integer', sql: 'total * 2' } as never)
    expect(await given.refused(whole)).toBe('contract-broken')
    await given.table('orders_given', [{ id: 1, at: '2024-03-01', who: 'cleo', total: '0.50' }])
    await given.build(project)
    expect(await given.march(project)).toEqual(['1', '1', '2'])
  })
})
