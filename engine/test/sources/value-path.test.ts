import { describe, expect, it } from 'vitest'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

const columns = {
  id: 'integer',
  city: { type: 'text', path: 'customer.address.city', nullable: true },
  sku: { type: 'text', path: 'items[0].sku', nullable: true },
  price: { type: 'decimal(18,2)', path: ['items', 0, 'price.net'], nullable: true },
  at: { type: 'instant', path: 'customer.since', format: 'epoch seconds', nullable: true },
} as const

const read = [
  { id: 1n, city: 'Bonn', sku: 'a', price: '2.50', at: '2024-03-01 23:30:00' },
  { id: 2n, city: null, sku: null, price: null, at: null },
]

describe('a value inside of objects and lists', () => {
  it('is read from JSON by its path', async () => {
    await files.write(
      'nested.ndjson',
      '{"id":1,"customer":{"address":{"city":"Bonn"},"since":1709335800},"items":[{"sku":"a","price.net":2.5},{"sku":"b"}]}\n{"id":2,"items":[]}\n',
    )
    expect(await files.read(source('given', { files: 'nested.ndjson', columns }))).toEqual(read)
  })

  it('is read from Parquet by its path', async () => {
    await files.copy(
      `SELECT 1 AS id, {'address': {'city': 'Bonn'}, 'since': 1709335800} AS customer, [{'sku': 'a', 'price.net': 2.50::DECIMAL(9,2)}] AS items
       UNION ALL SELECT 2, NULL, [] ORDER BY 1`,
      'nested.parquet',
      'FORMAT parquet',
    )
    expect(await files.read(source('given', { files: 'nested.parquet', columns }))).toEqual(read)
  })

  it('is refused with its line where it breaks the contract', async () => {
    await files.write(
      'bad.ndjson',
      '{"id":1,"items":[{"qty":2}]}\n{"id":2,"items":[{"qty":"x"}]}\n{"id":3}\n',
    )
    const given = source('given', {
      files: 'bad.ndjson',
      columns: { id: 'integer', qty: { type: 'integer', path: 'items[0].qty' } },
    })
    expect(await violationsOf(files.read(given))).toMatchObject([
      { column: 'qty', rule: 'type', examples: [{ row: 2, value: 'x' }] },
      { column: 'qty', rule: 'not-null', rows: 1, examples: [{ row: 3 }] },
    ])
  })

  it('is refused where a struct has no such name', async () => {
    await files.copy("SELECT {'a': 1} AS s", 'struct.parquet', 'FORMAT parquet')
    const given = source('given', {
      files: 'struct.parquet',
      columns: { b: { type: 'integer', path: 's.b' } },
    })
    const refusal = await refusalOf(files.read(given))
    expect([refusal.code, refusal.facts]).toMatchObject(['missing-column', { header: 's.b' }])
  })

  it.each(['a..b', 'a[x]', '', '[0].a'])('is refused with the path %j', async (path) => {
    const declare = async () =>
      Promise.resolve(source('given', { files: 'x.json', columns: { b: { type: 'text', path } } }))
    expect((await refusalOf((async () => declare())())).code).toBe('invalid-declaration')
  })
})
