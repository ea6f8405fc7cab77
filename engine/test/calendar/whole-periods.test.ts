import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { dayOfNumber } from '../../src/calendar/day.js'
import { monthsBefore, monthsTouched, moveMonths } from '../../src/calendar/whole-periods.js'

const day = fc.integer({ min: -400_000, max: 2_000_000 }).map(dayOfNumber)
const months = fc.integer({ min: -30, max: 30 })

describe('Months', () => {
  it('are counted back as Temporal counts them, to the last day of one that is too short', () => {
    fc.assert(
      fc.property(day, months, (from, back) => {
        expect(monthsBefore(from, back)).toBe(
          Temporal.PlainDate.from(from).subtract({ months: back }).toString(),
        )
      }),
    )
    expect(monthsBefore('2024-03-31', 1)).toBe('2024-02-29')
  })

  it('are moved as a whole', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 20 }), months, (some, more, back) => {
        const first = Temporal.PlainDate.from(some).with({ day: 1 })
        const end = (of: Temporal.PlainDate) => of.with({ day: of.daysInMonth }).toString()
        const range = { from: first.toString(), to: end(first.add({ months: more })) }
        expect(monthsTouched(range)).toBe(more + 1)
        expect(moveMonths(range, back)).toEqual({
          from: first.subtract({ months: back }).toString(),
          to: end(first.add({ months: more - back })),
        })
      }),
    )
  })

  it('before the year 1 are refused', () => {
    expect(() => monthsBefore('0001-01-15', 1)).toThrow(expect.objectContaining({ code: 'invalid-date' }))
  })
})
