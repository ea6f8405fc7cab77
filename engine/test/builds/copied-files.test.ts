import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import type { SourceDeclaration } from '../../src/sources/source.js'
import { raw } from '../../src/sql/sql.js'
import { onEachWarehouse, type Changing } from './changing.js'

/** Orders of files whose contract is at length what is given. */
function shop(contract: Partial<SourceDeclaration<'at' | 'who' | 'total', never>> = {}) {
  const orders = source('orders', {
    files: 'data/orders*',
    columns: { at: 'date', who: 'text', total: 'decimal(18,2)' },
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
const kept = shop({ copies: 'keep' })
const keyed = shop({ key: ['at', 'who'] })
const latest = shop({ key: ['at', 'who'], latestBy: 'total' })

const header = 'at,who,total'
const rows = ['2024-03-10,ada,10', '2024-03-11,bob,5', '2024-03-11,bob,7']
const [one = '', two = '', three = ''] = rows
const first = 'data/orders.csv'
const second = 'data/orders (1).csv'

/** It is refused by a build and by `check --live`, and what was built stays. */
async function isRefused(given: Changing): Promise<void> {
  expect(await given.refused(plain)).toBe('copied-file')
  expect(await given.findings(plain)).toEqual(['copied-file'])
}

async function isTaken(given: Changing, revenue: string): Promise<void> {
  await given.build(plain)
  expect(await given.findings(plain)).toEqual([])
  expect((await given.march(plain)).at(-1)).toBe(revenue)
  await given.isAsFull(plain)
}

onEachWarehouse((course) => {
  course(
    'a copy that arrives is refused until it goes, and takes the place of what it copies',
    async (given) => {
      given.put(first, header, ...rows)
      await given.build(plain)
      copyFileSync(given.path(first), given.path(second))
      await isRefused(given)
      given.take(second)
      await isTaken(given, '22')
      renameSync(given.path(first), given.path(second))
      expect(await given.build(plain)).toEqual(['source orders'])
      given.put(first, header, one, two)
      await isTaken(given, '37')
      given.put(first, header, three, one, two)
      await isRefused(given)
    },
  )

  course('a copy is noticed in any format and order, and at the first build', async (given) => {
    given.put(first, header, ...rows)
    await given.build(plain)
    writeFileSync(given.path('data/orders-2.csv.gz'), gzipSync(readFileSync(given.path(first))))
    await isRefused(given)
    given.take('data/orders-2.csv.gz')
    const objects = [three, one, two].map((row) => {
      const [at, who, total] = row.split(',')
      return `{"total":${total ?? ''},"who":"${who ?? ''}","at":"${at ?? ''}"}`
    })
    given.put('data/orders-2.ndjson', ...objects)
    await isRefused(given)
    given.put('data/orders-2.ndjson', ...objects.slice(1))
    await isTaken(given, '37')
    given.put('data/orders-2.ndjson', ...objects)
    await (
      await given.warehouse.files()
    ).query(raw(`COPY (FROM '${given.path(first)}') TO '${given.path('data/orders-3.parquet')}'`))
    given.take('data/orders-2.ndjson')
    await isRefused(given)
    given.put(first, header, ...rows, one)
    await isTaken(given, '54')
  })

  course('files without rows, and those that share some rows, are no copies', async (given) => {
    given.put(first, header)
    given.put(second, header)
    given.put('data/orders-2.csv', header, one, two)
    given.put('data/orders-3.csv', header, two, three)
    await isTaken(given, '27')
  })

  course('rows that differ in a column that is not declared are others', async (given) => {
    given.put(first, `id,${header}`, `1,${one}`)
    given.put(second, `id,${header}`, `2,${one}`)
    await isTaken(given, '20')
    given.put('data/orders-2.csv', `id,${header}`, `1,${one}`)
    await isRefused(given)
    given.take('data/orders-2.csv')
    given.put(first, `{"id":3,"at":"2024-03-10","who":"ada","total":10}`)
    renameSync(given.path(first), given.path('data/orders-5.ndjson'))
    given.take(second)
    given.put('data/orders-6.ndjson', `{"id":4,"at":"2024-03-10","who":"ada","total":10}`)
    await isTaken(given, '20')
    given.put('data/orders-7.ndjson', `{"id":4,"at":"2024-03-10","who":"ada","total":10}`)
    await isRefused(given)
  })

  course('copies count where they are declared, and do no harm to the latest of a key', async (given) => {
    given.put(first, header, ...rows)
    copyFileSync(given.path(first), given.path(second))
    await given.build(kept)
    expect(await given.findings(kept)).toEqual([])
    expect(await given.march(kept)).toEqual(['2', '6', '44'])
    await isRefused(given)
    expect(await given.refused(keyed)).toBe('contract-broken')
    await given.build(latest)
    expect(await given.march(latest)).toEqual(['2', '2', '17'])
    await given.isAsFull(latest)
  })
})
