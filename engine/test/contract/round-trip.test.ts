import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import {
  join as joinSql,
  name,
  raw,
  sql,
  stored,
  value,
  type BoundValue,
  type ColumnType,
} from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Row, Value, Warehouse } from '../../src/warehouses/warehouse.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { contractCase } from './contract-case.js'

const longText = `it's \\ long\n`.repeat(20_000)

/** Type → values bound and the same as they must come back. */
const samples: Readonly<Partial<Record<ColumnType, readonly (readonly [BoundValue, Value])[]>>> = {
  text: [
    ['', ''],
    ['NULL', 'NULL'],
    ['\\N', '\\N'],
    ['over\n\\.\nlines', 'over\n\\.\nlines'],
    [' lead and trail ', ' lead and trail '],
    [longText, longText],
    ['tab\tnewline\nreturn\rend', 'tab\tnewline\nreturn\rend'],
    ['it\'s "quoted" and `ticked`', 'it\'s "quoted" and `ticked`'],
    ["back\\slash \\' \\n \\\\", "back\\slash \\' \\n \\\\"],
    ["';DROP TABLE x;--", "';DROP TABLE x;--"],
    [
      '{x:String} {p1:Int64} $1 ? :name @x %s /* c */ -- d',
      '{x:String} {p1:Int64} $1 ? :name @x %s /* c */ -- d',
    ],
    ['👩‍👩‍👧 💥 é é שלום مرحبا 数 \u{10FFFF}', '👩‍👩‍👧 💥 é é שלום مرحبا 数 \u{10FFFF}'],
    [null, null],
  ],
  integer: [
    [9223372036854775807n, 9223372036854775807n],
    [-9223372036854775808n, -9223372036854775808n],
    ['9007199254740993', 9007199254740993n],
    [0, 0n],
    [null, null],
  ],
  double: [
    [0.1, 0.1],
    [-1.7976931348623157e308, -1.7976931348623157e308],
    [5e-324, 5e-324],
    [1e21, 1e21],
    [3, 3],
    [null, null],
  ],
  boolean: [
    [true, true],
    [false, false],
    [null, null],
  ],
  date: [
    ['1900-01-01', '1900-01-01'],
    ['1955-02-28', '1955-02-28'],
    ['1969-12-31', '1969-12-31'],
    ['2024-02-29', '2024-02-29'],
    ['2299-12-31', '2299-12-31'],
    [null, null],
  ],
  timestamp: [
    ['1955-03-04 05:06:07.000001', '1955-03-04 05:06:07.000001'],
    ['1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
    ['2025-10-31 00:00:00', '2025-10-31 00:00:00'],
    ['2025-10-31 10:20:30.120000', '2025-10-31 10:20:30.12'],
    [null, null],
  ],
  instant: [
    ['1955-03-04 05:06:07.000001', '1955-03-04 05:06:07.000001'],
    ['2025-10-31 16:00:00', '2025-10-31 16:00:00'],
    [null, null],
  ],
  member: [
    [0, 0],
    [4294967295, 4294967295],
    [2147483648n, 2147483648],
    [null, null],
  ],
  'decimal(38,10)': [
    ['9999999999999999999999999999.9999999999', '9999999999999999999999999999.9999999999'],
    ['-9999999999999999999999999999.9999999999', '-9999999999999999999999999999.9999999999'],
    ['0.0000000001', '0.0000000001'],
    ['1.5', '1.5000000000'],
    ['0', '0.0000000000'],
    [null, null],
  ],
  'decimal(18,4)': [
    ['-0.0001', '-0.0001'],
    ['99999999999999.9999', '99999999999999.9999'],
    [null, null],
  ],
  'decimal(12,0)': [
    ['999999999999', 999999999999n],
    [null, null],
  ],
}

const hostileNames = [
  'select',
  'UPPER and lower',
  'quote " in',
  "quote ' in",
  'tick ` in',
  'back\\slash',
  '-- comment',
  '/* comment */',
  "';DROP TABLE x;--",
  '{x:String}',
  '$1',
  '?',
  'new\nline',
  'dotted.name',
  'größe 💥',
]

for (const server of contractWarehouses)
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    let folder: string

    beforeAll(async () => {
      warehouse = await server.open()
      folder = await mkdtemp(join(tmpdir(), 'daymark-contract-'))
    })
    afterAll(async () => {
      await warehouse.close()
      await rm(folder, { recursive: true })
    })

    const tableOf = (tableName: string, type: ColumnType): StoredTable => ({
      name: tableName,
      columns: [
        { name: 'nr', type: 'integer', nullable: false },
        { name: 'value', type, nullable: true },
      ],
      order: ['nr'],
    })
    const read = (table: StoredTable) =>
      warehouse.read((session) => session.query(sql`SELECT value FROM ${stored(table)} ORDER BY nr`))
    const valuesOf = (rows: readonly Row[]) => rows.map((row) => row['value'])

    for (const [type, pairs] of Object.entries(samples) as [ColumnType, (readonly [BoundValue, Value])[]][]) {
      const rowsOf = joinSql(
        pairs.map(([bound], at) => sql`SELECT ${value(at, 'integer')} AS nr, ${value(bound, type)} AS value`),
        ' UNION ALL ',
      )
      const expected = pairs.map(([, back]) => back)

      contractCase(server, `gives back bound values of ${type}`, async () => {
        const back = await warehouse.read((session) =>
          session.query(sql`SELECT value FROM (${rowsOf}) AS t ORDER BY nr`),
        )
        expect(valuesOf(back)).toEqual(expected)
      })

      contractCase(server, `keeps ${type} in a table`, async () => {
        const table = tableOf(`kept ${type}`, type)
        await warehouse.write(async (session) => {
          await session.create(table)
          await session.insert(table, rowsOf)
        })
        expect(valuesOf(await read(table))).toEqual(expected)
      })

      contractCase(server, `loads ${type} from files`, async () => {
        const table = tableOf(`loaded ${type}`, type)
        await warehouse.write(async (session) => {
          await session.create(table)
          await session.load(table, rowsOf)
        })
        expect(valuesOf(await read(table))).toEqual(expected)
      })

      contractCase(server, `shows ${type} as SQL that means the same`, async () => {
        const shown = await warehouse.read(async (session) => {
          const text = session.show(sql`SELECT value FROM (${rowsOf}) AS t ORDER BY nr`)
          return session.query(raw(text))
        })
        expect(valuesOf(shown)).toEqual(expected)
      })
    }

    contractCase(server, 'loads a file as the files session reads it', async () => {
      const file = join(folder, "it's a file.csv")
      await writeFile(file, 'nr,value\n1,"a ""b"", c"\n2,\n3,"multi\nline"\n')
      const table = tableOf('from csv', 'text')
      const query = sql`SELECT nr, value FROM read_csv(${value(file, 'text')}, types = {nr: 'BIGINT', value: 'VARCHAR'})`
      await warehouse.write(async (session) => {
        await session.create(table)
        await session.load(table, query)
      })
      expect(valuesOf(await read(table))).toEqual(['a "b", c', null, 'multi\nline'])
      const files = await warehouse.files()
      expect(await files.query(sql`SELECT count(*) AS n FROM (${query}) AS t`)).toEqual([{ n: 3n }])
    })

    contractCase(server, 'keeps the character NUL', async () => {
      const [row] = await warehouse.read((session) =>
        session.query(sql`SELECT ${value('a\0b', 'text')} AS value`),
      )
      expect(row).toEqual({ value: 'a\0b' })
    })

    contractCase(server, 'takes hostile column names', async () => {
      const table: StoredTable = {
        name: 'hostile "names" `of` \'columns\'',
        columns: hostileNames.map((column) => ({ name: column, type: 'text', nullable: true })),
        order: [],
      }
      await warehouse.write(async (session) => {
        await session.create(table)
        await session.insert(
          table,
          sql`SELECT ${joinSql(hostileNames.map((column) => value(column, 'text')))}`,
        )
        await session.load(table, sql`SELECT ${joinSql(hostileNames.map((column) => value(column, 'text')))}`)
      })
      const columns = joinSql(hostileNames.map((column) => name(column)))
      const back = await warehouse.read((session) =>
        session.query(sql`SELECT ${columns} FROM ${stored(table)}`),
      )
      const row = Object.fromEntries(hostileNames.map((column) => [column, column]))
      expect(back).toEqual([row, row])
    })

    contractCase(server, 'refuses null where a column is not nullable', async () => {
      const table: StoredTable = {
        name: 'strict',
        columns: [{ name: 'n', type: 'integer', nullable: false }],
        order: [],
      }
      const writing = (way: 'insert' | 'load') =>
        warehouse.write(async (session) => {
          await session.create(table)
          await session[way](table, sql`SELECT ${value(null, 'integer')} AS n`)
        })
      await expect(writing('insert')).rejects.toThrow()
      await expect(writing('load')).rejects.toThrow()
    })

    contractCase(server, 'refuses a number that does not fit', async () => {
      const table: StoredTable = {
        name: 'narrow',
        columns: [{ name: 'n', type: 'decimal(6,2)', nullable: false }],
        order: [],
      }
      const writing = warehouse.write(async (session) => {
        await session.create(table)
        await session.insert(table, sql`SELECT ${value('123456.00', 'decimal(18,2)')} AS n`)
      })
      await expect(writing).rejects.toThrow()
    })
  })
