import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { grains } from '../../src/calendar/grain.js'
import { parsePeriod } from '../../src/calendar/parse-period.js'
import { periodOf } from '../../src/calendar/period.js'
import { relativePeriods } from '../../src/calendar/relative-period.js'
import { anyCalendar, anyDay, fixOf, refusalOf } from './given.js'

const calendar = defineCalendar()
const today = '2025-10-20'
const asked = { calendar, today }
const inFiscal = { calendar: defineCalendar({ fiscalYearStart: 4 }), today }

describe('a period as text', () => {
  it('is read as it is printed, in either letter case', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...grains), anyCalendar, (day, grain, which) => {
        const period = periodOf(day, grain, which)
        for (const text of [period.label, period.label.toLowerCase()]) {
          expect(parsePeriod(text, { calendar: which, today })).toEqual({ range: period.range, period })
        }
      }),
    )
  })

  it.each([
    ['2025Q4', '2025-Q4'],
    ['2025q4', '2025-Q4'],
    ['2025w40', '2025-W40'],
    ['2020-w53', '2020-W53'],
    ['FY2025-Q4', '2025-Q4'],
    ['today', '2025-10-20'],
    ['yesterday', '2025-10-19'],
    ['this-week', '2025-W43'],
    ['last-week', '2025-W42'],
    ['this-month', '2025-10'],
    ['last-month', '2025-09'],
    ['this-quarter', '2025-Q4'],
    ['last-quarter', '2025-Q3'],
    ['this-year', '2025'],
    ['Last-Year', '2024'],
  ])('%s means %s', (text, label) => {
    expect(parsePeriod(text, asked).period?.label).toBe(label)
  })

  it.each([
    ['2026-Q1', 'FY2026-Q1', '2025-04-01', '2025-06-30'],
    ['FY2026-Q4', 'FY2026-Q4', '2026-01-01', '2026-03-31'],
    ['2026', 'FY2026', '2025-04-01', '2026-03-31'],
    ['this-quarter', 'FY2026-Q3', '2025-10-01', '2025-12-31'],
    ['last-year', 'FY2025', '2024-04-01', '2025-03-31'],
    ['last-2-years', undefined, '2023-04-01', '2025-03-31'],
    ['ytd', undefined, '2025-04-01', '2025-10-20'],
  ])('%s means %s where the fiscal year starts in April', (...[text, label, from, to]) => {
    const { range, period } = parsePeriod(text, inFiscal)
    expect([period?.label, range]).toEqual([label, { from, to }])
  })

  it.each([
    ['last-7-days', '2025-10-13', 7],
    ['last-30-days', '2025-09-20', 30],
    ['last-1-days', '2025-10-19', 1],
    ['last-1-day', '2025-10-19', 1],
    ['last-12-weeks', '2025-07-28', 84],
  ])('%s are complete days before today, and no period', (text, from, trailing) => {
    expect(parsePeriod(text, asked)).toEqual({ range: { from, to: '2025-10-19' }, trailing })
  })

  it.each([
    ['last-3-months', '2025-07-01', '2025-09-30'],
    ['last-13-months', '2024-09-01', '2025-09-30'],
    ['last-2-quarters', '2025-04-01', '2025-09-30'],
    ['LAST-2-YEARS', '2023-01-01', '2024-12-31'],
  ])('%s are whole ones before this one, and no period', (text, from, to) => {
    expect(parsePeriod(text, asked)).toEqual({ range: { from, to } })
  })

  it.each([
    ['last-1-week', 'last-week'],
    ['last-1-months', 'last-month'],
    ['last-1-quarter', 'last-quarter'],
    ['last-1-years', 'last-year'],
    ['wtd', 'week-to-date'],
    ['MTD', 'month-to-date'],
    ['qtd', 'quarter-to-date'],
    ['ytd', 'Year-To-Date'],
  ])('%s is %s', (text, same) => {
    expect(parsePeriod(text, asked)).toEqual(parsePeriod(same, asked))
    expect(parsePeriod(text, inFiscal)).toEqual(parsePeriod(same, inFiscal))
  })

  it.each([
    ['week-to-date', '2025-W43', '2025-10-20'],
    ['month-to-date', '2025-10', '2025-10-01'],
    ['quarter-to-date', '2025-Q4', '2025-10-01'],
    ['year-to-date', '2025', '2025-01-01'],
  ])('%s are the days of %s up to and with today', (text, of, from) => {
    const { range, toDateOf, period } = parsePeriod(text, asked)
    expect([range, toDateOf?.label, period]).toEqual([{ from, to: today }, of, undefined])
  })

  it.each([
    '',
    '2025-13',
    '2025-00',
    '2025-Q5',
    '2025-Q0',
    '2025-W00',
    '2025-W53',
    '2025-W54',
    '2025-W4',
    '2025-02-30',
    '0000',
    '0000-W01',
    '25',
    '2025-Q4 ',
    'FY2025-10',
    'this-day',
    'last-day',
    'next-week',
    'last-week-end',
    'last-0-days',
    'last-07-days',
    'last-days',
    'last-0-weeks',
    'last-2-fortnights',
    'day-to-date',
    'dtd',
    'constructor',
    '2025-10-01..2025-10-20',
  ])('cannot be %j', (text) => {
    expect(refusalOf(() => parsePeriod(text, asked))).toBe('invalid-period')
  })

  it('that is none is refused with every form, each of which is one', () => {
    const fix = fixOf(() => parsePeriod('last-fortnight', asked)) ?? ''
    for (const form of ['2025-Q4', ...relativePeriods]) expect(fix).toContain(form)
    for (const form of relativePeriods.flatMap((each) => each.replace('N', '3').match(/[\w-]+/g) ?? [])) {
      expect(parsePeriod(form, asked).range.from <= today).toBe(true)
    }
  })
})
