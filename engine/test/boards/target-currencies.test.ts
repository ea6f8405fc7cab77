import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerBoard } from '../../src/boards/answer-board.js'
import { storeSetTarget } from '../../src/boards/set-targets.js'
import { runBuild } from '../../src/builds/run-build.js'
import { boardPage } from '../../src/cli/board/page.js'
import {
  count,
  defineProject,
  folder,
  members,
  activity,
  money,
  ratio,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { screenOf } from '../cli/board/given.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const sales = source('sales', {
  files: '{data}/sales.csv',
  columns: { sold: 'date', shop: 'text', who: 'text', cur: 'text?', amount: 'decimal(18,2)' },
  day: 'sold',
  dimensions: { shop: 'shop', cur: 'cur' },
})
const goals = source('goals', {
  files: '{data}/goals.csv',
  columns: { day: 'date', metric: 'text', shop: 'text', cur: 'text?', target: 'decimal(18,2)' },
  day: 'day',
  dimensions: { metric: 'metric', shop: 'shop', cur: 'cur' },
})
const buying = activity('buying', { from: sales, identities: { customer: 'who' } })
const revenue = sum(sales, 'amount', { currency: 'cur', format: money(), label: 'Revenue' })
const orders = count(sales, { label: 'Orders' })

/** The same with targets whose sum says a currency, and with targets that say none. */
const projectWith = (saying: boolean) =>
  defineProject({
    name: 'targets',
    calendar: { timeZone: 'UTC' },
    parameters: { data: folder('data') },
    metrics: {
      revenue,
      yen: sum(sales, 'amount', { currency: 'cur', where: "cur = 'JPY'", format: money(), label: 'Yen' }),
      stated: sum(sales, 'amount', {
        where: "cur = 'EUR'",
        currency: null,
        format: money('EUR'),
        label: 'Stated',
      }),
      orders,
      customers: members(buying, 'customer', { label: 'Customers' }),
      perOrder: ratio(revenue, orders, { label: 'Per order' }),
      goal: sum(goals, 'target', saying ? { currency: 'cur' } : {}),
    },
    targets: { from: 'goal', period: 'month', metric: 'metric', by: { dimension: 'shop', whole: 'ALL' } },
    boards: { main: { title: 'Main', cards: ['revenue', 'yen', 'stated', 'orders'], charts: [] } },
  })

const sold = `sold,shop,who,cur,amount
2025-05-01,north,ann,EUR,10.00
2025-05-02,north,bob,EUR,5.00
2025-05-01,south,ann,USD,20.00
2025-05-03,east,cid,USD,2.00
2025-05-03,east,cid,EUR,4.00
2025-05-04,west,dan,JPY,1234.00
2025-05-04,other,eve,,3.00
`
const aims = `day,metric,shop,cur,target
2025-05-01,revenue,north,EUR,20.00
2025-05-01,revenue,south,EUR,20.00
2025-05-01,revenue,east,EUR,20.00
2025-05-01,revenue,west,,2000.00
2025-05-01,revenue,other,GBP,6.00
2025-05-01,revenue,far,USD,5.00
2025-05-01,yen,ALL,jpy,1000.00
2025-05-01,stated,ALL,USD,40.00
2025-05-01,orders,ALL,EUR,10.00
2025-05-01,customers,north,,4.00
2025-05-01,perOrder,north,EUR,10.00
2025-05-01,perOrder,south,EUR,1.00
2025-05-01,perOrder,south,USD,1.00
`

