import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerBoard } from '../../../engine/src/boards/answer-board.js'
import type { BoardAnswer, ChartAnswer } from '../../../engine/src/boards/board-answer.js'
import type { BoardDays } from '../../../engine/src/boards/board-questions.js'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { leapYearData, projectOver } from './given.js'
import { Twin } from './twin.js'

const servers = warehouses.filter(({ name }) => name !== 'pglite' && name !== 'duckdb-memory')

let data: string
let twin: Twin
beforeAll(async () => {
  data = await leapYearData(0.003)
  twin = await Twin.over(data)
})
afterAll(() => {
  twin.close()
  rmSync(data, { recursive: true })
})

for (const server of servers) {
  describe.skipIf(server.skip)(`the board on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = projectOver(data)
      await runBuild({ loaded, warehouse })
    })
    afterAll(() => warehouse.close())

    const answered = (days: BoardDays, today = '2026-01-01'): Promise<BoardAnswer> =>
      answerBoard('business-performance', days, { loaded, warehouse, today })

    it('has a card for each figure, with the value of the earlier range by the rule for change', async () => {
      const board = await answered({ from: '2024-03-01', to: '2024-03-20' })
      expect(board.comparison).toMatchObject({
        from: '2024-02-01',
        to: '2024-02-20',
        rule: 'previous-period',
      })
      expect(board.cohorts).toMatchObject({
        from: '2024-02-10',
        to: '2024-02-29',
        says: 'the 20 days before',
      })
      const now = await twin.figures({
        from: '2024-03-01',
        to: '2024-03-20',
        beforeFrom: '2024-02-10',
        beforeTo: '2024-02-29',
      })
      const then = await twin.figures({
        from: '2024-02-01',
        to: '2024-02-20',
        beforeFrom: '2024-01-12',
        beforeTo: '2024-01-31',
      })
      const shown = board.cards.map(({ metric, value, previous }) => [metric, value, previous])
      expect(shown).toEqual(board.cards.map(({ metric }) => [metric, now[metric], then[metric]]))
      const [deposits] = board.cards.filter(({ metric }) => metric === 'depositAmount')
      expect(deposits?.averagePerDay).toBe(now['depositAmountPerDay'])
      expect(Number(deposits?.change)).toBeCloseTo(
        (100 * (Number(now['depositAmount']) - Number(then['depositAmount']))) /
          Number(then['depositAmount']),
        6,
      )
    })

    it('stacks by day the GGR of the lines that are found, with a gap before a launch and a 0 nowhere', async () => {
      const chart = titled(await answered({ from: '2023-10-25', to: '2023-12-20' }), 'GGR by line')
      expect(chart.categories.slice(0, 2)).toEqual(['Oct 25', 'Oct 26'])
      expect(chart.series.map(({ name }) => name)).toEqual(['JMMY', 'LVMY', 'SBMY', 'STMY'])
      const launched = chart.series.find(({ name }) => name === 'STMY')
      expect(launched?.values.slice(0, 5)).toEqual([null, null, null, null, null])
      for (const [at, key] of chart.keys.slice(0, 12).entries()) {
        const day = String(key)
        const figures = await twin.figures({ from: day, to: day, beforeFrom: day, beforeTo: day }, 'LVMY')
        expect([day, chart.series[1]?.values[at]]).toEqual([day, figures['ggr']])
      }
    })

    it('is about some lines only, and compared by another rule, where that is asked for', async () => {
      const board = await answered({
        from: '2024-03-01',
        to: '2024-03-20',
        compare: 'year-over-year',
        where: [{ dimension: 'line', values: ['LVMY'] }],
      })
      expect(board).toMatchObject({ targets: null, plans: [], where: [{ dimension: 'line' }] })
      expect(board.comparison).toMatchObject({ from: '2023-03-01', to: '2023-03-20', rule: 'year-over-year' })
      const before = { beforeFrom: '2024-02-10', beforeTo: '2024-02-29' }
      const now = await twin.figures({ from: '2024-03-01', to: '2024-03-20', ...before }, 'LVMY')
      expect(board.cards.map(({ metric, value }) => [metric, value])).toEqual(
        board.cards.map(({ metric }) => [metric, now[metric]]),
      )
      expect(titled(board, 'GGR by line').series.map(({ name }) => name)).toEqual(['LVMY'])
      const day = await twin.figures({ from: '2024-03-02', to: '2024-03-02', ...before }, 'LVMY')
      expect(titled(board, 'GGR').series[0]?.values[1]).toBe(day['ggr'])
    })

    it('gives a line the same colour on every chart and in every range', async () => {
      const before = titled(await answered({ from: '2023-04-01', to: '2023-04-10' }), 'GGR by line')
      const after = titled(await answered({ from: '2024-04-01', to: '2024-04-10' }), 'GGR by line')
      const coloursOf = (chart: ChartAnswer) =>
        Object.fromEntries(chart.series.map(({ name, colour }) => [name, colour]))
      expect(Object.keys(coloursOf(before))).toEqual(['JMMY', 'LVMY', 'SBMY'])
      expect(coloursOf(after)).toMatchObject(coloursOf(before))
      expect(new Set(Object.values(coloursOf(after))).size).toBe(4)
    })

    it('puts a quarter among those of its year, and says which are still to come', async () => {
      const board = await answered({ period: '2024-Q2' }, '2024-05-10')
      expect(board).toMatchObject({ complete: false, elapsed: { days: 40, of: 91 } })
      expect(board.comparison).toMatchObject({ from: '2024-01-01', to: '2024-02-09' })
      expect(board.cohorts).toMatchObject({ from: '2024-01-01', to: '2024-03-31', says: 'Q1 2024' })
      const chart = titled(board, 'GGR')
      expect(chart.categories).toEqual(['Q1', 'Q2', 'Q3', 'Q4'])
      expect(chart.partial).toEqual([false, true, true, true])
      const quarter = await twin.figures({
        from: '2024-01-01',
        to: '2024-03-31',
        beforeFrom: '2023-10-01',
        beforeTo: '2023-12-31',
      })
      expect(chart.series[0]?.values.map((value) => value !== null)).toEqual([true, true, false, false])
      expect(chart.series[0]?.values[0]).toBe(quarter['ggr'])
    })

    it('shares a target out over the days of its quarter, and adds up those of the lines', async () => {
      const board = await answered({ period: '2024-Q2' }, '2024-05-10')
      if (board.targets === null || 'because' in board.targets) throw new Error('a quarter has targets')
      const rows = board.targets.rows.filter(({ metric }) => metric === 'ggr')
      const whole = rows.find(({ of }) => of === null)
      const lines = rows.filter(({ of }) => of !== null)
      expect(lines.map(({ of }) => of)).toEqual(['JMMY', 'LVMY', 'SBMY', 'STMY'])
      expect(Number(whole?.target)).toBe(lines.reduce((sum, { target }) => sum + Number(target), 0))
      expect(Number(whole?.toDate)).toBeCloseTo((Number(whole?.target) * 40) / 91, 6)
      expect(Number(whole?.achieved)).toBeCloseTo((100 * Number(whole?.value)) / Number(whole?.target), 6)
      const members = board.targets.rows.find(({ metric, of }) => metric === 'activeMembers' && of === null)
      expect(members).toMatchObject({ toDate: null, achievedToDate: null })
    })

    it('has no targets for days that are no quarter', async () => {
      const board = await answered({ from: '2024-04-01', to: '2024-04-30' })
      expect(board.targets).toEqual({ because: 'not-one-period', grain: 'quarter' })
      expect(board.cards.every(({ target }) => target === null)).toBe(true)
    })

    it('is empty, not wrong, where there are no data', async () => {
      const board = await answered({ from: '2022-01-01', to: '2022-01-10' })
      expect(board.cards.find(({ metric }) => metric === 'ggr')).toMatchObject({
        value: '0',
        change: null,
        noChangeBecause: 'before-data',
      })
      expect(titled(board, 'GGR').series[0]?.values).toEqual(Array.from({ length: 10 }, () => null))
      expect(titled(board, 'Retention and churn by line').categories).toEqual([])
    })
  })
}

function titled(board: BoardAnswer, title: string): ChartAnswer {
  const chart = board.charts.find((each) => each.title === title)
  if (chart === undefined) throw new Error(`there is no chart "${title}"`)
  return chart
}
