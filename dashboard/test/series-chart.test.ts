import { describe, expect, it } from 'vitest'
import { seriesChart } from '../src/active/series-chart.js'
import type { Answer, MetaMetric } from '../src/api/answers.js'

const format = { as: 'number', decimals: 0 } as const
const dates = ['2026-05-01', '2026-05-02', '2026-05-03'] as const

/** An answer by line and day: the members of each row, and null where a row says that the data have none. */
function answerOf(rows: readonly (readonly [day: string, line: string, members: string | null])[]): Answer {
  return {
    grain: 'day',
    metrics: [{ name: 'active', label: 'Active', format, formula: '', additive: false }],
    rows: rows.map(([period, line, members]) => ({
      period,
      dimensions: { line },
      complete: true,
      values: { active: members === null ? { value: '0', noRows: true } : { value: members } },
    })),
  } as unknown as Answer
}

function drawn(answer: Answer, figure: 'active-members' | 'stickiness') {
  const metric = { name: 'active', additive: false, counts: { figure } } as unknown as MetaMetric
  const { series } = seriesChart(answer, {
    title: 'By line',
    question: { metrics: ['active'], from: dates[0], to: dates[2], by: ['line'] },
    series: ['SBMY', 'LVMY'].map((value) => ({
      name: value,
      metric,
      as: 'line' as const,
      colour: '#000',
      where: { dimension: 'line', value },
    })),
  })
  return series.map(({ values, because }) => ({ values, because }))
}

describe('a chart of members by a dimension', () => {
  const answer = answerOf([
    [dates[0], 'SBMY', '4'],
    [dates[0], 'LVMY', '2'],
    [dates[1], 'SBMY', '5'],
    [dates[2], 'SBMY', null],
    [dates[2], 'LVMY', null],
  ])

  it('draws 0 for a day on which only other values were counted, and a gap for a day without data', () => {
    expect(drawn(answer, 'active-members')).toEqual([
      { values: ['4', '5', null], because: [null, null, 'no-rows'] },
      { values: ['2', '0', null], because: [null, null, 'no-rows'] },
    ])
  })

  it('leaves a gap where a rate has nothing to divide', () => {
    expect(drawn(answer, 'stickiness')[1]).toEqual({
      values: ['2', null, null],
      because: [null, 'no-rows', 'no-rows'],
    })
  })
})
