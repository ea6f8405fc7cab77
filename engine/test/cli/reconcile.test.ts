import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse } from '../../dist/warehouses/open-warehouse.js'
import { folderWith } from '../models/given.js'
import { runCli } from './run-cli.js'

const config = `import { activity, defineProject, members, source, sum } from 'daymark'
const sales = source('sales', {
  files: 'sales.csv',
  columns: { id: 'integer', day: 'date', customer: 'text?', shop: 'text?', amount: 'decimal(18,2)' },
  day: 'day',
  dimensions: { shop: 'shop' },
})
const buying = activity('buying', { from: sales, identities: { customer: 'customer' }, dimensions: { shop: 'shop' } })
const columns = { day: 'day', dimensions: { store: 'shop' }, values: { buyers: 'buyers', revenue: 'revenue' } } as const
const causes = { twice: 'Whoever buys twice on a day counts twice.', rounded: 'Revenue is rounded.' }
export default defineProject({
  name: 'shop',
  metrics: { buyers: members(buying, 'customer'), revenue: sum(sales, 'amount') },
  references: {
    daily: { model: 'daily', ...columns, causes },
    published: { table: 'published', model: 'daily', ...columns, causes },
    alone: { table: 'published', ...columns },
  },
})
`
const model = `{{ config(materialized='table') }}
{% set corrected = var('corrected', []) %}
SELECT day, shop AS store,
  {% if 'twice' in corrected %}count(DISTINCT customer){% else %}count(customer){% endif %} AS buyers,
  {% if 'rounded' in corrected %}sum(amount){% else %}round(sum(amount), 0){% endif %} AS revenue
FROM {{ ref('sales') }}
GROUP BY 1, 2`
const sales = `id,day,customer,shop,amount
1,2025-01-01,ann,north,1000.00
2,2025-01-01,ann,north,234.50
3,2025-01-02,bob,,1.25
4,2025-01-03,,north,7.00
`
const files = { 'daymark.config.ts': config, 'models/daily.sql': model, 'sales.csv': sales }

describe('daymark reconcile', () => {
  let cwd: string
  const run = (line: string) => runCli(`${line} --now 2025-02-01`, { cwd })
  beforeAll(async () => {
    cwd = folderWith(files, mkdtempSync(join(tmpdir(), 'daymark-cli-reconcile-')))
    expect((await runCli('reconcile daily', { cwd })).stderr).toContain('error not-built: ')
    await runCli('build', { cwd })
    const warehouse = await openWarehouse('duckdb:.daymark/warehouse.duckdb', { directory: cwd })
    await warehouse.execute(
      "CREATE TABLE published AS SELECT DATE '2025-01-01' AS day, 'north' AS store, 2 AS BUYERS, 1235 AS revenue",
    )
    await warehouse.execute(
      "INSERT INTO published VALUES ('2025-01-02', NULL, 1, 2), ('2025-01-03', 'north', 0, 7)",
    )
    await warehouse.close()
  })
  afterAll(() => {
    rmSync(cwd, { recursive: true, force: true })
  })

  it('says what each cause amounts to, with examples', async () => {
    const { code, stdout } = await run('reconcile daily --examples 1')
    expect(code).toBe(0)
    expect(stdout).toBe(`daily beside the metrics, 1–3 January 2025
as of 1 February 2025 · reference less metrics

cause    rows touched  rows  buyers  revenue
────────────────────────────────────────────
twice               1     0      +1        0
rounded             2     0       0    +0.25
────────────────────────────────────────────
all                 2     0      +1    +0.25

twice: 1 row
Whoever buys twice on a day counts twice.

day         shop   column  reference  metrics  difference  by this cause  besides
─────────────────────────────────────────────────────────────────────────────────
2025-01-01  north  buyers          2        1          +1             +1

rounded: 2 rows
Revenue is rounded.

day         shop  column   reference  metrics  difference  by this cause  besides
─────────────────────────────────────────────────────────────────────────────────
2025-01-02  null  revenue          1     1.25       -0.25          -0.25

3 rows compared: 1 equal, 2 explained, 0 unexplained.
`)
  })

  it('gives every difference as CSV', async () => {
    const { stdout } = await run('reconcile daily --format csv')
    expect(stdout).toBe(`day,shop,cause,rows,buyers,buyers.nulls,revenue,revenue.nulls
2025-01-01,north,twice,0,1,0,0,0
2025-01-01,north,rounded,0,0,0,0.5,0
2025-01-02,,rounded,0,0,0,-0.25,0
`)
    const last = await run('reconcile daily --format csv --from 2025-01-02 --to 2025-01-03')
    expect(last.stdout.split('\n').length).toBe(3)
  })

  it('exits with 1 where the published table is not what its model gives, and shows the row', async () => {
    const { code, stdout } = await run('reconcile published --format json')
    const found = JSON.parse(stdout) as {
      rows: object
      unexplained: { examples: { day: string; dimensions: object; amount: object }[] }[]
    }
    expect(code).toBe(1)
    expect(found.rows).toEqual({ compared: 3, equal: 1, explained: 1, unexplained: 1 })
    const [step] = found.unexplained
    expect(step?.examples).toMatchObject([
      {
        day: '2025-01-02',
        dimensions: { shop: null },
        reference: { rows: 1, values: { buyers: 1, revenue: 2 } },
        metrics: { rows: 1, values: { buyers: 1, revenue: 1.25 } },
        difference: { values: { revenue: 0.75 } },
        amount: { values: { buyers: 0, revenue: 1 } },
        besides: ['rounded'],
      },
    ])
  })

  it('compares a table of which nothing more is known', async () => {
    const { code, stdout } = await run('reconcile alone')
    expect([code, stdout.split('\n').at(-2)]).toEqual([
      1,
      '3 rows compared: 1 equal, 0 explained, 2 unexplained.',
    ])
  })

  it('refuses a name that there is not, and days in the wrong order', async () => {
    const unknown = await run('reconcile dialy')
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean "daily"?')])
    const backward = await run('reconcile daily --from 2025-01-03 --to 2025-01-01')
    expect([backward.code, backward.stderr]).toEqual([2, expect.stringContaining('after it ends')])
  })

  it.each([
    ['a cause that changes nothing', model.replace("'twice' in", "'twise' in"), 'idle-cause'],
    ['a column that is not there', model.replace('AS store', 'AS shop'), 'reference-column'],
    ['a column of another type', model.replace('AS revenue', '* 1.0e0 AS revenue'), 'reference-column-type'],
    [
      'SQL that is wrong once a cause is corrected',
      model.replace('DISTINCT customer', 'DISTINCT custmer'),
      'model-refused',
    ],
  ])('is checked for %s', async (_what, wrong, code) => {
    const folder = folderWith(files, mkdtempSync(join(tmpdir(), 'daymark-cli-reconcile-')))
    writeFileSync(join(folder, 'models/daily.sql'), wrong)
    const checked = await runCli('check', { cwd: folder })
    expect([checked.code, checked.stdout]).toEqual([1, expect.stringContaining(`error ${code}: `)])
    rmSync(folder, { recursive: true, force: true })
  })
})
