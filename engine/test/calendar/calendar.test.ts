import { describe, expect, it } from 'vitest'
import { type Calendar, defineCalendar } from '../../src/calendar/calendar.js'
import { parseGrain } from '../../src/calendar/grain.js'
import { refusalOf } from './given.js'

describe('a calendar', () => {
  it('is in UTC, with weeks from Monday and years from January, unless told otherwise', () => {
    expect(defineCalendar()).toEqual({
      timeZone: 'UTC',
      dayStartsAt: '00:00',
      weekStart: 'monday',
      fiscalYearStart: 1,
    })
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(defineCalendar({ timeZone: 'Asia/Kuala_Lumpur' }))).toBe(true)
  })

  it('writes the name of its time zone as the database does', () => {
    expect(defineCalendar({ timeZone: 'europe/london' }).timeZone).toBe('Europe/London')
  })

  it.each(['Europe/Londn', '', '+08:00', 'Mars/Olympus', '2025'])('has no time zone %j', (timeZone) => {
    expect(refusalOf(() => defineCalendar({ timeZone }))).toBe('invalid-time-zone')
  })

  it('is refused when a week or a year starts on nothing that there is', () => {
    const weekStart = 'moonday' as Calendar['weekStart']
    expect(refusalOf(() => defineCalendar({ weekStart }))).toBe('invalid-week-start')
    for (const fiscalYearStart of [0, 13, 1.5, Number.NaN]) {
      expect(refusalOf(() => defineCalendar({ fiscalYearStart }))).toBe('invalid-fiscal-year-start')
    }
  })
})

describe('a grain', () => {
  it('is read by its name, and a misspelt one is met with the closest', () => {
    expect(parseGrain('quarter')).toBe('quarter')
    expect(() => parseGrain('mouth')).toThrow('There is no grain "mouth". Did you mean "month"?')
  })
})
