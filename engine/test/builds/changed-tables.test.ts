import { expect } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import type { SourceDeclaration } from '../../src/sources/source.js'
import { onEachWarehouse } from './changing.js'

type Columns = 'id' | 'at' | 'who' | 'total' | 'changed'
const columns = {
  id: 'integer',
  at: 'date',
  who: 'text?',
  total: 'decimal(4,2)',
  changed: 'timestamp?',
} as const

/** Orders by day and customer, of a table or a view that is read as is given. */
function shop(reading: Partial<SourceDeclaration<Columns, never>> = {}) {
  const orders = source('orders', { table: 'orders_given', columns, day: 'at', ...reading })
  const bought = activity('bought', { from: orders, identities: { customer: 'who' } })
  return defineProject({
    name: 'shop',
    metrics: { buyers: members(bought, 'customer'), n: count(bought), revenue: sum(bought, 'total') },
  })
}

const plain = shop()
const watched = shop({ watermark: 'changed', key: ['id'] })
const latest = shop({ key: ['id'], latestBy: 'changed' })
const both = shop({ key: ['id'], latestBy: 'changed', watermark: 'changed' })
const readings = [
  ['read as they are', plain],
  ['by a watermark', watched],
  ['the latest of a key', latest],
  ['the latest of a key by a watermark', both],
] as const

/** An order of March 2024, changed on another day of it. */
const row = (...[id, at, who, total, changed]: [number, number, string | null, number, number | null]) => ({
  id,
  at: `2024-03-${String(at).padStart(2, '0')}`,
  who,
  total,
  changed: changed === null ? null : `2024-03-${String(changed).padStart(2, '0')} 08:00:00`,
})
const rows = [row(1, 5, 'ann', 10, 5), row(2, 6, 'bob', 20, 6), row(3, 7, 'cid', 30, 7)]
const [one, two, three] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]]

