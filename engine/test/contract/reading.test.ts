import { expect } from 'vitest'
import { name, raw, sql, stored, value } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { onEveryWarehouse } from './on-every-warehouse.js'

const many: StoredTable = {
  name: 'many',
  columns: [
    { name: 'n', type: 'integer', nullable: false },
    { name: 't', type: 'text', nullable: false },
  ],
  order: ['n'],
}

onEveryWarehouse((it) => {
  it('streams every row once, in batches', async (warehouse) => {
    await warehouse.write(async (session) => {
      await session.create(many)
      await session.load(many, sql`SELECT n, 'text ' || n FROM range(50000) AS r(n)`)
    })
    await warehouse.read(async (session) => {
      const found: unknown[] = []
      let batches = 0
      const from = value(1, 'integer')
      for await (const rows of session.stream(
        sql`SELECT n, t FROM ${stored(many)} WHERE n >= ${from} ORDER BY n`,
      )) {
        batches += 1
        for (const row of rows) found.push(row)
      }
      expect(batches).toBeGreaterThan(1)
      expect(found).toEqual(
        Array.from({ length: 49999 }, (_row, at) => ({ n: BigInt(at + 1), t: `text ${at + 1}` })),
      )
    })
  })

  it('streams no rows in no batch', async (warehouse) => {
    await warehouse.read(async (session) => {
      for await (const rows of session.stream(sql`SELECT 1 AS n WHERE 1 = 0`)) expect(rows).toBe('not there')
      expect(await session.query(sql`SELECT 1 AS n`)).toEqual([{ n: 1n }])
    })
  })

  it('says in a stream what is wrong', async (warehouse) => {
    const reading = warehouse.read(async (session) => {
      for await (const rows of session.stream(sql`SELECT no_such_column`)) expect(rows).toBe('not there')
    })
    await expect(reading).rejects.toThrow(/no_such_column/)
  })

  it('names the columns of a result by what is selected, whatever the relations', async (warehouse) => {
    const [row] = await warehouse.read((session) =>
      session.query(sql`SELECT p.n, w.${name('Upper')}, p.${name('a b')}, g.x
        FROM (SELECT 1 AS n, 'u' AS ${name('Upper')}, 'p' AS ${name('a b')}) AS p
        JOIN (SELECT 1 AS n, 'w' AS ${name('Upper')}, 'q' AS ${name('a b')}) AS w ON w.n = p.n
        CROSS JOIN (SELECT 2 AS x, 3 AS n) AS g`),
    )
    expect(row).toEqual({ n: 1n, Upper: 'w', 'a b': 'p', x: 2n })
  })

  it('lets an alias be called as a column that the condition reads', async (warehouse) => {
    const rows = await warehouse.read((session) =>
      session.query(sql`SELECT t.n + 10 AS n FROM (SELECT 1 AS n UNION ALL SELECT 2 AS n) AS t WHERE n < 2`),
    )
    expect(rows).toEqual([{ n: 11n }])
  })

  it('fills an outer join with null', async (warehouse) => {
    const rows = await warehouse.read((session) =>
      session.query(sql`SELECT a.n, b.t FROM (SELECT 1 AS n) AS a
        LEFT JOIN (SELECT 2 AS n, 'two' AS t) AS b ON b.n = a.n`),
    )
    expect(rows).toEqual([{ n: 1n, t: null }])
  })

  it('runs a statement of 2,000 parts', async (warehouse) => {
    const parts = Array.from({ length: 2000 }, (_part, n) => `SELECT ${n} AS n, 'part ${n}' AS t`)
    const [row] = await warehouse.read((session) =>
      session.query(
        sql`SELECT count(*) AS parts, max(n) AS last FROM (${raw(parts.join(' UNION ALL '))}) AS p`,
      ),
    )
    expect(row).toEqual({ parts: 2000n, last: 1999n })
  })

  it('prepares what is right, and refuses what is wrong with the SQL that is shown', async (warehouse) => {
    await warehouse.read(async (session) => {
      await session.prepare(sql`WITH a AS (SELECT ${value("it's", 'text')} AS t) SELECT t FROM a`)
      const wrong = [
        sql`SELECT no_such_column`,
        sql`SELECT 1 FROM no_such_table`,
        sql`SELECT (1`,
        sql`SELEC 1`,
      ]
      for (const statement of wrong) {
        await expect(session.prepare(statement)).rejects.toMatchObject({
          code: 'sql-refused',
          facts: { warehouse: warehouse.title, sql: session.show(statement) },
        })
      }
      expect(await session.query(sql`SELECT 1 AS n`)).toEqual([{ n: 1n }])
    })
  })

  it('does not run what it prepares', async (warehouse) => {
    await warehouse.write(async (session) => {
      await session.create(many)
      await session.prepare(sql`SELECT n FROM ${stored(many)}`)
      expect(await session.query(sql`SELECT count(*) AS n FROM ${stored(many)}`)).toEqual([{ n: 0n }])
    })
  })

  it('describes the columns of tables and views of the user', async (warehouse) => {
    const { dialect } = warehouse
    const types = ['text', 'integer', 'double', 'boolean', 'date', 'timestamp', 'decimal(18,4)'] as const
    const columns = types.map((type, at) => `c${at} ${dialect.type(type, false)} NOT NULL`).join(', ')
    const engine = dialect.name === 'clickhouse' ? ' ENGINE = MergeTree ORDER BY tuple()' : ''
    await warehouse.execute(`CREATE TABLE sales (${columns}, note ${dialect.type('text', true)})${engine}`)
    await warehouse.execute('CREATE VIEW sales_seen AS SELECT c0, c4 AS day, c6 FROM sales')
    await warehouse.read(async (session) => {
      const table = (await session.tableOf('sales'))?.columns
      expect(table?.map((column) => column.name)).toEqual([...types.map((_type, at) => `c${at}`), 'note'])
      expect(table?.map((column) => column.type)).toEqual([...types, 'text'])
      expect(table?.map((column) => column.nullable)).toEqual([...types.map(() => false), true])
      const view = (await session.tableOf('sales_seen'))?.columns
      expect(view?.map((column) => [column.name, column.type])).toEqual([
        ['c0', 'text'],
        ['day', 'date'],
        ['c6', 'decimal(18,4)'],
      ])
      expect(await session.tableOf('no_such_table')).toBeUndefined()
      expect(await session.tableOf('no_such_schema.sales')).toBeUndefined()
    })
  })

  it('says of a statement that it cannot run which one it was', async (warehouse) => {
    await expect(warehouse.execute('DROP TABLE never_there')).rejects.toMatchObject({
      name: 'WarehouseError',
      sql: 'DROP TABLE never_there',
    })
  })
}, contractWarehouses)
