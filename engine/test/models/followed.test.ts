import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { source } from '../../src/sources/source.js'
import { raw, sql } from '../../src/sql/sql.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { build, folderWith, projectIn, rowsOf } from './given.js'

const sales = source('sales', {
  files: 'sales.*.csv',
  mayBeEmpty: true,
  columns: { id: 'integer', day: 'date?', customer: 'text?', amount: 'decimal(18,2)' },
})
const visits = source('visits', {
  table: 'followed_visits',
  mayBeEmpty: true,
  columns: { day: 'date?', customer: 'text?' },
})

const files = {
  'models/events.sql': `
    SELECT day, customer, amount FROM {{ ref('sales') }}
    UNION ALL SELECT day, customer, 0 FROM {{ ref('visits') }}`,
  'models/first_days.sql': `{{ config(materialized='incremental', unique_key='customer') }}
    {% if is_incremental() %}
    {% set changed_customers %}
    SELECT customer FROM {{ changed(ref('sales'), 'customer') }}
    UNION SELECT customer FROM {{ changed(ref('visits'), 'customer') }}
    {% endset %}
    {% set customers = replaced_keys(changed_customers) %}
    {% endif %}
    SELECT customer, min(day) AS first_day, '{{ is_incremental() }}' AS was_incremental FROM {{ ref('events') }}
    {% if is_incremental() %}WHERE customer IN (SELECT customer FROM {{ customers }}) OR customer IS NULL{% endif %}
    GROUP BY 1`,
  'models/by_day.sql': `{{ config(materialized='incremental', unique_key='day') }}
    {% if is_incremental() %}
    {% set changed_days %}
    SELECT day FROM {{ changed(ref('sales'), 'day') }}
    UNION SELECT day FROM {{ changed(ref('visits'), 'day') }}
    UNION SELECT first_day FROM {{ changed(ref('first_days'), 'first_day') }}
    {% endset %}
    {% set days = replaced_keys(changed_days) %}
    {% endif %}
    SELECT e.day, count(*) AS events, count(CASE WHEN e.day = f.first_day THEN 1 END) AS of_new, sum(e.amount) AS amount
    FROM {{ ref('events') }} e
    LEFT JOIN {{ ref('first_days') }} f ON f.customer = e.customer
    {% if is_incremental() %}WHERE e.day IN (SELECT day FROM {{ days }}) OR e.day IS NULL{% endif %}
    GROUP BY 1`,
}

interface Event {
  readonly table: 'sales.a' | 'sales.b' | 'visits'
  readonly day: string | null
  readonly customer: string | null
  readonly amount: number
}

const event = fc.record<Event>({
  table: fc.constantFrom('sales.a', 'sales.b', 'visits'),
  day: fc.constantFrom('2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04', null),
  customer: fc.constantFrom('ann', 'bob', 'cid', null),
  amount: fc.integer({ min: 1, max: 3 }),
})

/** Events that come, and places of those that go; and whether a model alone is built then. */
const edits = fc.array(
  fc.record({
    comes: fc.array(event, { maxLength: 2 }),
    goes: fc.array(fc.nat(30), { maxLength: 2 }),
    select: fc.constantFrom(undefined, undefined, ['by_day'], ['first_days']),
  }),
  { minLength: 1, maxLength: 5 },
)

/** The rows of `by_day`, counted one by one. */
function counted(events: readonly Event[]): readonly (readonly unknown[])[] {
  const firstOf = (customer: string | null) =>
    events.flatMap((each) => (each.customer === customer && each.day !== null ? [each.day] : [])).sort()[0]
  const days = [...new Set(events.map(({ day }) => day))]
  const rows = days.map((day) => {
    const own = events.filter((each) => each.day === day)
    const ofNew = own.filter(({ customer }) => customer !== null && firstOf(customer) === day)
    const amount = own.reduce((sum, each) => sum + (each.table === 'visits' ? 0 : each.amount), 0)
    return [day, BigInt(own.length), BigInt(day === null ? 0 : ofNew.length), `${amount}.00`]
  })
  return rows.sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1))
}

async function put(events: readonly Event[], folder: string, warehouse: Warehouse): Promise<void> {
  for (const name of ['sales.a', 'sales.b']) {
    const rows = events.flatMap((each, id) =>
      each.table === name ? [`${id},${each.day ?? ''},${each.customer ?? ''},${each.amount}`] : [],
    )
    writeFileSync(
      join(folder, `${name}.csv`),
      `id,day,customer,amount\n${rows.map((row) => `${row}\n`).join('')}`,
    )
  }
  const quoted = (text: string | null, type: string) =>
    `CAST(${text === null ? 'NULL' : `'${text}'`} AS ${type})`
  const rows = events.filter(({ table }) => table === 'visits')
  const [date, text] =
    warehouse.title === 'ClickHouse' ? ['Nullable(Date32)', 'Nullable(String)'] : ['DATE', 'VARCHAR']
  const selects = rows.map(
    (row) => `SELECT ${quoted(row.day, date)} AS day, ${quoted(row.customer, text)} AS customer`,
  )
  const none = `SELECT ${quoted(null, date)} AS day, ${quoted(null, text)} AS customer WHERE 1 = 0`
  await warehouse.write(async (session) => {
    await session.query(sql`DROP TABLE IF EXISTS followed_visits`)
    const engine = warehouse.title === 'ClickHouse' ? 'ENGINE = MergeTree ORDER BY tuple() ' : ''
    await session.query(
      raw(`CREATE TABLE followed_visits ${engine}AS ${[...selects, none].join(' UNION ALL ')}`),
    )
  })
}

/** How many courses are drawn on each warehouse. */
const runs = Number(process.env['DAYMARK_EDITS'] ?? 3)

for (const server of warehouses)
  describe.skipIf(server.skip !== undefined)(`models that follow changes on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it('equal what is counted from all rows, whatever changed', { timeout: 600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 10 }), edits, async (given, course) => {
          await following(warehouse, given, course)
        }),
        { numRuns: runs },
      )
    })
  })

type Course = typeof edits extends fc.Arbitrary<infer T> ? T : never

async function following(warehouse: Warehouse, given: readonly Event[], course: Course): Promise<void> {
  const folder = folderWith(files)
  const built = async (events: readonly Event[], options: { full?: boolean; select?: readonly string[] }) => {
    await put(events, folder, warehouse)
    const loaded = projectIn(folder, { sources: [sales, visits] })
    await build(loaded, warehouse, options)
    return loaded
  }
  await built(given, { full: true })
  let events = given
  for (const { comes, goes, select } of course) {
    events = [...events.filter((_each, at) => !goes.includes(at)), ...comes]
    const loaded = await built(events, select === undefined ? {} : { select })
    if (select?.[0] === 'first_days') continue
    expect(await rowsOf(loaded, warehouse, 'by_day')).toEqual(counted(events))
  }
}
