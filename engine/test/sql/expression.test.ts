import { describe, expect, it } from 'vitest'
import { parseExpression, printExpression, type WrittenDialect } from '../../src/sql/expression.js'
import { print, type Dialect } from '../../src/sql/print.js'
import { clickHouseDialect } from '../../src/warehouses/clickhouse/clickhouse-dialect.js'
import { duckDbDialect } from '../../src/warehouses/duckdb/duckdb-dialect.js'
import { postgresDialect } from '../../src/warehouses/postgres/postgres-dialect.js'
import { scaleOf } from '../../src/sql/scale.js'
import type { ColumnType } from '../../src/sql/sql.js'

const columns = ['InvoiceNo', 'quantity', 'unit price', 'day', 'rate']
const types: Readonly<Record<string, ColumnType>> = {
  quantity: 'integer',
  InvoiceNo: 'text',
  day: 'date',
  'unit price': 'decimal(18,3)',
  rate: 'double',
}

const dialects: Readonly<Record<Dialect['name'], Dialect>> = {
  duckdb: duckDbDialect,
  postgresql: postgresDialect,
  clickhouse: clickHouseDialect,
}

function parsed(
  text: string,
  {
    writtenIn = 'duckdb',
    parameters = {},
  }: { writtenIn?: WrittenDialect; parameters?: Record<string, string> } = {},
) {
  const written = { in: writtenIn, parameters }
  const scope = { columns, written, typeOf: (column: string) => types[column] }
  return { expression: parseExpression({ text, what: 'the test' }, scope), written }
}

function printed(text: string, name: Dialect['name'], options?: Parameters<typeof parsed>[1]): string {
  const { expression, written } = parsed(text, options)
  const dialect = dialects[name]
  return print(printExpression(expression, { written, dialect }), dialect, () => '').text
}

function refused(text: string) {
  try {
    parsed(text)
  } catch (refusal) {
    return refusal
  }
  return undefined
}

describe('an expression', () => {
  it('names its columns in the letter case in which they are declared', () => {
    expect(parsed('invoiceno || QUANTITY').expression.columns).toEqual(['InvoiceNo', 'quantity'])
    expect(printed('invoiceno', 'postgresql')).toBe('("InvoiceNo")')
  })

  it('reads a quoted column beside letters outside of ASCII', () => {
    expect(printed(`'é💥' || "unit price"`, 'duckdb')).toBe(`('é💥' || "unit price"\n)`)
  })

  it("stands as it is written where it is written in the warehouse's own words", () => {
    expect(printed('dayofweek(day) = 0 -- Sunday', 'duckdb')).toBe('(dayofweek("day") = 0 -- Sunday\n)')
    expect(printed('quantity // 2', 'duckdb')).toBe('("quantity" // 2\n)')
  })

  it('is refused with its place where it is not known to mean the same', () => {
    const written = () => printed("quantity > 1 AND\n  list_aggregate(quantity, 'sum') > 0", 'postgresql')
    expect(written).toThrow(
      expect.objectContaining({
        code: 'sql-construct',
        facts: expect.objectContaining({ line: 2, column: 3 }) as unknown,
      }) as Error,
    )
  })

  it('puts a parameter in as a literal, whatever it holds', () => {
    const parameters = { code: "it's" }
    expect(printed('InvoiceNo = {code}', 'duckdb', { parameters })).toBe(`("InvoiceNo" = 'it''s'\n)`)
  })

  it('says at which line and column it cannot be read', () => {
    expect(refused('quantity >\n  > 3')).toMatchObject({ code: 'sql-syntax', facts: { line: 2, column: 3 } })
  })

  it.each(['1) FROM x WHERE (1=1', 'quantity; drop table x', 'quantity, day', 'quantity AS q', '*', ''])(
    'is one expression and no more: %s is refused',
    (text) => {
      expect(refused(text)).toMatchObject({ code: 'sql-syntax' })
    },
  )

  it.each(['sum(quantity)', '(SELECT 1)', 'row_number() OVER ()', 'day IN (SELECT 1)', '$1', '?'])(
    'is worked out from one row: %s is refused',
    (text) => {
      expect(refused(text)).toMatchObject({ code: 'sql-not-scalar' })
    },
  )

  it.each([
    ['extract(minute FROM now()) <= 2', 'now()', 21],
    ['day >= current_date - 400', 'current_date', 8],
    ['day > today() - 30', 'today()', 7],
    ['random() < 0.1', 'random()', 1],
    ["age(day) > INTERVAL '1 year'", 'age(day)', 1],
    ["day >= 'yesterday'::DATE", "'yesterday'::", 8],
    ["'now()' = day::VARCHAR AND\n CURRENT_TIMESTAMP > day", 'CURRENT_TIMESTAMP', 2],
  ])('gives the same from the same rows: %s is refused', (text, call, column) => {
    expect(refused(text)).toMatchObject({ code: 'sql-changes', facts: { call, column } })
  })

  it.each([
    "day::VARCHAR = 'now()'",
    "'today' = 'today'",
    'quantity * 2 -- now()',
    "age(day, DATE '2020-01-01')",
  ])('takes what only looks like the clock: %s', (text) => {
    expect(() => parsed(text)).not.toThrow()
  })

  it('names the column that is nearest to one that is not there', () => {
    expect(refused('1 + quantiy')).toMatchObject({
      code: 'unknown-column',
      facts: { column: 'quantiy', line: 1, at: 5, closest: 'quantity' },
    })
  })
})

describe('the decimal places of an expression', () => {
  it.each([
    ['quantity', 0],
    ['"unit price"', 3],
    ['quantity * "unit price"', 3],
    ['"unit price" * "unit price" - 0.5', 6],
    ['-"unit price" + abs(1.25)', 3],
    ['CASE WHEN quantity > 1 THEN "unit price" ELSE 0.2500 END', 4],
    ['coalesce("unit price", 0)', 3],
    ['CAST(rate AS decimal(18, 5))', 5],
    ['round(rate, 2)', 2],
    ['rate::bigint', 0],
  ])('of %s are %d', (text, scale) => {
    expect(scaleOf(parsed(text).expression.tree, (column) => types[column])).toBe(scale)
  })

  it.each(['rate', 'quantity / 2', 'sqrt(quantity)', 'quantity * rate', '1e3'])(
    'of %s cannot be told',
    (text) => {
      expect(scaleOf(parsed(text).expression.tree, (column) => types[column])).toBeUndefined()
    },
  )
})
