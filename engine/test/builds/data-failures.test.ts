import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { explainingFailures } from '../../src/builds/explained-failures.js'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { Refusal } from '../../src/errors.js'
import { activity, count, defineProject, members, plan, source, sum, type Metric } from '../../src/index.js'
import { checkPlans } from '../../src/queries/check-plans.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { builtOnEveryWarehouse, type Built } from './built.js'

const columns = { id: 'text', at: 'date', who: 'text?', total: 'text', n: 'integer' } as const
const files = source('orders', { files: 'orders*.csv', columns, key: ['id'], day: 'at' })

function projectOf(metrics: Record<string, Metric>) {
  return defineProject({ name: 'shop', calendar: { timeZone: 'UTC' }, metrics })
}

async function refusalOf({ warehouse }: Built, load: LoadedProject): Promise<Refusal> {
  try {
    await runBuild({ loaded: load, warehouse: explainingFailures(warehouse, load) })
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
  throw new Error('The build was not refused.')
}

const decimal = 'CAST(total AS DECIMAL(18,2))'
const rows = (totals: readonly string[], from = 1) =>
  totals.map((total, at) => `${from + at},2024-03-0${1 + (at % 9)},ada,${total},${at}`).join('\n')
const header = 'id,at,who,total,n\n'

builtOnEveryWarehouse((built) => {
  it('names the metric, the expression, the file and the line of a value that is no number', async () => {
    built().write('orders1.csv', `${header}${rows(['1.5', '2', '3'])}\n`)
    // Below a blank line, the bad row is the fourth line of its file.
    built().write(
      'orders2.csv',
      `${header}${rows(['4'], 10)}\n\n11,2024-03-02,bob,n/a,1\n${rows(['5'], 12)}\n`,
    )
    const orders = activity('bought', { from: files, identities: { customer: 'who' } })
    const load = built().load(
      projectOf({ revenue: sum(orders, decimal), buyers: members(orders, 'customer') }),
    )
    const { code, facts, message } = await refusalOf(built(), load)
    expect(code).toBe('expression-failed')
    expect(facts).toMatchObject({
      metrics: ['revenue'],
      expression: decimal,
      source: 'orders',
      row: { line: 4, unit: 'line', values: [{ column: 'total', value: 'n/a' }] },
    })
    expect(message).toContain('orders2.csv')
  })

  it('names the condition, the day, the identity and the dimension that fail', async () => {
    built().write('orders1.csv', `${header}${rows(['1', '2', 'x', '4'])}\n`)
    built().write('orders2.csv', `${header}${rows(['5'], 20)}\n`)
    const parts = {
      'the condition': { where: 'CAST(total AS BIGINT) > 1' },
      'the identity "customer"': { identities: { customer: 'CAST(total AS BIGINT) + 1' } },
      'the dimension "size"': { dimensions: { size: 'CAST(total AS BIGINT) + 1' } },
    }
    for (const [what, part] of Object.entries(parts)) {
      const bought = activity('bought', { from: files, identities: { customer: 'who' }, ...part })
      const load = built().load(projectOf({ buyers: members(bought, 'customer') }))
      const { code, facts } = await refusalOf(built(), load)
      expect({ code, ...facts }).toMatchObject({
        code: 'expression-failed',
        what: `${what} of the activity "bought"`,
        row: { line: 4, values: [{ column: 'total', value: 'x' }] },
      })
    }
  })

  it('names the row of a table by its key, and blames no expression that a condition keeps from the row', async () => {
    const { warehouse } = built()
    const types = warehouse.title.startsWith('ClickHouse')
      ? '(id String, "at" Date32, who String, total String, n Int64) ENGINE = MergeTree ORDER BY id'
      : '(id text, "at" date, who text, total text, n bigint)'
    await warehouse.execute(`CREATE TABLE sold ${types}`)
    await warehouse.execute(
      `INSERT INTO sold VALUES ('a', DATE '2024-03-01', 'ada', '1', 1), ('b', DATE '2024-03-02', 'bo', 'none', 0), ('c', DATE '2024-03-03', 'cy', '3', 7)`,
    )
    const sold = source('sold', { table: 'sold', columns, key: ['id'], day: 'at' })
    const all = activity('sales', { from: sold, identities: { customer: 'who' }, where: 'n > 0' })
    const metrics = {
      fine: sum(all, decimal),
      broken: sum(all, "CAST(replace(who, 'cy', 'seven') AS DECIMAL(18,2))", { where: "who = 'cy'" }),
    }
    const { facts } = await refusalOf(built(), built().load(projectOf(metrics)))
    expect(facts).toMatchObject({
      metrics: ['broken'],
      row: { key: 'id c', values: [{ column: 'who', value: 'cy' }] },
    })
  })

  it('names the metric whose sum is larger than a decimal can be', async () => {
    const nines = '9'.repeat(37)
    built().write('orders1.csv', `${header}${rows(Array.from({ length: 18 }, () => nines))}\n`)
    built().write('orders2.csv', `${header}${rows(['5'], 30)}\n`)
    const bought = activity('bought', { from: files, identities: { customer: 'who' } })
    const load = built().load(
      projectOf({ rows: count(bought), huge: sum(bought, 'CAST(total AS DECIMAL(38,0)) * 9') }),
    )
    const { code, facts } = await refusalOf(built(), load)
    expect(code).toBe('sum-overflow')
    expect(facts).toMatchObject({ metrics: ['huge'] })
  })

  it('names a compressed file that is cut off at the end of a line, and keeps what was built', async () => {
    built().write('packed1.csv', `${header}${rows(['1'])}\n`)
    const bytes = (text: string) => gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH })
    built().write('packed2.csv.gz', gzipSync(`${header}${rows(['2', '3'], 10)}\n`))
    const bought = activity('bought', {
      from: source('orders', { files: ['packed1.csv', 'packed2.*'], columns, key: ['id'], day: 'at' }),
      identities: { customer: 'who' },
    })
    const metrics = { n: count(bought) }
    const asked = () =>
      built().figures(projectOf(metrics), { metrics: ['n'], from: '2024-03-01', to: '2024-03-31' })
    await runBuild({ loaded: built().load(projectOf(metrics)), warehouse: built().warehouse, full: true })
    built().write('packed2.csv.gz', bytes(`${header}${rows(['2'], 10)}\n`))
    const { code, message } = await refusalOf(built(), built().load(projectOf(metrics)))
    expect(code).toBe('file-cut-off')
    expect(message).toContain('packed2.csv.gz')
    expect((await built().check(projectOf(metrics))).map(({ refusal }) => refusal.code)).toEqual([
      'file-cut-off',
    ])
    expect(await asked()).toEqual({ n: '3' })
    rmSync(join(built().folder, 'packed2.csv.gz'))
    built().write('packed2.ndjson.gz', bytes('{"id":"7","at":"2024-03-01","who":"x","total":"1","n":1}\n'))
    expect((await refusalOf(built(), built().load(projectOf(metrics)))).code).toBe('file-cut-off')
  })

  it('names the column and the value where a plan reads a text that is no number', async () => {
    built().write('packed3.csv', `${header}${rows(['1'])}\n`)
    built().write('targets.csv', 'year,month,kpi_initial\n2024,3,about 100\n')
    const bought = activity('bought', {
      from: source('orders', { files: 'packed3.csv', columns, key: ['id'], day: 'at' }),
      identities: { customer: 'who' },
    })
    const targets = source('targets', {
      files: 'targets.csv',
      columns: { year: 'integer', month: 'integer', kpi_initial: 'text' },
    })
    const n = count(bought)
    const loaded = built().load(
      defineProject({
        name: 'shop',
        calendar: { timeZone: 'UTC' },
        metrics: { n },
        plans: { month: plan({ metric: n, target: { from: targets } }) },
      }),
    )
    const { warehouse } = built()
    const now = parseMoment('2024-03-15T09:00', { timeZone: 'UTC' })
    const says =
      'A plan reads numbers from the column "kpi_initial" of the source "targets", which holds "about 100".'
    const { notices } = await runBuild({ loaded, warehouse, now, full: true })
    expect(notices.filter((notice) => notice.includes(says))).toHaveLength(1)
    const findings = await checkPlans({ loaded, warehouse, now })
    expect(findings.map(({ refusal }) => refusal.message)).toEqual([says])
  })
})
