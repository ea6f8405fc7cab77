import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../engine/src/calendar/calendar.js'
import { parsePeriod } from '../../engine/src/calendar/parse-period.js'
import { rangeInWords as byTheEngine } from '../../engine/src/calendar/words.js'
import { addDays, addMonths, daysIn, monthRange, weekday } from '../src/calendar/day.js'
import { momentInWords } from '../src/calendar/moment.js'
import { stepped } from '../src/calendar/step.js'
import { periodInWords, rangeInWords, shortPeriod } from '../src/calendar/words.js'

const days = fc
  .integer({ min: -40_000, max: 60_000 })
  .map((number) => Temporal.PlainDate.from('1970-01-01').add({ days: number }))

describe('days', () => {
  it('are added and named as the calendar has them', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -1000, max: 1000 }), (day, by) => {
        const text = day.toString()
        expect(addDays(text, by)).toBe(day.add({ days: by }).toString())
        expect(weekday(text)).toBe(day.dayOfWeek)
        const month = day.toPlainYearMonth()
        expect(addMonths(text.slice(0, 7), by)).toBe(month.add({ months: by }).toString())
        expect(daysIn(monthRange(month.toString()))).toBe(month.daysInMonth)
      }),
    )
  })
})

describe('words', () => {
  const calendar = defineCalendar({})

  it.each([
    ['2025-10-01', '2025-10-20'],
    ['2025-10-01', '2025-10-31'],
    ['2025-10-01', '2025-12-31'],
    ['2025-01-01', '2025-12-31'],
    ['2025-10-05', '2025-11-04'],
    ['2025-10-05', '2026-01-04'],
    ['2025-10-05', '2025-10-05'],
  ])('for %s to %s are the engine’s', (from, to) => {
    expect(rangeInWords({ from, to })).toBe(byTheEngine({ from, to }, calendar))
  })

  it('name periods', () => {
    expect(
      ['2025-Q4', 'FY2026-Q1', '2025-W40', '2025-10', '2025', 'last-30-days'].map(periodInWords),
    ).toEqual(['Q4 2025', 'Q1 FY2026', 'week 40 of 2025', 'October 2025', '2025', 'the last 30 days'])
    expect(['last-3-months', 'MTD', 'year-to-date'].map(periodInWords)).toEqual([
      'the last 3 months',
      'month to date',
      'year to date',
    ])
    expect(['2025-10-05', '2025-10', '2025-W40'].map(shortPeriod)).toEqual(['5 Oct', 'Oct 2025', 'W40 2025'])
  })
})

describe('a step', () => {
  const calendar = defineCalendar({})
  const asked = { from: '2025-10-01', to: '2025-12-31' }

  it.each(['2025-Q4', '2025-10', '2025', '2025-12-31', 'FY2026-Q1'])(
    'from %s leads next to it, and back',
    (period) => {
      const next = stepped({ period }, 1, asked)
      if (!('period' in next)) throw new Error('a named period leads to a named one')
      expect(stepped(next, -1, asked)).toEqual({ period })
      if (period.startsWith('FY')) return
      const today = '2025-10-20'
      const before = parsePeriod(period, { calendar, today }).range
      expect(parsePeriod(next.period, { calendar, today }).range.from).toBe(addDays(before.to, 1))
    },
  )

  it('from other days goes on by as many', () => {
    expect(
      stepped({ from: '2025-10-01', to: '2025-10-20' }, 1, { from: '2025-10-01', to: '2025-10-20' }),
    ).toEqual({
      from: '2025-10-21',
      to: '2025-11-09',
    })
  })
})

describe('a moment that was recorded in UTC', () => {
  it.each([
    ['2026-11-21 18:38:05.120', 'Asia/Kuala_Lumpur', '22 November 2026, 02:38 (Asia/Kuala_Lumpur)'],
    ['2026-11-21T09:38:05.120Z', 'America/New_York', '21 November 2026, 04:38 (America/New_York)'],
    ['2026-03-29 01:00:00', 'Europe/Berlin', '29 March 2026, 03:00 (Europe/Berlin)'],
    ['2026-11-21 09:38:05', 'UTC', '21 November 2026, 09:38 (UTC)'],
  ])("is said by the clock of the project's zone, which is named: %s in %s", (recorded, zone, said) => {
    expect(momentInWords(recorded, zone)).toBe(said)
  })
})
