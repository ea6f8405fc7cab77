import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefusal } from '../../src/errors.js'
import { parseExpression, printExpression } from '../../src/sql/expression.js'
import { sql } from '../../src/sql/sql.js'
import type { WrittenDialect } from '../../src/sql/written-dialect.js'
import type { Value, Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { duckDbExamples } from './examples/duckdb.js'
import type { Example } from './examples/example.js'
import {
  bigQueryExamples,
  clickHouseExamples,
  postgresExamples,
  redshiftExamples,
  snowflakeExamples,
} from './examples/others.js'

const examples: Readonly<Record<WrittenDialect, readonly Example[]>> = {
  duckdb: duckDbExamples,
  postgresql: postgresExamples,
  clickhouse: clickHouseExamples,
  redshift: redshiftExamples,
  snowflake: snowflakeExamples,
  bigquery: bigQueryExamples,
}

/** Overflows, numbers in other bases, and results whose places are a rule of their dialect's own. */
const without: readonly (readonly [WrittenDialect, string])[] = [
  ['duckdb', 'CAST(12345 AS DECIMAL(3, 2))'],
  ['duckdb', 'CAST(123.45 AS DECIMAL(4, 2))'],
  ['duckdb', 'CAST(CAST(12345 AS DOUBLE) AS DECIMAL(3, 2))'],
  ['duckdb', "CAST(concat('123', '45') AS DECIMAL(3, 2))"],
  ['duckdb', "TRY_CAST(concat('0', 'x1A') AS INTEGER)"],
  ['redshift', '1.5 / 7'],
  ['redshift', "datediff(week, DATE '2024-12-28', DATE '2024-12-29')"],
  ['redshift', "'a' = 'a '"],
  ['redshift', "'a' IN ('b', 'a ')"],
  ['redshift', String.raw`'a\nb'`],
  ['redshift', "convert_timezone('EST', 'Europe/Berlin', TIMESTAMP '2024-07-01 00:00:00')"],
  ['redshift', "date_part(month, DATE '2024-07-01') / 2"],
  ['redshift', "date_part(second, TIMESTAMP '2024-07-01 00:00:01')"],
  ['redshift', "months_between(DATE '2024-03-15', DATE '2024-02-01')"],
  ['redshift', 'getdate()'],
  ['redshift', 'sysdate'],
  ['redshift', "strtol('ff', 16)"],
  ['redshift', "regexp_replace('abcabc', 'b', '', 4)"],
  ['redshift', "regexp_substr('abcabc', 'b', 4)"],
  ['redshift', "regexp_instr('abc', 'c$')"],
  ['redshift', "TIMESTAMP '2024-07-01 00:00:00' AT TIME ZONE 'CET'"],
  ['duckdb', 'CAST(CAST(1e300 AS DOUBLE) AS DECIMAL(18, 2))'],
  ['duckdb', 'sqrt(-1)'],
  ['clickhouse', '2.50 % 2'],
  ['clickhouse', "DATE '1969-12-25'"],
  ['clickhouse', "toYear(DATE '2024-03-03', 'UTC')"],
  ['clickhouse', "toDayOfWeek(DATE '2024-03-03', 4)"],
  ['clickhouse', "lower('A')"],
  ['clickhouse', "toString(TIMESTAMP '2024-03-03 10:00:00')"],
  ['clickhouse', 'intDiv(7, 0)'],
  ['postgresql', 'exp(CAST(1000 AS DOUBLE PRECISION))'],
  ['postgresql', 'exp(CAST(-1000 AS DOUBLE PRECISION))'],
  ['postgresql', 'power(CAST(10 AS DOUBLE PRECISION), CAST(400 AS DOUBLE PRECISION))'],
  ['snowflake', "TO_CHAR(DATE '2024-01-01', 'Q')"],
  ['snowflake', '1 / 0'],
  ['bigquery', "CAST('1' AS NUMERIC) * 1.1"],
  ['bigquery', "CAST(CAST('1.50' AS NUMERIC) AS STRING)"],
  ['bigquery', "MD5('a')"],
  ['duckdb', 'ln(0)'],
  ['duckdb', "CAST(concat('to', 'day') AS DATE)"],
  ['duckdb', "TRY_CAST(concat('12024', '-01-05') AS DATE)"],
  ['duckdb', "TRY_CAST(concat('ep', 'och') AS DATE)"],
  ['duckdb', "CAST(concat('o', 'n') AS BOOLEAN)"],
  ['postgresql', "CAST(concat('12', '.5') AS BIGINT)"],
  ['postgresql', "CAST(concat('1_', '000') AS NUMERIC(10, 2))"],
  ['postgresql', "regexp_replace('Äb', '\\w', '_', 'g')"],
  ['postgresql', "'x' || coalesce(CAST(1.5 AS NUMERIC(10, 2)), 0)"],
  ['postgresql', "CAST(date_trunc('month', DATE '2024-01-31') AS TEXT)"],
  ['postgresql', "to_char(TIMESTAMP '2024-01-01 00:00:00', 'SSSS')"],
  ['postgresql', "to_char(DATE '2024-01-01', 'Yyyy')"],
]

/** A value as the examples write it: a decimal with its places, a double by its shortest digits. */
function asText(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

async function valueOf(
  text: string,
  writtenIn: WrittenDialect,
  warehouse: Warehouse,
): Promise<string | null> {
  const written = { in: writtenIn, parameters: {} }
  try {
    const parsed = parseExpression({ text, what: 'the example' }, { columns: [], written })
    const printed = printExpression(parsed, { written, dialect: warehouse.dialect })
    const [row] = await warehouse.read((session) => session.query(sql`SELECT ${printed} AS made`))
    return asText(row?.['made'])
  } catch (thrown) {
    return isRefusal(thrown) ? `refused: ${thrown.message} ${thrown.fix}` : `failed: ${String(thrown)}`
  }
}

for (const server of warehouses.filter(({ name }) => name !== 'duckdb'))
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())
    for (const [dialect, given] of Object.entries(examples) as [WrittenDialect, readonly Example[]][])
      it(`gives ${dialect}'s constructs the value that they have there`, async () => {
        const found: Example[] = []
        for (const [text] of given) found.push([text, await valueOf(text, dialect, warehouse)])
        expect(found).toEqual(given)
      })
    it('refuses, or ends with an error, what has no value that is the same everywhere', async () => {
      for (const [dialect, text] of without.filter(([own]) => own !== warehouse.dialect.name))
        expect([text, await valueOf(text, dialect, warehouse)]).toEqual([
          text,
          expect.stringMatching(/^(refused|failed): /),
        ])
    })
  })
