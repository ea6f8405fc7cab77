import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundSource } from '../../src/sources/bound-source.js'
import { checkSource } from '../../src/sources/check-contract.js'
import { source, type Source, type SourceType } from '../../src/sources/source.js'
import { latestRows } from '../../src/sources/source-rows.js'
import { raw, sql, stored } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Row, Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { refusalOf } from './given.js'

const columns = [
  { name: 'Id', type: 'text', nullable: false },
  { name: 'at', type: 'timestamp', nullable: false },
  { name: 'n', type: 'integer', nullable: true },
  { name: 'amount', type: 'decimal(9,2)', nullable: true },
  { name: 'share', type: 'double', nullable: true },
  { name: 'day', type: 'date', nullable: true },
] as const
const table: StoredTable = { name: 'orders', columns, order: [] }

const declared = (held: Partial<Source>): Source => ({
  ...source('orders', {
    table: 'user_orders',
    columns: { id: 'text', at: 'timestamp', n: 'integer?', amount: 'decimal(9,2)?' },
  }),
  ...held,
})

const given = [
  "('a', TIMESTAMP '2025-10-01 08:00:00', 1, 1.50, 0.5, DATE '2025-10-01')",
  "('a', TIMESTAMP '2025-10-02 08:00:00', NULL, 2.50, 0.5, DATE '2025-10-02')",
  "('b', TIMESTAMP '2025-10-01 08:00:00', 3, NULL, 0.5, DATE '2025-10-01')",
]

