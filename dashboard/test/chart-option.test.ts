import { describe, expect, it } from 'vitest'
import { chartCsv, tableRows, whyEmpty, type ChartData } from '../src/charts/chart-data.js'
import { chartOption } from '../src/charts/chart-option.js'
import type { Figure } from '../src/numbers/figure.js'

const colours = { ink: '#000', faint: '#888', line: '#ccc', surface: '#fff', font: 'sans-serif' }

/** Whether the points of a line over these values are marked. */
function isMarked(values: readonly (Figure | null)[]): boolean {
  const days = values.map((_, index) => `day ${index + 1}`)
  const format = { as: 'number', decimals: 0 } as const
  const series = [{ name: 'Active', as: 'line', colour: '#00f', format, values }] as const
  const option = chartOption({ title: 'Active', along: 'Day', categories: days, keys: days, series }, colours)
  const [line] = option['series'] as readonly { readonly showSymbol: boolean }[]
  return line?.showSymbol === true
}

describe('a line of many points', () => {
  const joined = Array.from({ length: 31 }, (_, index) => String(index))

  it('is not marked point by point', () => {
    expect(isMarked(joined)).toBe(false)
  })

  it('is marked where a point stands alone, which no line would show', () => {
    expect(isMarked(joined.map((value, index) => (index === 9 || index === 11 ? null : value)))).toBe(true)
    expect(isMarked(joined.map((value, index) => (index === 1 ? null : value)))).toBe(true)
    expect(isMarked(joined.map((value, index) => (index > 25 ? null : value)))).toBe(false)
  })
})

describe('a chart with gaps', () => {
  const given = (
    because: ChartData['series'][number]['because'],
    value: Figure | null = null,
  ): ChartData => ({
    title: 'Revenue',
    along: 'Day',
    categories: ['1 May', '2 May'],
    keys: ['2025-05-01', '2025-05-02'],
    series: [
      {
        name: 'Revenue',
        as: 'bar',
        colour: '#00f',
        format: { as: 'number', decimals: 0 },
        values: [value, null],
        because,
      },
    ],
  })
  const tooltipAt = (data: ChartData, dataIndex: number) =>
    (
      chartOption(data, colours)['tooltip'] as {
        formatter: (items: readonly { dataIndex: number }[]) => string
      }
    ).formatter([{ dataIndex }])

  it('says why nothing is drawn, and that rows are missing only where they are', () => {
    expect(whyEmpty(given(['several-currencies', 'no-rows']))).toEqual(['several-currencies'])
    expect(whyEmpty(given(['no-rows', 'still-to-come']))).toEqual(['no-rows', 'still-to-come'])
    expect(whyEmpty(given(undefined))).toEqual(['no-rows'])
    expect(whyEmpty(given([null, 'no-rows'], '7'))).toEqual([])
  })

  it('says the reason of a gap under the pointer and in the table, and leaves it empty in the file', () => {
    const data = given([null, 'denominator-is-zero'], '7')
    expect(tooltipAt(data, 0)).toContain('<td>7</td>')
    expect(tooltipAt(data, 1)).toContain('There is nothing to divide by.')
    expect(tableRows(data, false).map(({ cells }) => cells[0]?.because)).toEqual([
      undefined,
      'denominator-is-zero',
    ])
    expect(chartCsv(data).rows).toEqual([
      ['2025-05-01', '7'],
      ['2025-05-02', null],
    ])
  })
})