onEachWarehouse((course) => {
  for (const [how, project] of readings) {
    course(
      `${how}, rows that come, go or change are seen, whatever their time of change says`,
      async (given) => {
        await given.table('orders_given', rows)
        await given.build(project)
        expect(await given.build(project)).toEqual([])
        // One goes and a late one with an old time of change comes: as many rows as before.
        await given.table('orders_given', [two, three, row(9, 5, 'zoe', 50, 4)])
        expect(await given.build(project)).toContain('sums bought')
        expect(await given.march(project)).toEqual(['3', '3', '100'])
        // A row changes, and its time of change does not.
        await given.table('orders_given', [two, { ...three, total: 31 }, row(9, 5, 'zoe', 51, 4)])
        await given.build(project)
        expect(await given.march(project)).toEqual(['3', '3', '102'])
        await given.table('orders_given', [row(9, 5, 'zoe', 51, 4), two])
        await given.build(project)
        expect(await given.march(project)).toEqual(['2', '2', '71'])
        await given.table('orders_given', [
          two,
          row(9, 6, 'zoe', 51, 4),
          row(4, 8, 'dan', 1, 8),
          row(5, 8, 'eve', 2, null),
        ])
        await given.build(project)
        expect(await given.march(project)).toEqual(['4', '4', '74'])
        await given.table('orders_given', [
          row(9, 6, 'zoe', 51, 4),
          row(4, 8, 'dan', 1, 8),
          row(5, 8, 'eve', 3, null),
        ])
        await given.build(project)
        expect(await given.march(project)).toEqual(['3', '3', '55'])
        expect(await given.build(project)).toEqual([])
        await given.isAsFull(project)
      },
    )
  }

  course('a table that is emptied, made anew with what it held, or given another column', async (given) => {
    await given.table('orders_given', rows)
    await given.build(watched)
    await given.table('orders_given', [...rows].reverse())
    expect(await given.build(watched)).toEqual([])
    await given.table(
      'orders_given',
      rows.map((each) => ({ ...each, note: 'new' })),
    )
    expect(await given.build(watched)).toEqual([])
    await given.table('orders_given', [])
    await given.build(watched)
    expect(await given.march(watched)).toEqual(['0', '0', '0'])
    await given.table('orders_given', rows)
    await given.build(watched)
    expect(await given.march(watched)).toEqual(['3', '3', '60'])
    await given.isAsFull(watched)
  })

  course(
    'a row that breaks the contract is refused, and counts once mended, by a watermark too',
    async (given) => {
      const wide = shop({
        key: ['id'],
        watermark: 'changed',
        columns: {
          ...columns,
          total: 'decimal(4,2)',
          who: { type: 'text', accepted: ['ann', 'bob', 'cid'] },
        },
      })
      await given.table('orders_given', rows)
      await given.build(wide)
      for (const broken of [row(3, 8, 'ann', 1, 8), row(4, 8, 'zoe', 1, 8), row(4, 8, null, 1, 1)]) {
        await given.table('orders_given', [...rows, broken])
        expect(await given.refused(wide)).toBe('contract-broken')
      }
      await given.table('orders_given', [...rows, row(4, 8, 'ann', 1, 8)])
      await given.build(wide)
      expect(await given.march(wide)).toEqual(['3', '4', '61'])
      await given.isAsFull(wide)
    },
  )

  course('a whole number that is too large for its decimal is refused, and not a failure', async (given) => {
    const whole = shop({ columns: { ...columns, id: 'integer', total: 'decimal(4,2)' } })
    const cents = (total: number) => [{ ...one, total }, two]
    await given.table('orders_given', cents(10), { total: 'integer' })
    await given.build(whole)
    await given.table('orders_given', cents(100), { total: 'integer' })
    expect(await given.refused(whole)).toBe('contract-broken')
    await given.table('orders_given', cents(99), { total: 'integer' })
    await given.build(whole)
    expect(await given.march(whole)).toEqual(['2', '2', '119'])
    await given.isAsFull(whole)
  })

  course('rows that a later one replaces still have to keep the contract', async (given) => {
    await given.table('orders_given', [...rows, row(3, 9, 'cid', 33, 9)])
    await given.build(latest)
    await given.table('orders_given', [...rows, row(3, 9, 'cid', 33, 9), row(3, 9, 'cid', 5, 7)])
    expect(await given.refused(latest)).toBe('contract-broken')
    await given.table('orders_given', [one, two, row(3, 9, 'cid', 33, 9)])
    await given.build(latest)
    expect(await given.march(latest)).toEqual(['3', '3', '63'])
    await given.isAsFull(latest)
  })

  course('an activity that counts the rows by another day', async (given) => {
    const orders = source('orders', { table: 'orders_given', columns, day: 'at', watermark: 'changed' })
    const bought = activity('bought', { from: orders, identities: { customer: 'who' } })
    const edited = activity('edited', { from: orders, day: 'changed', identities: { customer: 'who' } })
    const more = defineProject({
      name: 'shop',
      metrics: {
        editors: members(edited, 'customer'),
        buyers: members(bought, 'customer'),
        n: count(bought),
      },
    })
    const less = defineProject({
      name: 'shop',
      metrics: { buyers: members(bought, 'customer'), n: count(bought) },
    })
    await given.table('orders_given', rows)
    await given.build(less)
    await given.table('orders_given', [one, { ...two, changed: '2024-04-01 00:00:00' }])
    await given.build(more)
    expect(await given.march(more)).toEqual(['1', '2', '2'])
    await given.table('orders_given', [one, { ...two, changed: '2024-03-31 00:00:00' }])
    await given.build(more)
    expect(await given.march(more)).toEqual(['2', '2', '2'])
    await given.table('orders_given', [one])
    await given.build(less)
    expect(await given.march(less)).toEqual(['1', '1'])
    await given.isAsFull(less)
  })

  course('a view whose query changes', async (given) => {
    const viewed = shop({ table: 'orders_seen' })
    await given.table('orders_given', rows)
    await given.view('orders_seen', 'SELECT * FROM orders_given WHERE id < 3')
    await given.build(viewed)
    expect(await given.march(viewed)).toEqual(['2', '2', '30'])
    await given.view('orders_seen', 'SELECT * FROM orders_given WHERE id > 1')
    await given.build(viewed)
    expect(await given.march(viewed)).toEqual(['2', '2', '50'])
    await given.isAsFull(viewed)
  })
})
