import { renameSync, statSync, utimesSync } from 'node:fs'
import { expect } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import type { SourceDeclaration } from '../../src/sources/source.js'
import { onEachWarehouse } from './changing.js'

type Columns = 'id' | 'at' | 'who' | 'total'

/** Orders by day and customer, of files whose contract is at length what is given. */
function shop(contract: Partial<SourceDeclaration<Columns, never>> = {}) {
  const orders = source('orders', {
    files: 'data/orders*',
    columns: { id: 'integer?', at: 'date', who: 'text', total: 'decimal(18,2)' },
    day: 'at',
    ...contract,
  })
  const bought = activity('bought', { from: orders, identities: { customer: 'who' } })
  return defineProject({
    name: 'shop',
    metrics: { buyers: members(bought, 'customer'), n: count(bought), revenue: sum(bought, 'total') },
  })
}

const plain = shop()
const keyed = shop({ key: ['id'] })
const latest = shop({ key: ['id'], latestBy: 'at' })
const contracts = [
  ['a key', keyed],
  ['a key and the latest of it', latest],
  ['no key', plain],
] as const

const header = 'id,at,who,total'
const [one, two] = ['1,2024-03-10,ada,10', '2,2024-03-11,bob,5']

onEachWarehouse((course) => {
  for (const [having, project] of contracts) {
    course(`with ${having}, files go one by one, and come back`, async (given) => {
      given.put('data/orders-1.csv', header, one)
      given.put('data/orders-2.csv', header, two)
      given.put('data/orders-3.csv', header, '3,2024-03-11,bob,7')
      await given.build(project)
      given.take('data/orders-2.csv')
      await given.build(project)
      expect(await given.march(project)).toEqual(['2', '2', '17'])
      given.take('data/orders-3.csv')
      given.put('data/orders-2.csv', header, two)
      await given.build(project)
      expect(await given.march(project)).toEqual(['2', '2', '15'])
      given.take('data/orders-1.csv')
      given.take('data/orders-2.csv')
      expect(await given.refused(project)).toBe('file-not-found')
      given.put('data/orders-4.csv', header, one)
      await given.build(project)
      expect(await given.march(project)).toEqual(['1', '1', '10'])
      await given.isAsFull(project)
    })

    course(
      `with ${having}, what is renamed, or moves from one file to another, changes nothing`,
      async (given) => {
        given.put('data/orders-1.csv', header, one, two)
        given.put('data/orders-2.csv', header, '3,2024-03-12,bob,7')
        await given.build(project)
        renameSync(given.path('data/orders-1.csv'), given.path('data/orders-9.csv'))
        expect(await given.build(project)).toEqual(['source orders'])
        given.put('data/orders-9.csv', header, two)
        given.put('data/orders-2.csv', header, '3,2024-03-12,bob,7', one)
        expect(await given.build(project)).toEqual(['source orders'])
        given.put('data/orders-2.ndjson', '{"id":3,"at":"2024-03-12","who":"bob","total":7}')
        given.put('data/orders-9.csv', header, two, one)
        given.take('data/orders-2.csv')
        expect(await given.build(project)).toEqual(['source orders'])
        expect(await given.march(project)).toEqual(['2', '3', '22'])
        await given.isAsFull(project)
      },
    )
  }

  course('a file of the same size and time with other rows is seen', async (given) => {
    given.put('data/orders-1.csv', header, one, two)
    given.put('data/orders-2.csv', header, '3,2024-03-12,bob,7')
    await given.build(keyed)
    const file = given.path('data/orders-1.csv')
    const { atime, mtime } = statSync(file)
    given.put('data/orders-1.csv', header, '1,2024-03-10,ada,50', '2,2024-03-11,bob,1')
    given.put('data/orders-1.csv', header, '1,2024-03-10,ada,20', two)
    utimesSync(file, atime, mtime)
    await given.build(keyed)
    expect(await given.march(keyed)).toEqual(['2', '3', '32'])
    await given.isAsFull(keyed)
  })

  course('customers who swap what they paid on a day are seen', async (given) => {
    const paid = (...totals: readonly number[]) =>
      totals.map((total, at) => `${at},2024-03-10,customer ${at},${total}`)
    given.put('data/orders-1.csv', header, ...paid(1, 2, 3, 4, 5))
    given.put('data/orders-2.csv', header, '3,2024-03-12,bob,7')
    const swapped = [2, 1, 3, 4, 5]
    await given.build(plain)
    for (let at = 1; at < swapped.length; at += 1) {
      given.put('data/orders-1.csv', header, ...paid(...swapped))
      expect(await given.build(plain)).toContain('activity bought')
      const [left = 0, right = 0] = [swapped[at], swapped[at - 1]]
      swapped.splice(at - 1, 2, left, right)
    }
    await given.isAsFull(plain)
  })

  course(
    'files that lose all of their rows are refused, as at the first build, until one has some',
    async (given) => {
      given.put('data/orders-1.csv', header)
      given.put('data/orders-2.csv', header, two)
      await given.build(keyed)
      given.put('data/orders-2.csv', header)
      expect(await given.refused(keyed)).toBe('source-without-rows')
      given.take('data/orders-2.csv')
      expect(await given.refused(keyed)).toBe('source-without-rows')
      given.put('data/orders-3.csv', header, one)
      await given.build(keyed)
      expect(await given.march(keyed)).toEqual(['1', '1', '10'])
      await given.isAsFull(keyed)
    },
  )

  course(
    'a file that repeats a key of another, or has none, is refused, and counts once mended',
    async (given) => {
      given.put('data/orders-1.csv', header, one, ',2024-03-12,cid,1')
      await given.build(keyed)
      given.put('data/orders-2.csv', header, two, '1,2024-03-12,ada,3')
      expect(await given.refused(keyed)).toBe('contract-broken')
      given.put('data/orders-2.csv', header, two, ',2024-03-12,ada,3')
      expect(await given.refused(keyed)).toBe('contract-broken')
      given.put('data/orders-2.csv', header, two)
      await given.build(keyed)
      expect(await given.march(keyed)).toEqual(['3', '3', '16'])
      await given.isAsFull(keyed)
    },
  )

  course('the latest row of a key holds, also when it goes, and when two agree', async (given) => {
    given.put('data/orders-1.csv', header, one, two)
    given.put('data/orders-2.csv', header, '1,2024-03-15,ada,100')
    await given.build(latest)
    expect(await given.march(latest)).toEqual(['2', '2', '105'])
    given.put('data/orders-3.csv', header, '1,2024-03-10,ada,11')
    expect(await given.refused(latest)).toBe('contract-broken')
    given.put('data/orders-3.csv', header, one)
    await given.build(latest)
    given.take('data/orders-2.csv')
    await given.build(latest)
    expect(await given.march(latest)).toEqual(['2', '2', '15'])
    await given.isAsFull(latest)
  })

  course('declarations that change, and change back, hold for files that stay', async (given) => {
    given.put('data/orders-1.csv', header, one)
    given.put('data/orders-2.csv', header, two)
    const columns = { id: 'integer?', at: 'date', total: 'decimal(18,2)' } as const
    const onlyAda = shop({ columns: { ...columns, who: { type: 'text', accepted: ['ada'] } } })
    const both = shop({ columns: { ...columns, who: { type: 'text', accepted: ['ada', 'bob'] } } })
    const rich = shop({ where: 'total > 5' })
    await given.build(plain)
    expect(await given.refused(onlyAda)).toBe('contract-broken')
    await given.build(both)
    expect(await given.march(both)).toEqual(['2', '2', '15'])
    given.put('data/orders-3.csv', header, '3,2024-03-12,cid,1')
    expect(await given.refused(both)).toBe('contract-broken')
    await given.build(rich)
    expect(await given.march(rich)).toEqual(['1', '1', '10'])
    await given.build(plain)
    expect(await given.march(plain)).toEqual(['3', '3', '16'])
    await given.isAsFull(plain)
  })
})
