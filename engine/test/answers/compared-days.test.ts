import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { grains } from '../../src/calendar/grain.js'
import { eachDay } from '../../src/calendar/range.js'
import { notesOfComparisons } from '../../src/queries/notes-of-comparisons.js'
import { seriesSlots, wholeSlot } from '../../src/queries/windows.js'
import { anyRange } from '../calendar/given.js'

const calendar = defineCalendar()
const rules = [
  'previous-period',
  'previous-length',
  'date-to-date',
  'year-over-year',
  'same-weekday',
] as const

describe('the note that rows are compared with other days than the total', () => {
  it('is there exactly where the days of the rows, each as often as it is met, are not those of the total', () => {
    const found = { notes: 0, none: 0 }
    fc.assert(
      fc.property(anyRange(), fc.constantFrom(...grains), fc.constantFrom(...rules), (range, grain, rule) => {
        const slotting = { calendar, today: '9000-01-01', compare: rule }
        const span = { range }
        const rows = seriesSlots(span, grain, slotting)
        const total = wholeSlot(span, slotting)
        const met = rows.flatMap(({ comparison }) => (comparison ? eachDay(comparison.range) : [])).toSorted()
        const ofTotal = total.comparison ? eachDay(total.comparison.range) : []
        const isSame = met.join() === ofTotal.join()
        found[isSame ? 'none' : 'notes'] += 1
        expect(notesOfComparisons(rows, total, calendar)).toHaveLength(isSame ? 0 : 1)
      }),
    )
    expect(Math.min(found.notes, found.none)).toBeGreaterThan(0)
  })
})
