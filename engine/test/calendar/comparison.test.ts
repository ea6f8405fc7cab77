import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import {
  compare,
  type ComparisonRule,
  comparisonRules,
  parseComparison,
} from '../../src/calendar/comparison.js'
import { parsePeriod } from '../../src/calendar/parse-period.js'
import { parseRange } from '../../src/calendar/range.js'
import type { Span } from '../../src/calendar/span.js'
import { fixOf, refusalOf } from './given.js'

const calendar = defineCalendar()
const fiscal = defineCalendar({ fiscalYearStart: 2 })
const later = '2100-01-01'

/** The earlier range of what was asked as text, written as text. */
function earlier(rule: ComparisonRule, text: string, { today = later, of = calendar } = {}): string {
  const range = parseRange(text)
  const span: Span = range ? { range } : parsePeriod(text, { calendar: of, today })
  const period = span.period ?? span.toDateOf
  const comparison = compare(rule, { ...span, period, today, calendar: of })
  return `${comparison.range.from}..${comparison.range.to}`
}

describe.each<{ rule: ComparisonRule; complete: [string, string][]; inProgress: [string, string, string][] }>(
  [
    {
      rule: 'previous-period',
      complete: [
        ['2025-10-01..2025-10-31', '2025-09-01..2025-09-30'],
        ['2025-03-01..2025-03-31', '2025-02-01..2025-02-28'],
        ['2024-03-01..2024-03-31', '2024-02-01..2024-02-29'],
        ['2025-10-31..2025-10-31', '2025-09-30..2025-09-30'],
        ['2025-10-01..2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-09-01..2025-10-31', '2025-07-01..2025-08-31'],
        ['2025-10-01..2025-12-31', '2025-07-01..2025-09-30'],
        ['2024-01-01..2025-12-31', '2022-01-01..2023-12-31'],
        ['2025-02', '2025-01-01..2025-01-31'],
        ['2025-Q1', '2024-10-01..2024-12-31'],
        ['2025', '2024-01-01..2024-12-31'],
        ['2025-W01', '2024-12-23..2024-12-29'],
        ['2025-10-31', '2025-09-30..2025-09-30'],
        ['2025-03-29', '2025-02-28..2025-02-28'],
      ],
      inProgress: [
        ['2025-10', '2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-10-01..2025-10-31', '2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-10-01..2025-10-25', '2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-03', '2025-03-30', '2025-02-01..2025-02-28'],
        ['2025-10', '2025-10-31', '2025-09-01..2025-09-30'],
        ['2025-Q4', '2025-11-10', '2025-07-01..2025-08-10'],
        ['2025-Q2', '2025-06-30', '2025-01-01..2025-03-31'],
        ['2025-W43', '2025-10-22', '2025-10-13..2025-10-15'],
        ['2025', '2025-03-01', '2024-01-01..2024-02-29'],
        ['last-7-days', '2025-10-20', '2025-10-06..2025-10-12'],
        ['last-30-days', '2025-10-20', '2025-08-21..2025-09-19'],
        ['last-2-weeks', '2025-10-20', '2025-09-22..2025-10-05'],
        ['last-2-months', '2025-10-20', '2025-06-01..2025-07-31'],
        ['last-2-quarters', '2025-10-20', '2024-10-01..2025-03-31'],
        ['yesterday', '2025-10-20', '2025-10-18..2025-10-18'],
        ['yesterday', '2025-03-01', '2025-02-27..2025-02-27'],
        ['today', '2025-10-20', '2025-10-19..2025-10-19'],
        ['month-to-date', '2025-10-20', '2025-09-01..2025-09-20'],
        ['month-to-date', '2025-03-30', '2025-02-01..2025-02-28'],
        ['week-to-date', '2025-10-22', '2025-10-13..2025-10-15'],
        ['quarter-to-date', '2025-11-10', '2025-07-01..2025-08-10'],
        ['year-to-date', '2025-03-01', '2024-01-01..2024-02-29'],
        ['2025-10', '2025-09-20', '2025-09-01..2025-09-30'],
      ],
    },
    {
      rule: 'previous-length',
      complete: [
        ['2025-10-01..2025-10-20', '2025-09-11..2025-09-30'],
        ['2025-Q4', '2025-07-01..2025-09-30'],
        ['2025-03', '2025-01-29..2025-02-28'],
      ],
      inProgress: [['2025-10', '2025-10-20', '2025-09-11..2025-09-30']],
    },
    {
      rule: 'date-to-date',
      complete: [
        ['2025-10-01..2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-10-31..2025-10-31', '2025-09-30..2025-09-30'],
        ['2025-03-29..2025-03-31', '2025-02-28..2025-02-28'],
        ['2024-03-29..2024-03-31', '2024-02-29..2024-02-29'],
        ['2025-03-01..2025-03-31', '2025-02-01..2025-02-28'],
        ['2025-02-01..2025-02-28', '2025-01-01..2025-01-28'],
        ['2025-09-15..2025-10-20', '2025-07-15..2025-08-20'],
        ['2025-09-15..2025-10-14', '2025-08-15..2025-09-14'],
        ['2025-03-30..2025-04-29', '2025-02-28..2025-03-29'],
      ],
      inProgress: [['2025-Q4', '2025-10-20', '2025-09-01..2025-09-20']],
    },
    {
      rule: 'week-to-week',
      complete: [
        ['2025-W40', '2025-09-22..2025-09-28'],
        ['2025-10-31', '2025-10-24..2025-10-24'],
        ['2025-10-01..2025-10-20', '2025-09-10..2025-09-29'],
      ],
      inProgress: [
        ['2025-W43', '2025-10-22', '2025-10-13..2025-10-15'],
        ['yesterday', '2025-10-20', '2025-10-12..2025-10-12'],
        ['2025-10', '2025-10-20', '2025-08-27..2025-09-15'],
      ],
    },
    {
      rule: 'month-to-month',
      complete: [
        ['2025-10-01..2025-10-31', '2025-09-01..2025-09-30'],
        ['2025-09-01..2025-10-31', '2025-07-01..2025-08-31'],
        ['2024-03', '2024-02-01..2024-02-29'],
        ['2025-03', '2025-02-01..2025-02-28'],
      ],
      inProgress: [
        ['2025-10', '2025-10-20', '2025-09-01..2025-09-20'],
        ['2025-09-01..2025-10-31', '2025-10-20', '2025-07-01..2025-08-19'],
      ],
    },
    {
      rule: 'quarter-to-quarter',
      complete: [
        ['2025-Q4', '2025-07-01..2025-09-30'],
        ['2025-07-01..2025-12-31', '2025-01-01..2025-06-30'],
      ],
      inProgress: [
        ['2025-Q4', '2025-10-20', '2025-07-01..2025-07-20'],
        ['2025-Q4', '2025-12-31', '2025-07-01..2025-09-30'],
      ],
    },
    {
      rule: 'year-over-year',
      complete: [
        ['2024-02', '2023-02-01..2023-02-28'],
        ['2025-02-01..2025-02-28', '2024-02-01..2024-02-29'],
        ['2025-Q1', '2024-01-01..2024-03-31'],
        ['2025', '2024-01-01..2024-12-31'],
        ['2024-02-29..2024-02-29', '2023-02-28..2023-02-28'],
        ['2025-10-05..2025-10-20', '2024-10-05..2024-10-20'],
        ['2025-W40', '2024-09-30..2024-10-06'],
      ],
      inProgress: [
        ['2025', '2025-10-20', '2024-01-01..2024-10-20'],
        ['2024-02', '2024-02-29', '2023-02-01..2023-02-28'],
        ['2025-W43', '2025-10-22', '2024-10-21..2024-10-23'],
        ['wtd', '2025-10-22', '2024-10-21..2024-10-23'],
        ['ytd', '2025-10-20', '2024-01-01..2024-10-20'],
      ],
    },
    {
      rule: 'same-weekday',
      complete: [
        ['2025-10-31', '2024-11-01..2024-11-01'],
        ['2025-10', '2024-10-02..2024-11-01'],
      ],
      inProgress: [['2025-10', '2025-10-20', '2024-10-02..2024-10-21']],
    },
  ],
)('$rule', ({ rule, complete, inProgress }) => {
  it.each(complete)('compares %s with %s', (text, expected) => {
    expect(earlier(rule, text)).toBe(expected)
  })

  it.each(inProgress)('compares %s on %s with %s', (text, today, expected) => {
    expect(earlier(rule, text, { today })).toBe(expected)
  })
})

