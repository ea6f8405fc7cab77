import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { type Grain } from '../../src/calendar/grain.js'
import { periodOf } from '../../src/calendar/period.js'
import { periodInWords, rangeInWords } from '../../src/calendar/words.js'

const calendar = defineCalendar()
const fiscal = defineCalendar({ fiscalYearStart: 4 })

describe('a range in words', () => {
  it.each([
    ['2025-10-31', '2025-10-31', '31 October 2025'],
    ['2025-10-01', '2025-10-20', '1–20 October 2025'],
    ['2025-10-01', '2025-10-31', 'October 2025'],
    ['2024-02-01', '2024-02-28', '1–28 February 2024'],
    ['2025-10-01', '2025-12-31', 'Q4 2025'],
    ['2025-01-01', '2025-12-31', '2025'],
    ['2023-01-01', '2025-12-31', '2023–2025'],
    ['2025-07-01', '2025-08-31', 'July – August 2025'],
    ['2024-12-01', '2025-01-31', 'December 2024 – January 2025'],
    ['2025-09-29', '2025-10-05', '29 September – 5 October 2025'],
    ['2024-12-28', '2025-01-03', '28 December 2024 – 3 January 2025'],
  ])('%s to %s is %s', (from, to, words) => {
    expect(rangeInWords({ from, to }, calendar)).toBe(words)
  })

  it.each([
    ['2025-04-01', '2026-03-31', 'FY2026'],
    ['2025-04-01', '2025-06-30', 'Q1 FY2026'],
    ['2024-04-01', '2026-03-31', 'FY2025–FY2026'],
    ['2025-01-01', '2025-12-31', 'January – December 2025'],
  ])('%s to %s is %s where the fiscal year starts in April', (from, to, words) => {
    expect(rangeInWords({ from, to }, fiscal)).toBe(words)
  })
})

describe('a period in words', () => {
  it.each<[Grain, string]>([
    ['day', '5 October 2025'],
    ['week', 'week 40 of 2025'],
    ['month', 'October 2025'],
    ['quarter', 'Q4 2025'],
    ['year', '2025'],
  ])('by %s is %s', (grain, words) => {
    expect(periodInWords(periodOf('2025-10-05', grain, calendar))).toBe(words)
  })
})