for (const server of warehouses) {
  describe.skipIf(server.skip)(`a table as a source on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
      await put(given)
    })
    afterAll(() => warehouse.close())

    function put(rows: readonly string[]): Promise<void> {
      return warehouse.write(async (write) => {
        await write.create(table)
        await write.load(table, raw(`SELECT * FROM (VALUES ${rows.join(', ')}) AS given`))
        await write.query(sql`DROP TABLE IF EXISTS user_orders`)
        await write.query(sql`CREATE TABLE user_orders AS SELECT * FROM ${stored(table)}`)
      })
    }

    function read(from: Source): Promise<readonly Row[]> {
      return warehouse.read(async (session) => {
        const bound = await boundSource(session, from)
        return session.query(sql`SELECT * FROM ${latestRows(bound)} AS r ORDER BY id, "at"`)
      })
    }

    const check = (from: Source) =>
      warehouse.read((session) => checkSource(session, { source: from, files: undefined }))

    it('is read by its declared names, whatever the letter case in the table', async () => {
      expect(await read(declared({}))).toEqual([
        { id: 'a', at: '2025-10-01 08:00:00', n: 1n, amount: '1.50' },
        { id: 'a', at: '2025-10-02 08:00:00', n: null, amount: '2.50' },
        { id: 'b', at: '2025-10-01 08:00:00', n: 3n, amount: null },
      ])
      expect(await check(declared({}))).toEqual([])
    })

    it('is read by the latest row of each key', async () => {
      const latest = declared({ key: ['id'], latestBy: 'at' })
      expect((await read(latest)).map(({ id, amount }) => [id, amount])).toEqual([
        ['a', '2.50'],
        ['b', null],
      ])
      expect(await check(latest)).toEqual([])
    })

    it('may be declared with types that hold more', async () => {
      const wider = await read(
        source('orders', {
          table: 'user_orders',
          columns: {
            id: 'text',
            at: 'timestamp',
            n: 'decimal(9,1)?',
            amount: 'decimal(18,4)?',
            day: 'timestamp?',
          },
        }),
      )
      expect(wider[0]).toEqual({
        id: 'a',
        at: '2025-10-01 08:00:00',
        n: '1.0',
        amount: '1.5000',
        day: '2025-10-01 00:00:00',
      })
    })

    it.each([
      ['share', 'decimal(9,2)'],
      ['at', 'date'],
      ['id', 'integer'],
    ] as readonly (readonly [string, SourceType])[])(
      'is refused where %s is declared as %s',
      async (name, type) => {
        const narrower = declared({
          columns: [{ name, header: name, type, nullable: true, accepted: undefined }],
        })
        const refusal = await refusalOf(check(narrower))
        expect([refusal.code, refusal.facts]).toMatchObject([
          'column-type',
          { where: 'user_orders', column: name, declared: type },
        ])
      },
    )

    it('is refused where it does not exist, and where a column does not', async () => {
      expect((await refusalOf(check(declared({ from: { table: 'user_order' } })))).code).toBe('unknown-table')
      const misspelt = source('orders', { table: 'user_orders', columns: { amuont: 'text' } })
      const refusal = await refusalOf(check(misspelt))
      expect([refusal.code, refusal.facts]).toMatchObject(['missing-column', { closest: 'amount' }])
      expect((await refusalOf(check(declared({ extraColumns: 'refuse' })))).facts).toMatchObject({
        columns: ['share', 'day'],
      })
    })

    it('breaks its contract with missing and with unaccepted values', async () => {
      const strict = source('orders', {
        table: 'user_orders',
        columns: { id: { type: 'text', accepted: ['b'] }, n: 'integer' },
      })
      expect(await check(strict)).toEqual([
        {
          source: 'orders',
          where: 'user_orders',
          column: 'id',
          rule: 'accepted',
          rows: 2,
          examples: [{ row: undefined, value: 'a' }],
        },
        { source: 'orders', where: 'user_orders', column: 'n', rule: 'not-null', rows: 1, examples: [] },
      ])
    })

    it('breaks its contract with whole numbers that a decimal cannot hold', async () => {
      await put([...given, "('c', TIMESTAMP '2025-10-01 08:00:00', -100, NULL, 0.5, NULL)"])
      const small = source('orders', { table: 'user_orders', columns: { n: 'decimal(3,1)?' } })
      expect(await check(small)).toMatchObject([
        { column: 'n', rule: 'range', rows: 1, examples: [{ value: '-100' }] },
      ])
      await put(given)
    })

    it('breaks its contract with numbers that would lose digits', async () => {
      const columns = { id: 'text', at: 'timestamp', amount: 'decimal(9,0)?' } as const
      const whole = source('orders', { table: 'user_orders', columns, key: ['id', 'at'] })
      expect(await check(whole)).toMatchObject([
        {
          column: 'amount',
          rule: 'digits',
          rows: 2,
          examples: [{ key: 'id a, at 2025-10-01 08:00:00' }, { key: 'id a, at 2025-10-02 08:00:00' }],
        },
      ])
      const wide = source('orders', { table: 'user_orders', columns: { amount: 'decimal(38,2)?' } })
      expect(await check(wide)).toEqual([])
    })

    it('breaks its contract with what is no number, and with days without end', async () => {
      const isClickHouse = server.name === 'chdb'
      const strange = isClickHouse
        ? `SELECT 1 AS id, CAST('nan' AS Float64) AS share UNION ALL SELECT 2, CAST('-inf' AS Float64) UNION ALL SELECT 3, 0.5`
        : `SELECT 1 AS id, CAST('NaN' AS DOUBLE PRECISION) AS share UNION ALL SELECT 2, CAST('-Infinity' AS DOUBLE PRECISION) UNION ALL SELECT 3, 0.5`
      const create = (query: string) =>
        warehouse.execute(
          `CREATE TABLE strange ${isClickHouse ? 'ENGINE = MergeTree ORDER BY tuple() ' : ''}AS ${query}`,
        )
      await create(strange)
      const columns = { id: 'integer', share: 'double?' } as const
      expect(await check(source('strange', { table: 'strange', columns, key: ['id'] }))).toMatchObject([
        { column: 'share', rule: 'finite', rows: 2, examples: [{ key: 'id 1' }, { key: 'id 2' }] },
      ])
      await warehouse.execute('DROP TABLE strange')
      if (isClickHouse) return
      const times = `SELECT 1 AS id, CAST('infinity' AS TIMESTAMP) AS seen, DATE '2024-03-01' AS day UNION ALL SELECT 2, TIMESTAMP '2024-03-01 10:00:00', CAST('-infinity' AS DATE)`
      await create(times)
      const timed = { id: 'integer', seen: 'timestamp?', day: 'date?' } as const
      expect(
        await check(source('strange', { table: 'strange', columns: timed, key: ['id'], day: 'day' })),
      ).toMatchObject([
        { column: 'seen', rule: 'finite', rows: 1, examples: [{ value: 'infinity', key: 'id 1' }] },
        { column: 'day', rule: 'finite', rows: 1, examples: [{ value: '-infinity', key: 'id 2' }] },
      ])
      await warehouse.execute('DROP TABLE strange')
    })

    it.skipIf(!server.title.startsWith('PostgreSQL'))(
      'breaks its contract with NUMERIC that is none',
      async () => {
        await warehouse.execute(
          "CREATE TABLE strange AS SELECT 1 AS id, CAST('NaN' AS NUMERIC(18,2)) AS total, CAST(1.5 AS NUMERIC) AS free UNION ALL SELECT 2, 10, 1.234 UNION ALL SELECT 3, 11, 1e30",
        )
        const columns = { id: 'integer', total: 'decimal(18,2)', free: 'decimal(18,2)' } as const
        expect(await check(source('strange', { table: 'strange', columns, key: ['id'] }))).toMatchObject([
          { column: 'total', rule: 'finite', rows: 1, examples: [{ value: 'NaN', key: 'id 1' }] },
          { column: 'free', rule: 'range', rows: 1, examples: [{ key: 'id 3' }] },
          { column: 'free', rule: 'digits', rows: 1, examples: [{ value: '1.234', key: 'id 2' }] },
        ])
        await warehouse.execute('DROP TABLE strange')
      },
    )

    it('breaks its contract with rows that share a key, and with ties', async () => {
      expect(await check(declared({ key: ['id'] }))).toMatchObject([
        { column: 'id', rule: 'key', rows: 2, examples: [{ value: 'a' }] },
      ])
      const doubled = [...given, given[1] ?? '']
      await put(doubled)
      expect(await check(declared({ key: ['id'], latestBy: 'at' }))).toEqual([])
      await put([...given, "('b', TIMESTAMP '2025-10-01 08:00:00', 4, NULL, 0.5, NULL)"])
      expect(await check(declared({ key: ['id'], latestBy: 'at' }))).toMatchObject([
        { column: 'id, at', rule: 'tie', rows: 2, examples: [{ value: 'b, 2025-10-01 08:00:00' }] },
      ])
      // Which of two equals is taken does not depend on the order in which they lie.
      expect((await read(declared({ key: ['id'], latestBy: 'at' }))).map((row) => row['n'])).toEqual([
        null,
        3n,
      ])
      await put(given)
    })
  })
}
