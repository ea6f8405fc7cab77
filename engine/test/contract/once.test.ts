import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { addDays } from '../../src/calendar/day.js'
import { givenRows, join, literal, name, sql, stored, type Sql } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { contractCase } from './contract-case.js'

const table: StoredTable = {
  name: 'once',
  columns: [
    { name: 'day', type: 'date', nullable: false },
    { name: 'cell', type: 'member', nullable: false },
    { name: 'score', type: 'integer', nullable: false },
    { name: 'place', type: 'integer', nullable: false },
  ],
  order: ['day', 'cell'],
}
const passing: StoredTable = { ...table, name: 'passing', isTemporary: true }

interface Row {
  readonly day: string
  readonly cell: number
  readonly score: bigint
  readonly place: bigint
}

/** Few values, so that rows repeat; over few or over all of the numbers that there are. */
const rowsOf = (numbers: readonly bigint[], days: readonly string[]) =>
  fc.array(
    fc.record<Row>({
      day: fc.constantFrom(...days),
      cell: fc.constantFrom(0, 1, 4294967295),
      score: fc.constantFrom(...numbers),
      place: fc.constantFrom(-1n, 0n, 7n),
    }),
    { maxLength: 40 },
  )
const drawn = fc.oneof(
  rowsOf([0n, 1n], ['2024-02-29', '2024-03-01', addDays('2024-03-01', 400)]),
  rowsOf([-5n, 0n, 9_000_000_000_000_000n], ['1900-01-01', '1969-12-31', '2299-12-31']),
)

function query(rows: readonly Row[]): Sql {
  const filler: Row = { day: '2024-01-01', cell: 0, score: 0n, place: 0n }
  const given = givenRows(
    table.columns,
    (rows.length === 0 ? [filler] : rows).map(({ day, cell, score, place }) => [day, cell, score, place]),
  )
  return rows.length === 0 ? sql`SELECT * FROM (${given}) AS none WHERE 1 = 0` : given
}

/** The bounds of the rows, as a caller would know them: each column's least and most. */
function bounds(rows: readonly Row[]): Sql {
  const ends = table.columns.flatMap(({ name: column, type }) => {
    const values = rows.map((row) => row[column as keyof Row])
    const sorted = values.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0))
    return [sorted[0] ?? null, sorted.at(-1) ?? null].map((end) => literal(end, type))
  })
  return sql`SELECT ${join(ends)}`
}

function once(rows: readonly Row[], greatest?: 'score'): readonly string[] {
  const kept = new Map<string, Row>()
  for (const row of rows) {
    const key = greatest === undefined ? textOf(row) : textOf({ ...row, score: 0n })
    const known = kept.get(key)
    if (known === undefined || known.score < row.score) kept.set(key, row)
  }
  return [...kept.values()].map(textOf).sort()
}

function textOf({ day, cell, score, place }: Row): string {
  return [day, cell, score, place].join(' ')
}

for (const server of contractWarehouses) {
  describe.skipIf(server.skip)(`rows that come in once on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    const read = async () => {
      const rows = await warehouse.read((session) => session.query(sql`SELECT * FROM ${stored(table)}`))
      return rows.map((row) => textOf(row as unknown as Row)).sort()
    }

    contractCase(server, 'insertOnce: into a table that is made anew', async () => {
      await fc.assert(
        fc.asyncProperty(drawn, fc.constantFrom(undefined, 'score' as const), async (rows, greatest) => {
          await warehouse.write(async (session) => {
            await session.create(table)
            await session.insertOnce(table, query(rows), { greatest, bounds: bounds(rows) })
          })
          expect(await read()).toEqual(once(rows, greatest))
        }),
        { numRuns: 30 },
      )
    })

    contractCase(server, 'insertOnce: into a table that readers see', async () => {
      const rows: readonly Row[] = [
        { day: '2024-01-01', cell: 2, score: 1n, place: 0n },
        { day: '2024-01-01', cell: 2, score: 3n, place: 0n },
        { day: '2024-01-01', cell: 2, score: 3n, place: 0n },
        { day: '2024-01-02', cell: 2, score: 0n, place: 0n },
      ]
      await warehouse.write((session) => session.create(table))
      const told = { greatest: 'score', bounds: bounds(rows) }
      await warehouse.write((session) => session.insertOnce(table, query(rows), told))
      expect(await read()).toEqual(['2024-01-01 2 3 0', '2024-01-02 2 0 0'])
    })

    contractCase(server, 'a temporary table: read by its write, and gone', async () => {
      const rows: readonly Row[] = [{ day: '2024-01-01', cell: 2, score: 1n, place: 0n }]
      await warehouse.write(async (session) => {
        await session.create(passing)
        await session.insert(passing, query(rows))
        await session.create(table)
        await session.insert(
          table,
          sql`SELECT ${join(table.columns.map((each) => name(each.name)))} FROM ${stored(passing)}`,
        )
        await session.drop(passing)
        expect(await session.has(passing)).toBe(false)
      })
      expect(await read()).toEqual(['2024-01-01 2 1 0'])
      expect(await warehouse.read((session) => session.has(passing))).toBe(false)
    })
  })
}
