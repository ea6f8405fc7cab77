import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import {
  activeSum,
  activity,
  count,
  defineProject,
  difference,
  folder,
  members,
  money,
  perDay,
  perMember,
  ratio,
  returningSum,
  rolling,
  source,
  sum,
} from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { AnswerRow } from '../../src/queries/answer.js'
import { ask, askFiguresIn, askIn } from '../../src/queries/ask.js'
import type { Question } from '../../src/queries/question.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { SecondOpinion } from './given.js'

const sales = source('sales', {
  files: '{data}/lines.parquet',
  columns: {
    day: 'date',
    who: 'text',
    cur: 'text?',
    shop: 'text',
    paid: 'boolean',
    amount: 'decimal(18,2)?',
  },
  day: 'day',
  dimensions: { cur: 'cur', shop: 'shop' },
})
const buying = activity('buying', { from: sales, where: 'paid', identities: { customer: 'who' } })

const revenue = sum(buying, 'amount', { currency: 'cur', format: money('EUR') })
const booked = sum(sales, 'amount', { currency: 'cur', where: 'paid' })
const orders = count(buying)
const project = defineProject({
  name: 'currencies',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data') },
  metrics: {
    revenue,
    booked,
    fees: difference(revenue, sum(buying, 'amount * 0.1', { currency: 'cur', scale: 3 })),
    orderValue: ratio(revenue, orders),
    perCustomer: perMember(revenue, members(buying, 'customer')),
    daily: perDay(revenue),
    lastWeek: rolling(revenue, 7),
    margin: ratio(difference(revenue, booked), revenue),
    returning: returningSum(buying, 'customer', { expression: 'amount', currency: 'cur', format: money() }),
    active: activeSum(buying, 'customer', { expression: 'amount', currency: 'cur' }),
    orders,
  },
})

/** Rows of a few shops, most of which sell in one currency at a time: with refunds, nothing paid, no currency. */
const given = `
CREATE TABLE lines AS
SELECT DATE '2025-01-01' + CAST(hash(i, 'd') % 90 AS INTEGER) AS day, 'm' || hash(i, 'w') % 12 AS who,
  CASE WHEN hash(i, 'c') % 40 = 0 THEN NULL WHEN hash(i, 's') % 4 = 0 THEN 'EUR' WHEN hash(i, 's') % 4 = 1 THEN 'USD'
    WHEN hash(i, 'c') % 7 = 0 THEN 'JPY' ELSE 'EUR' END AS cur,
  's' || hash(i, 's') % 4 AS shop, hash(i, 'p') % 6 <> 0 AS paid,
  CASE WHEN hash(i, 'n') % 9 = 0 THEN NULL WHEN hash(i, 'n') % 9 = 1 THEN 0
    ELSE CAST(CAST(hash(i, 'a') % 20000 AS BIGINT) - 4000 AS DECIMAL(18, 2)) / 100 END::DECIMAL(18, 2) AS amount
FROM range(160) AS t(i)`

/** The sum where its amounts are in one currency, else null; and which currency that is. */
const inOne = (amounts: string) => `
  CASE WHEN count(DISTINCT coalesce(cur, '?')) FILTER (amount <> 0) <= 1 THEN coalesce(sum(amount), 0) END,
  CASE WHEN count(DISTINCT coalesce(cur, '?')) FILTER (amount <> 0) <= 1 THEN any_value(coalesce(cur, '?')) FILTER (amount <> 0) END
  FROM ${amounts}`

