import { describe, expect, it } from 'vitest'
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
