import { describe, expect, it } from 'vitest'
import { chartAxis, shortLabel } from '../../src/boards/time-axis.js'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { periodOf } from '../../src/calendar/period.js'

const calendar = defineCalendar()

describe('the periods along a chart', () => {
  it.each([
    ['2025-10-01', '2025-10-01', 'day'],
    ['2025-10-01', '2025-12-31', 'day'],
    ['2025-01-01', '2025-12-31', 'week'],
    ['2024-01-01', '2025-12-31', 'month'],
  ])('from %s to %s are a %s each', (from, to, grain) => {
    expect(chartAxis({ from, to }, undefined, calendar)).toEqual({ range: { from, to }, grain })
  })

  it('are the quarters of its year for a named quarter', () => {
    const quarter = periodOf('2025-11-05', 'quarter', calendar)
    expect(chartAxis(quarter.range, quarter, calendar)).toEqual({
      range: { from: '2025-01-01', to: '2025-12-31' },
      grain: 'quarter',
    })
  })

  it('are the quarters of its fiscal year where that starts in April', () => {
    const fiscal = defineCalendar({ fiscalYearStart: 4 })
    const quarter = periodOf('2025-02-05', 'quarter', fiscal)
    expect(chartAxis(quarter.range, quarter, fiscal).range).toEqual({ from: '2024-04-01', to: '2025-03-31' })
  })

  it('have short names', () => {
    const names = [
      shortLabel('2025-10-01', 'day'),
      shortLabel('2025-W40', 'week'),
      shortLabel('2025-10', 'month'),
      shortLabel('2025-Q4', 'quarter'),
      shortLabel('2025', 'year'),
    ]
    expect(names).toEqual(['Oct 01', 'W40', 'Oct 2025', 'Q4', '2025'])
  })
})