describe('sums that say their currency', () => {
  const second = new SecondOpinion()
  beforeAll(() => second.open(given, ['lines']))
  afterAll(() => {
    second.close()
  })

  for (const server of warehouses) {
    describe.skipIf(server.skip)(server.title, () => {
      let warehouse: Warehouse
      let loaded: LoadedProject
      beforeAll(async () => {
        warehouse = await server.open()
        const file = join(second.folder, 'daymark.config.ts')
        loaded = loadedProject(project, { file, directory: second.folder })
        await runBuild({ loaded, warehouse })
      })
      afterAll(() => warehouse.close())

      const asked = (question: Question, rollups = true) =>
        ask(question, { loaded, warehouse, today: '2030-01-01', rollups })
      const figures = (question: Question, rollups: boolean) =>
        warehouse.read((session) => askFiguresIn(session, question, { loaded, today: '2030-01-01', rollups }))
      const cells = (metric: string) => (row: AnswerRow) => {
        const { value, currency } = row.values[metric] ?? {}
        return [
          ...(row.period === undefined ? [] : [row.period]),
          ...Object.values(row.dimensions),
          value ?? null,
          currency === null ? '?' : (currency ?? null),
        ]
      }
      const inOrder = (rows: readonly (readonly (string | null)[])[]) =>
        rows.map((row) => JSON.stringify(row)).toSorted()
      const plain = (rows: readonly (readonly (string | null)[])[]) =>
        rows.map((row) =>
          row.map((cell) => (cell !== null && /^-?\d+\.\d+$/.test(cell) ? String(Number(cell)) : cell)),
        )

      it.each([true, false])(
        'never adds amounts of different currencies (from rollups: %s)',
        async (rollups) => {
          const months = { from: '2025-01-01', to: '2025-03-31', grain: 'month', by: ['shop'] } as const
          const twin = `SELECT strftime(day, '%Y-%m'), shop,${inOne('lines')} WHERE paid GROUP BY ALL`
          const byHand = inOrder(plain(await second.rows(twin, 0)))
          expect(byHand.some((row) => row.includes('null,null'))).toBe(true)
          const answer = await figures({ metrics: ['revenue', 'booked'], ...months }, rollups)
          for (const metric of ['revenue', 'booked']) {
            const rows = answer.rows.filter(({ inData }) => inData).map(cells(metric))
            expect(inOrder(plain(rows))).toEqual(byHand)
          }
        },
      )

      it('answers each currency for itself, and no total of all', async () => {
        const metrics = ['revenue', 'orderValue', 'perCustomer', 'fees', 'daily'] as const
        const answer = await asked({ metrics, from: '2025-01-01', to: '2025-03-31', by: ['cur'] })
        const twin = `SELECT cur, coalesce(sum(amount), 0), quotient(coalesce(sum(amount), 0), count(*)),
          quotient(coalesce(sum(amount), 0), count(DISTINCT who)), coalesce(sum(amount), 0) * 0.9::DECIMAL(2, 1),
          quotient(coalesce(sum(amount), 0), 90) FROM lines WHERE paid GROUP BY cur`
        const found = answer.rows.map(({ dimensions, values }) => [
          dimensions['cur'] ?? null,
          ...metrics.map((metric) => values[metric]?.value ?? null),
        ])
        expect(inOrder(found)).toEqual(inOrder(await second.rows(twin, metrics.length)))
        for (const { dimensions, values } of answer.rows) {
          expect(metrics.map((metric) => values[metric]?.currency)).toEqual(
            metrics.map(() => dimensions['cur']),
          )
        }
        for (const metric of metrics) {
          expect(answer.total.values[metric]).toMatchObject({
            value: null,
            because: 'several-currencies',
            currencies: ['EUR', 'JPY', 'USD', null],
          })
        }
      })

      it('refuses a question that would add them, and says what to ask instead', async () => {
        const question = { metrics: ['orders', 'orderValue'], period: '2025-01' }
        const occurring = await second.rows(
          `SELECT DISTINCT cur FROM lines WHERE paid AND amount <> 0 AND day <= '2025-01-31' ORDER BY cur NULLS LAST`,
          0,
        )
        const refusal = {
          code: 'several-currencies',
          facts: {
            metric: 'orderValue',
            dimension: 'cur',
            currencies: occurring.map(([currency]) => currency ?? null),
          },
          message: expect.stringContaining('EUR, JPY, USD and unknown') as string,
          fix: expect.stringMatching(/--by cur.*--where cur=EUR/) as string,
        }
        await expect(asked(question)).rejects.toMatchObject(refusal)
        await expect(asked({ ...question, by: ['shop'] })).rejects.toMatchObject({ code: refusal.code })
        await expect(
          warehouse.read((session) => askIn(session, question, { loaded, today: '2030-01-01' })),
        ).rejects.toMatchObject(refusal)
        // Shares have no currency, but what they are shares of has.
        await expect(asked({ metrics: ['margin'], period: '2025-01' })).rejects.toMatchObject({
          code: refusal.code,
        })
        expect(
          (await asked({ metrics: ['orders'], period: '2025-01' })).total.values['orders']?.value,
        ).not.toBe('0')
      })

      it('answers where only one currency occurs, in that one', async () => {
        const where = [{ dimension: 'cur', values: ['USD'] }]
        const answer = await asked({ metrics: ['revenue', 'lastWeek', 'active'], period: '2025-02', where })
        const [usd] = await second.rows(
          `SELECT sum(amount) FROM lines WHERE paid AND cur = 'USD' AND strftime(day, '%Y-%m') = '2025-02'`,
          1,
        )
        expect(answer.total.values['revenue']).toMatchObject({ value: usd?.[0], currency: 'USD' })
        expect(answer.metrics.map(({ format }) => format)).toEqual(answer.metrics.map(() => money('USD')))
        // s1 sells in dollars alone, and in nothing else but what has no currency.
        const shop = [
          { dimension: 'shop', values: ['s1'] },
          { dimension: 'cur', values: [null], not: true },
        ]
        const only = await asked({ metrics: ['revenue'], period: '2025', where: shop, grain: 'quarter' })
        expect(only.total.values['revenue']?.currency).toBe('USD')
      })

      it('compares amounts of one currency only', async () => {
        const days = await second.rows(
          `SELECT CAST(day AS VARCHAR) FROM lines WHERE paid GROUP BY day
            HAVING count(DISTINCT coalesce(cur, '?')) FILTER (amount <> 0) = 1 AND max(cur) FILTER (amount <> 0) = 'EUR'`,
          0,
        )
        const dollars = await second.rows(
          `SELECT CAST(day AS VARCHAR) FROM lines WHERE paid GROUP BY day
            HAVING count(DISTINCT coalesce(cur, '?')) FILTER (amount <> 0) = 1 AND max(cur) FILTER (amount <> 0) = 'USD'`,
          0,
        )
        const [day, earlier] = [days[0]?.[0] ?? '', dollars[0]?.[0] ?? '']
        const answer = await asked({
          metrics: ['revenue'],
          from: day,
          to: day,
          compare: `${earlier}..${earlier}`,
        })
        const { currency, comparison } = answer.total.values['revenue'] ?? {}
        expect([currency, comparison?.currency]).toEqual(['EUR', 'USD'])
        expect(comparison).toMatchObject({ change: null, because: 'several-currencies' })
        expect(comparison?.value).not.toBeNull()
      })

      it('tells the currencies of returning and active members apart by their rows', async () => {
        const month = { from: '2025-02-01', to: '2025-02-28', by: ['shop'] }
        const dated = `day BETWEEN '2025-02-01' AND '2025-02-28'`
        const twins = {
          returning: `(SELECT l.* FROM lines AS l JOIN (SELECT who, shop, min(day) AS first FROM lines WHERE paid GROUP BY ALL) AS f
            USING (who, shop) WHERE paid AND ${dated} AND first < '2025-02-01')`,
          active: `(SELECT * FROM lines WHERE ${dated}
            AND (who, shop) IN (SELECT (who, shop) FROM lines WHERE paid AND ${dated}))`,
        }
        const answer = await figures({ metrics: ['returning', 'active', 'orders'], ...month }, true)
        for (const metric of ['returning', 'active'] as const) {
          const rows = answer.rows.map(cells(metric))
          const byHand = await second.rows(`SELECT shop,${inOne(twins[metric])} GROUP BY shop`, 0)
          expect(byHand.length).toBeGreaterThan(2)
          expect(inOrder(plain(rows.filter((row) => row[1] !== '0')))).toEqual(
            inOrder(plain(byHand.filter((row) => Number(row[1] ?? 1) !== 0))),
          )
        }
      })
    })
  }
})