describe('a comparison', () => {
  it.each<[ComparisonRule, string, string]>([
    ['previous-period', '1–20 September 2025', '2025-10'],
    ['previous-period', 'Q2 2025', '2025-Q3'],
    ['previous-period', '30 September 2025', '2025-10-31..2025-10-31'],
    ['previous-length', 'the 20 days before', '2025-10-01..2025-10-20'],
    ['previous-length', 'the day before', 'yesterday'],
    ['year-over-year', 'September 2024', 'last-month'],
  ])('by %s says it in words: %s', (rule, words, text) => {
    const today = '2025-10-20'
    const range = parseRange(text)
    const span = range ? { range } : parsePeriod(text, { calendar, today })
    expect(compare(rule, { ...span, today, calendar }).says).toBe(words)
  })

  it('compares the part that has elapsed, or all of what has not begun', () => {
    const october = parsePeriod('2025-10', { calendar, today: later })
    const on = (today: string) => compare('previous-period', { ...october, today, calendar }).current
    expect(on('2025-10-20')).toEqual({ from: '2025-10-01', to: '2025-10-20' })
    expect(on('2025-11-01')).toEqual(october.range)
    expect(on('2025-09-30')).toEqual(october.range)
  })

  it('goes by fiscal quarters and years where the calendar has them', () => {
    expect(earlier('quarter-to-quarter', 'FY2026-Q1', { of: fiscal })).toBe('2024-11-01..2025-01-31')
    expect(earlier('previous-period', 'FY2026', { of: fiscal })).toBe('2024-02-01..2025-01-31')
  })

  it.each<[ComparisonRule, string]>([
    ['month-to-month', '2025-10-01..2025-10-20'],
    ['month-to-month', '2025-W40'],
    ['quarter-to-quarter', '2025-10'],
    ['quarter-to-quarter', '2025-09-01..2025-11-30'],
  ])('is refused where %s does not fit %s', (rule, text) => {
    expect(refusalOf(() => earlier(rule, text))).toBe('comparison-does-not-fit')
  })

  it('is read by its name or as a range, which is taken as it is', () => {
    expect(comparisonRules.map(parseComparison)).toEqual(comparisonRules)
    const range = { from: '2024-11-29', to: '2024-12-02' }
    const choice = parseComparison('2024-11-29..2024-12-02')
    const asked = { range: { from: '2025-11-28', to: '2025-12-01' }, today: '2025-11-29', calendar }
    expect(compare(choice, asked)).toEqual({
      rule: 'range',
      range,
      says: '29 November – 2 December 2024',
      current: { from: '2025-11-28', to: '2025-11-29' },
    })
  })

  it.each([
    ['dod', 'previous-length'],
    ['wow', 'week-to-week'],
    ['MoM', 'month-to-month'],
    ['qoq', 'quarter-to-quarter'],
    ['yoy', 'year-over-year'],
    ['week-over-week', 'week-to-week'],
  ])('may be called %s for %s', (text, rule) => {
    expect(parseComparison(text)).toBe(rule)
  })

  it('of an unknown name is refused with the closest one', () => {
    expect(() => parseComparison('year-on-year')).toThrow('Did you mean "year-over-year"?')
    expect(fixOf(() => parseComparison('year-on-year'))).toContain('for short dod, wow, mom, qoq, yoy')
    expect(refusalOf(() => parseComparison('constructor'))).toBe('unknown-comparison')
    expect(refusalOf(() => parseComparison('2025-10'))).toBe('unknown-comparison')
  })
})
