import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { cohortComparison } from '../../src/calendar/cohort-comparison.js'
import { parsePeriod } from '../../src/calendar/parse-period.js'

const calendar = defineCalendar()
const today = '2025-10-20'

describe('the comparison of a cohort', () => {
  it.each([
    ['2025-Q4', '2025-07-01', '2025-09-30', 'Q3 2025'],
    ['2025-03', '2025-02-01', '2025-02-28', 'February 2025'],
    ['this-week', '2025-10-13', '2025-10-19', 'week 42 of 2025'],
    ['today', '2025-10-19', '2025-10-19', '19 October 2025'],
  ])('of %s is the whole period before, even in progress', (...[text, from, to, says]) => {
    const range = { from, to }
    expect(cohortComparison({ ...parsePeriod(text, { calendar, today }), calendar })).toEqual({ range, says })
  })

  it('of other days is as many days just before', () => {
    const range = { from: '2025-10-01', to: '2025-10-20' }
    const before = { range: { from: '2025-09-11', to: '2025-09-30' }, says: 'the 20 days before' }
    expect(cohortComparison({ range, calendar })).toEqual(before)
  })
})
