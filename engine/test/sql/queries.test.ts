import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw } from '../../src/sql/sql.js'
import { translateQuery, type TranslatedQuery } from '../../src/sql/query.js'
import type { SqlType } from '../../src/sql/translation/sql-type.js'
import type { WrittenDialect } from '../../src/sql/written-dialect.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { clickHouseQueries, duckDbQueries, everydayQueries, unclearQueries } from './examples/queries.js'

interface Relation {
  readonly columns: readonly (readonly [name: string, type: SqlType])[]
  readonly rows: readonly (readonly (string | null)[])[]
}

const relations: Readonly<Record<string, Relation>> = {
  events: {
    columns: [
      ['id', 'integer'],
      ['k', 'text'],
      ['g', 'text'],
      ['i', 'integer'],
      ['m', 'decimal(18,2)'],
      ['x', 'double'],
      ['b', 'boolean'],
      ['d', 'date'],
    ],
    rows: [
      ['1', 'a', 'x', '3', '1.50', '0.5', 'true', '2024-01-31'],
      ['2', 'a', 'x', '-2', '2.25', '-1.5', 'false', '2024-02-29'],
      ['3', 'B', 'y', null, null, '2.5', null, null],
      ['4', null, 'x', '3', '-0.75', null, 'true', '1969-12-28'],
      ['5', 'ä', '', '0', '0.00', '0', 'false', '2024-01-31'],
      ['6', null, null, '-2', '2.25', '-1.5', null, '2023-12-31'],
      ['7', 'Z', 'y', '7', '100.10', '3.25', 'true', '2024-03-01'],
      ['8', 'a', 'y', '7', null, '1e10', 'false', null],
      ['9', "it's", '😀', null, '-5.55', null, null, '2025-01-01'],
    ],
  },
  others: {
    columns: [
      ['id', 'integer'],
      ['k', 'text'],
      ['i', 'integer'],
      ['v', 'decimal(10,3)'],
    ],
    rows: [
      ['10', 'a', '3', '1.005'],
      ['11', 'a', '-2', null],
      ['12', null, '7', '2.500'],
      ['13', 'B', null, '-1.125'],
      ['14', 'q', '99', '0.000'],
      ['10', 'a', '3', '1.005'],
    ],
  },
}

/** A relation's rows as a query of the warehouse. */
function given(name: string, { dialect: { constructs, quote } }: Warehouse): string {
  const { columns = [], rows = [] } = relations[name] ?? {}
  const values = (row: readonly (string | null)[]) =>
    columns.map(([column, type], at) => {
      const cell = row[at] ?? null
      const value = cell === null ? constructs.nothing(type) : constructs.literal(cell, type)
      return `${value} AS ${quote(column)}`
    })
  return `(${rows.map((row) => `SELECT ${values(row).join(', ')}`).join(' UNION ALL ')})`
}

function translate(text: string, from: WrittenDialect, warehouse: Warehouse): TranslatedQuery {
  return translateQuery(text, {
    from,
    to: warehouse.dialect,
    relation: (name) => {
      const columns = relations[name]?.columns.map(([column, type]) => ({ name: column, type }))
      return columns && { text: given(name, warehouse), columns }
    },
  })
}

async function rowsOf(text: string, warehouse: Warehouse): Promise<string> {
  const rows = await warehouse.read((session) => session.query(raw(text)))
  const written = rows.map((row) =>
    Object.values(row)
      .map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(12)) : cell))
      .map((cell) => (typeof cell === 'string' && /^-?\d+\.\d+$/.test(cell) ? Number(cell) : cell))
      .map((cell) => (cell === null ? '∅' : String(cell)))
      .join(' | '),
  )
  return written.sort().join('\n')
}

/** What the dialect's own engine makes of the text as it is written. */
function asWritten(text: string, engine: Warehouse): Promise<string> {
  return rowsOf(
    text.replaceAll(
      /(FROM|JOIN) (events|others)\b/g,
      (_all, word: string, name: string) => `${word} ${given(name, engine)}`,
    ),
    engine,
  )
}

async function translated(text: string, from: WrittenDialect, warehouse: Warehouse): Promise<string> {
  const query = translate(text, from, warehouse)
  return 'construct' in query ? `refused: ${query.construct}: ${query.advice}` : rowsOf(query.text, warehouse)
}

for (const server of warehouses.filter(({ name }) => name !== 'duckdb'))
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    let duckDb: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
      duckDb = await openWarehouse('duckdb::memory:', { directory: '.' })
    })
    afterAll(async () => {
      await warehouse.close()
      await duckDb.close()
    })

    it("gives DuckDB's queries the rows that DuckDB gives", async () => {
      for (const text of [...everydayQueries, ...duckDbQueries])
        expect([text, await translated(text, 'duckdb', warehouse)]).toEqual([
          text,
          await asWritten(text, duckDb),
        ])
    })

    it('gives queries of its own dialect the rows elsewhere that it gives itself', async () => {
      const own = warehouse.dialect.name
      const texts =
        own === 'postgresql' ? everydayQueries : own === 'clickhouse' ? clickHouseQueries : duckDbQueries
      for (const text of texts)
        expect([text, await translated(text, own, duckDb)]).toEqual([text, await asWritten(text, warehouse)])
    })

    it('refuses what a dialect leaves unclear', () => {
      for (const [from, text, construct] of unclearQueries)
        expect(translate(text, from, warehouse)).toMatchObject({ construct })
    })
  })
