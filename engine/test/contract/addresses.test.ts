import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../src/errors.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'

const options = { directory: tmpdir() }

async function refusalOf(address: string): Promise<Refusal> {
  const thrown: unknown = await openWarehouse(address, options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (thrown instanceof Refusal) return thrown
  throw new Error(`${address} was not refused`, { cause: thrown })
}

describe('An address', () => {
  it.each([
    ['mysql://localhost/shop', 'unknown-warehouse'],
    ['shop.duckdb', 'invalid-warehouse-url'],
    ['duckdb:', 'invalid-warehouse-url'],
    ['chdb:', 'invalid-warehouse-url'],
    ['postgres://us er:hunter2@:x/y', 'invalid-warehouse-url'],
    ['clickhouse://user:hunter2@host:port/y', 'invalid-warehouse-url'],
    ['postgres://user:hunter2@127.0.0.1:9/shop', 'warehouse-unreachable'],
    ['clickhouse://user:hunter2@127.0.0.1:9/shop', 'warehouse-unreachable'],
    ['clickhouse://user:hunter2@127.0.0.1:9/shop?secure=1', 'warehouse-unreachable'],
  ])('%s is refused with %s, and without the password', async (address, code) => {
    const refusal = await refusalOf(address)
    expect(refusal.code).toBe(code)
    expect(`${refusal.message} ${refusal.fix} ${JSON.stringify(refusal.facts)}`).not.toContain('hunter2')
  })
})
