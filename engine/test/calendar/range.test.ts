import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contains,
  daysIn,
  eachDay,
  intersection,
  moveByDays,
  parseRange,
  rangeOf,
  sameRange,
} from '../../src/calendar/range.js'
import { anyRange, refusalOf } from './given.js'

describe('a range', () => {
  it('has both its ends', () => {
    expect(daysIn(rangeOf('2024-02-28', '2024-03-01'))).toBe(3)
    expect(eachDay(rangeOf('2024-02-28', '2024-03-01'))).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
    expect(eachDay(rangeOf('2025-10-31', '2025-10-31'))).toEqual(['2025-10-31'])
  })

  it('is refused when it ends before it starts, or an end is no day', () => {
    expect(refusalOf(() => rangeOf('2025-10-02', '2025-10-01'))).toBe('invalid-range')
    expect(refusalOf(() => rangeOf('2025-10-02', '2025-10-32'))).toBe('invalid-date')
  })

  it('is read from two days with dots between them', () => {
    expect(parseRange('2025-09-01..2025-09-20')).toEqual({ from: '2025-09-01', to: '2025-09-20' })
    expect(parseRange('2025-09')).toBeUndefined()
    expect(refusalOf(() => parseRange('2025-09-20..2025-09-01'))).toBe('invalid-range')
    expect(refusalOf(() => parseRange('2025-09-20..'))).toBe('invalid-date')
    expect(refusalOf(() => parseRange('2025-09-20...2025-09-21'))).toBe('invalid-date')
  })

  it('contains the days that it lists and no others', () => {
    fc.assert(
      fc.property(anyRange(60), anyRange(60), (range, other) => {
        const days = new Set(eachDay(range))
        expect(days.size).toBe(daysIn(range))
        expect(eachDay(other).filter((day) => contains(range, day))).toEqual(
          eachDay(other).filter((day) => days.has(day)),
        )
      }),
    )
  })

  it('shares with another the days that are in both', () => {
    fc.assert(
      fc.property(anyRange(60), fc.integer({ min: -80, max: 80 }), (range, moved) => {
        const other = moveByDays(range, moved)
        const shared = eachDay(range).filter((day) => eachDay(other).includes(day))
        const found = intersection(range, other)
        expect(found ? eachDay(found) : []).toEqual(shared)
        expect(sameRange(range, other)).toBe(moved === 0)
      }),
    )
  })
})
