import { describe, expect, it } from 'vitest'
import type { NoPoint } from '../../../src/boards/board-answer.js'
import { chartLines } from '../../../src/cli/board/charts.js'
import { money } from '../../../src/metrics/format.js'
import { chart, screenOf, series } from './given.js'

const screen = screenOf(60)
const many = Array.from({ length: 20 }, (_, index) => `Oct ${String(index + 1).padStart(2, '0')}`)
const days = { along: 'day', categories: many, keys: many, partial: many.map(() => false) }

describe('a chart in a terminal', () => {
  it('has a bar for each category, as long as its value', () => {
    expect(chartLines(chart({}), screen)).toEqual([
      'Revenue by line',
      `  A  ${'█'.repeat(13)}${' '.repeat(39)}  1`,
      `  B  ${'█'.repeat(26)}${' '.repeat(26)}  2`,
      `  C  ${'█'.repeat(52)}  4`,
    ])
  })

  it('leaves a gap blank and writes – for it, and does not take it for 0', () => {
    const [, first, second] = chartLines(chart({ series: [series({ values: [null, '0', '4'] })] }), screen)
    expect(first).toMatch(/^ {2}A +–$/)
    expect(second).toMatch(/^ {2}B +0$/)
    const values = many.map((_, at) => (at < 5 ? null : '7'))
    const line = chartLines(
      chart({ ...days, kind: 'stacked-bar', series: [series({ values }), series({ values })] }),
      screen,
    )[3]
    expect(line).toMatch(/^ {2}North {2} {10}█+/)
  })

  it('marks what is below 0', () => {
    const values = many.map((_, at) => (at === 3 ? '-5' : '5'))
    const lines = chartLines(chart({ ...days, series: [series({ values })] }), screen)
    expect(lines.join('\n')).toContain('▾')
  })

  it('leaves out what is still to come, and marks what is in progress', () => {
    const quarters = ['Q1', 'Q2', 'Q3', 'Q4']
    const lines = chartLines(
      chart({
        along: 'quarter',
        categories: quarters,
        keys: quarters,
        partial: [false, true, true, true],
        series: [series({ values: ['3', '1', null, null] })],
      }),
      screen,
    )
    expect(lines.map((line) => line.trim().slice(0, 8).trim())).toEqual([
      'Revenue',
      'Q1    ██',
      'Q2 *  ██',
      '* in pro',
    ])
  })

  it('says why where there is nothing to draw', () => {
    const values = [null, null, null]
    const empty = (...because: readonly (NoPoint | null)[]) =>
      chartLines(chart({ series: [series({ values, because })] }), screenOf(120)).slice(1)
    expect(empty('no-rows', 'no-rows', 'no-rows')).toEqual(['  – the data have no rows here'])
    expect(empty('still-to-come', 'still-to-come', 'still-to-come')).toEqual([
      '  – the days are still to come',
    ])
    expect(empty('several-currencies', 'no-rows', 'denominator-is-zero')).toEqual([
      '  – the amounts are in several currencies, which are never added',
      '  – there is nothing to divide by',
    ])
    expect(empty('no-rows', null, 'still-to-come')).toHaveLength(2)
  })

  it('says why figures are missing between others, and whose', () => {
    const rate = series({
      name: 'Rate',
      values: ['1', null, null],
      because: [null, 'denominator-is-zero', 'no-rows'],
    })
    expect(chartLines(chart({ series: [series({}), rate] }), screen).at(-1)).toBe(
      '  – Rate: there is nothing to divide by',
    )
  })

  it('has no sum of a stacked bar of which a part is not known', () => {
    const part = series({
      name: 'South',
      values: ['1', null, null],
      because: [null, 'several-currencies', 'no-rows'],
    })
    const lines = chartLines(chart({ kind: 'stacked-bar', series: [series({}), part] }), screen)
    expect(lines.slice(1, 4).map((line) => line.split(' ').at(-1))).toEqual(['2', '–', '4'])
  })

  it('writes the sum of a stacked bar behind it, and what its parts are below', () => {
    const parts = [series({ format: money('MYR') }), series({ name: 'South', format: money('MYR') })]
    const lines = chartLines(chart({ kind: 'stacked-bar', series: parts }), screen)
    expect(lines[3]).toMatch(/^ {2}C {2}█+▓+ {2}RM 8$/)
    expect(lines.at(-1)).toBe('     █ North   ▓ South')
  })
})
