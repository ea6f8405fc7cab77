import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { progressOf } from '../../src/calendar/elapsed.js'
import { eachDay, rangeOf } from '../../src/calendar/range.js'
import { anyRange, dayByDate, numberByDate } from './given.js'

describe('the progress of a range', () => {
  const october = rangeOf('2025-10-01', '2025-10-31')

  it.each([
    ['2025-09-30', false, 0, undefined],
    ['2025-10-01', false, 1, '2025-10-01'],
    ['2025-10-20', false, 20, '2025-10-20'],
    ['2025-10-31', false, 31, '2025-10-31'],
    ['2025-11-01', true, 31, '2025-10-31'],
  ])('on %s', (...[today, complete, elapsedDays, to]) => {
    const current = to === undefined ? undefined : { from: '2025-10-01', to }
    expect(progressOf(october, today)).toEqual({ complete, elapsedDays, days: 31, current })
  })

  it('counts the days that are not after today', () => {
    fc.assert(
      fc.property(anyRange(60), fc.integer({ min: -10, max: 70 }), (range, offset) => {
        const today = dayByDate(numberByDate(range.from) + offset)
        const elapsed = eachDay(range).filter((day) => day <= today)
        const progress = progressOf(range, today)
        expect(progress.elapsedDays).toBe(elapsed.length)
        expect(progress.current ? eachDay(progress.current) : []).toEqual(elapsed)
        expect(progress.complete).toBe(eachDay(range).every((day) => day < today))
      }),
    )
  })
})
