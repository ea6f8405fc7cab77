import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { businessDay, hourOf, hoursIn, startOfDay } from '../../src/calendar/business-day.js'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { addDays } from '../../src/calendar/day.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { anyDay } from './given.js'

const at = (timeZone: string) => defineCalendar({ timeZone })
const zones = [
  'UTC',
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kuala_Lumpur',
  'Africa/Cairo',
  'America/Sao_Paulo',
  'Pacific/Apia',
].map(at)

describe('a business day', () => {
  it.each([
    ['Europe/London', '2025-03-30', 23],
    ['Europe/London', '2025-10-26', 25],
    ['Europe/London', '2025-10-27', 24],
    ['America/New_York', '2025-03-09', 23],
    ['America/New_York', '2025-11-02', 25],
    ['Australia/Lord_Howe', '2025-10-05', 23.5],
    ['Australia/Lord_Howe', '2025-04-06', 24.5],
    ['Asia/Kuala_Lumpur', '2025-03-30', 24],
    ['Africa/Cairo', '2024-04-26', 23],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['Pacific/Apia', '2011-12-29', 24],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
  ])('in %s on %s has %d hours', (timeZone, day, hours) => {
    expect(hoursIn(day, at(timeZone))).toBe(hours)
  })

  it('starts at midnight, or where the clocks skip midnight at the first moment after it', () => {
    expect(startOfDay('2025-10-31', at('Asia/Kuala_Lumpur')).toString()).toBe('2025-10-30T16:00:00Z')
    expect(startOfDay('2024-04-26', at('Africa/Cairo')).toString()).toBe('2024-04-25T22:00:00Z')
    expect(hourOf(startOfDay('2024-04-26', at('Africa/Cairo')), at('Africa/Cairo'))).toBe(1)
  })

  it.each([
    ['2026-01-15T15:59:59.999Z', 'Asia/Kuala_Lumpur', '2026-01-15', 23],
    ['2026-01-15T16:00Z', 'Asia/Kuala_Lumpur', '2026-01-16', 0],
    ['2026-01-15T04:59Z', 'America/New_York', '2026-01-14', 23],
    ['2011-12-30T09:59Z', 'Pacific/Apia', '2011-12-29', 23],
    ['2011-12-30T10:00Z', 'Pacific/Apia', '2011-12-31', 0],
    ['2025-10-26T00:30Z', 'Europe/London', '2025-10-26', 1],
    ['2025-10-26T01:30Z', 'Europe/London', '2025-10-26', 1],
  ])('at %s in %s is %s, hour %d', (...[text, timeZone, day, hour]) => {
    const moment = parseMoment(text, { timeZone: 'UTC' })
    expect([businessDay(moment, at(timeZone)), hourOf(moment, at(timeZone))]).toEqual([day, hour])
  })

  it('runs from its start to the moment before the next day starts', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...zones), (day, calendar) => {
        fc.pre(hoursIn(day, calendar) > 0)
        expect(businessDay(startOfDay(day, calendar), calendar)).toBe(day)
        const end = startOfDay(addDays(day, 1), calendar).subtract({ milliseconds: 1 })
        expect(businessDay(end, calendar)).toBe(day)
      }),
    )
  })
})
