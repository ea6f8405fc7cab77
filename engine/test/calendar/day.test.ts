import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dayNumber,
  dayOfNumber,
  daysBetween,
  isDay,
  parseDay,
  weekdayOf,
} from '../../src/calendar/day.js'
import { anyDay, dayByDate, numberByDate, refusalOf } from './given.js'

describe('a day', () => {
  it.each(['2025-10-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('can be %s', (text) => {
    expect(parseDay(text, 'test')).toBe(text)
  })

  it.each([
    '2025-02-30',
    '2025-02-29',
    '1900-02-29',
    '2025-2-3',
    '2025-10-31T00:00',
    '2025-10-31 ',
    ' 2025-10-31',
    '2025-10-31\n',
    '20251031',
    '2025-13-01',
    '2025-00-10',
    '0000-01-01',
    '+002025-10-31',
    '٢٠٢٥-10-31',
    '',
    'today',
  ])('cannot be %j', (text) => {
    expect(isDay(text)).toBe(false)
    expect(refusalOf(() => parseDay(text, 'test'))).toBe('invalid-date')
  })

  it('says in the refusal what the day is for', () => {
    expect(() => parseDay('soon', '--from')).toThrow('"soon" is not a date (--from).')
  })

  it('is numbered as the days since 1970 are, both ways', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(dayNumber(day)).toBe(numberByDate(day))
        expect(dayOfNumber(numberByDate(day))).toBe(day)
      }),
    )
  })

  it('is moved and measured in days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (day, days) => {
        const moved = addDays(day, days)
        expect(moved).toBe(dayByDate(numberByDate(day) + days))
        expect(daysBetween(day, moved)).toBe(days)
      }),
    )
  })

  it('knows its day of the week', () => {
    expect(['2025-10-27', '2025-10-31', '2025-11-02'].map(weekdayOf)).toEqual(['monday', 'friday', 'sunday'])
  })

  it('ends with the year 9999', () => {
    expect(refusalOf(() => addDays('9999-12-31', 1))).toBe('invalid-date')
    expect(refusalOf(() => addDays('0001-01-01', -1))).toBe('invalid-date')
  })
})