for (const server of warehouses) {
  describe.skipIf(server.skip)(`targets and currencies on ${server.title}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-targets-'))
    let warehouse: Warehouse
    let loaded: LoadedProject
    const load = async (saying: boolean) => {
      loaded = loadedProject(projectWith(saying), { file: join(directory, 'daymark.config.ts'), directory })
      await runBuild({ loaded, warehouse })
    }
    const board = () => answerBoard('main', { period: '2025-05' }, { loaded, warehouse, today: '2025-06-10' })
    const rows = async () => {
      const { targets } = await board()
      return targets === null || 'because' in targets ? [] : targets.rows
    }
    beforeAll(async () => {
      mkdirSync(join(directory, 'data'))
      writeFileSync(join(directory, 'data/sales.csv'), sold)
      writeFileSync(join(directory, 'data/goals.csv'), aims)
      warehouse = await server.open()
      await load(true)
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    it('compares a target with a value of its own currency only, and shows every row', async () => {
      const found = (await rows()).map((row) => {
        const { metric, of, value, currency, target, targetCurrency, achieved, because } = row
        return [
          metric,
          of,
          value,
          currency,
          target,
          targetCurrency,
          achieved === null ? null : Number(achieved),
          because,
        ]
      })
      expect(found).toEqual([
        ['customers', 'north', '2', undefined, '4', undefined, 50, undefined],
        ['orders', null, '7', undefined, '10', undefined, 70, undefined],
        ['perOrder', 'north', '7.5', 'EUR', '10', 'EUR', 75, undefined],
        ['perOrder', 'south', '20', 'USD', null, 'USD', null, 'several-currencies'],
        ['revenue', null, null, undefined, null, undefined, null, 'several-currencies'],
        ['revenue', 'east', null, undefined, '20', 'EUR', null, 'several-currencies'],
        ['revenue', 'north', '15', 'EUR', '20', 'EUR', 75, undefined],
        ['revenue', 'other', '3', null, '6', 'GBP', null, 'other-currency'],
        ['revenue', 'south', '20', 'USD', '20', 'EUR', null, 'other-currency'],
        ['revenue', 'west', '1234', 'JPY', '2000', 'JPY', 61.7, undefined],
        ['revenue', 'far', '0', undefined, '5', 'USD', 0, undefined],
        ['stated', null, '19', 'EUR', '40', 'USD', null, 'other-currency'],
        ['yen', null, '1234', 'JPY', '1000', 'jpy', 123.4, undefined],
      ])
      for (const { because, state, surplus, target, toDate } of await rows()) {
        expect([state === null, surplus === null]).toEqual([because !== undefined, because !== undefined])
        expect(toDate).toBe(target)
      }
    })

    it('says so in the terminal, each amount with its own currency', async () => {
      const drawn = boardPage(await board(), screenOf(110)).split('\n')
      const page = drawn.map((each) => each.replaceAll(/ +/g, ' ').trimEnd())
      const line = (start: string) => page.find((each) => each.startsWith(start))
      expect(line('Revenue several')).toBe('Revenue several currencies several currencies –')
      expect(line(' east')).toBe(' east several currencies €20.00 –')
      expect(line(' west')).toMatch(/^ west ¥1,234 ¥2,000 61\.7%/)
      expect(page.filter((each) => each.startsWith(' south'))).toEqual([
        ' south $20.00 several currencies –',
        ' south $20.00 €20.00 –',
      ])
      expect(page.filter((each) => each.startsWith('Customers'))).toHaveLength(1)
      expect(page.join(' ')).toContain(
        '– Stated: the target is in USD, the value in EUR: they are not compared.',
      )
      expect(page.join(' ')).toContain('target $40, not compared')
    })

    it('takes the currency of the value where a target says none', async () => {
      await warehouse.write((session) =>
        storeSetTarget(session, {
          period: '2025-05',
          metric: 'revenue',
          of: 'south',
          target: '40',
          setBy: 'me',
          setAt: '2025-05-01 00:00:00',
          note: null,
        }),
      )
      const south = (await rows()).find(({ metric, of }) => metric === 'revenue' && of === 'south')
      expect(south).toMatchObject({ target: '40', targetCurrency: 'USD', achieved: '50', state: 'behind' })
      await load(false)
      const revenues = (await rows()).filter(({ metric }) => metric === 'revenue')
      expect(revenues.map(({ of, target, targetCurrency }) => [of, target, targetCurrency])).toEqual([
        // Targets in euros, dollars, yen and nobody knows what: no sum of them.
        [null, null, undefined],
        ['east', '20', undefined],
        ['north', '20', 'EUR'],
        ['other', '6', undefined],
        ['south', '40', 'USD'],
        ['west', '2000', 'JPY'],
        ['far', '5', undefined],
      ])
    })
  })
}