describe('declaring the currency of a sum', () => {
  it('asks for a dimension', () => {
    expect(() =>
      sum(
        source('s', {
          files: '{data}/s.csv',
          columns: { at: 'date', currency: 'text', total: 'decimal(9,2)' },
          day: 'at',
        }),
        'total',
        {
          // @ts-expect-error the source has no such dimension
          currency: 'currency',
        },
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'currency-not-a-dimension',
        fix: expect.stringContaining("dimensions: { currency: 'currency' }") as string,
      }),
    )
  })
})

describe('amounts of which no currency is declared', () => {
  const second = new SecondOpinion()
  beforeAll(() => second.open(given, ['lines']))
  afterAll(() => {
    second.close()
  })
  const undeclared = (currency?: null) =>
    defineProject({
      name: 'undeclared',
      calendar: { timeZone: 'UTC' },
      parameters: { data: folder('data') },
      metrics: {
        revenue: sum(sales, 'amount', currency === undefined ? {} : { currency }),
        euros: sum(sales, 'amount', { where: "cur = 'EUR'" }),
        orders,
      },
    })

  for (const server of warehouses) {
    it.skipIf(server.skip)(`are pointed out on ${server.title}`, async () => {
      const warehouse = await server.open()
      try {
        const at = { file: join(second.folder, 'daymark.config.ts'), directory: second.folder }
        const loaded = loadedProject(undeclared(), at)
        const warnings = (await checkLive(loaded, warehouse)).filter(({ severity }) => severity === 'warning')
        const { notices } = await runBuild({ loaded, warehouse })
        const said = expect.stringMatching(/"sales".*"cur" \(.*EUR.*JPY.*USD.*\), and revenue adds/) as string
        expect(notices).toEqual([said])
        expect(warnings.map(({ refusal }) => refusal.message)).toEqual([said])
        const asked = (question: Omit<Question, 'period'>, of = loaded) =>
          ask({ period: '2025', ...question }, { loaded: of, warehouse, today: '2030-01-01' })
        expect((await asked({ metrics: ['revenue', 'orders'] })).notes).toMatchObject([
          { code: 'undeclared-currency', source: 'sales', column: 'cur', metrics: ['revenue'] },
        ])
        expect((await asked({ metrics: ['revenue'], by: ['cur'] })).notes).toEqual([])
        expect((await asked({ metrics: ['euros', 'orders'] })).notes).toEqual([])
        const silenced = loadedProject(undeclared(null), at)
        expect((await runBuild({ loaded: silenced, warehouse })).notices).toEqual([])
      } finally {
        await warehouse.close()
      }
    })
  }
})
