import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { compare, type ComparisonRule, comparisonRules } from '../../src/calendar/comparison.js'
import { grains } from '../../src/calendar/grain.js'
import { periodOf } from '../../src/calendar/period.js'
import { contains, daysIn, type Range } from '../../src/calendar/range.js'
import { anyCalendar, anyDay, anyRange, dayByDate, numberByDate } from './given.js'

const calendar = defineCalendar()
const later = '9000-01-01'
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** How many days a month has, counted from 0 at January of the year 0: written out for a second opinion. */
function lengthOf(month: number): number {
  const year = Math.floor(month / 12)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return (lengths[month % 12] ?? 0) + (month % 12 === 1 && leap ? 1 : 0)
}

function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

function dayIn(month: number, date: number): string {
  const clamped = Math.min(date, lengthOf(month))
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}-${String(clamped).padStart(2, '0')}`
}

function datesBefore({ from, to }: Range, months: number): Range {
  const moved = (day: string) => dayIn(monthOf(day) - months, Number(day.slice(8)))
  return { from: moved(from), to: moved(to) }
}

function isWholeMonths({ from, to }: Range): boolean {
  return from.endsWith('-01') && Number(to.slice(8)) === lengthOf(monthOf(to))
}

/** The same dates of an earlier month, found by trying one month after the other. */
function byDates(range: Range): Range {
  let months = 1
  while (datesBefore(range, months).to >= range.from) months += 1
  return datesBefore(range, months)
}

/** What people mean by "before", for a complete range without a name. */
function before(range: Range): Range {
  if (!isWholeMonths(range)) return byDates(range)
  const months = monthOf(range.to) - monthOf(range.from) + 1
  return { from: dayIn(monthOf(range.from) - months, 1), to: dayIn(monthOf(range.to) - months, 31) }
}

/** The ranges of the years 2023 to 2025, with a leap day in the middle, from each day to each later one. */
function* allRanges(): Generator<Range> {
  const [first, last] = [numberByDate('2023-01-01'), numberByDate('2025-12-31')]
  const days = Array.from({ length: last - first + 1 }, (_, index) => dayByDate(first + index))
  for (const [index, from] of days.entries()) {
    for (const to of days.slice(index)) yield { from, to }
  }
}

/** The ranges for which a rule and the second opinion differ. */
function disagreements(rule: ComparisonRule, expected: (range: Range) => Range, ranges: Iterable<Range>) {
  const found: unknown[] = []
  for (const range of ranges) {
    const earlier = compare(rule, { range, today: later, calendar }).range
    const wanted = expected(range)
    if (earlier.from !== wanted.from || earlier.to !== wanted.to) found.push({ range, earlier, wanted })
  }
  return found.slice(0, 5)
}

/** Every so-many-th of them, beginning with the first. */
function* every<T>(step: number, all: Iterable<T>): Generator<T> {
  let index = 0
  for (const one of all) if (index++ % step === 0) yield one
}

describe('over the years around a leap day', () => {
  it('date-to-date is the first earlier month whose dates end before the range', () => {
    expect(disagreements('date-to-date', byDates, every(29, allRanges()))).toEqual([])
  })

  it('previous-period is the months before for whole months, else date to date', () => {
    const wholeMonths = [...allRanges()].filter(isWholeMonths)
    expect(wholeMonths).toHaveLength((36 * 37) / 2)
    expect(disagreements('previous-period', before, wholeMonths)).toEqual([])
    expect(disagreements('previous-period', before, every(31, allRanges()))).toEqual([])
  })

  it('year-over-year is the same months for whole months, else the same dates', () => {
    const yearBefore = (range: Range) =>
      isWholeMonths(range)
        ? { from: datesBefore(range, 12).from, to: dayIn(monthOf(range.to) - 12, 31) }
        : datesBefore(range, 12)
    expect(disagreements('year-over-year', yearBefore, every(37, allRanges()))).toEqual([])
  })
})

/** A range or named period, with a day that is today: before, in or after it. */
const anyQuestion = fc
  .record({
    range: anyRange(364),
    day: anyDay,
    grain: fc.option(fc.constantFrom(...grains)),
    calendar: anyCalendar,
    offset: fc.integer({ min: -20, max: 400 }),
  })
  .map(({ range, day, grain, calendar, offset }) => {
    const period = grain === null ? undefined : periodOf(day, grain, calendar)
    const asked = period?.range ?? range
    return { range: asked, period, today: dayByDate(numberByDate(asked.from) + offset), calendar }
  })

const fitsEvery = fc.constantFrom<ComparisonRule>(
  ...comparisonRules.filter((rule) => rule !== 'month-to-month' && rule !== 'quarter-to-quarter'),
)

describe('of every question', () => {
  it('the earlier range ends before the range begins', () => {
    fc.assert(
      fc.property(anyQuestion, fitsEvery, (question, rule) => {
        // A year of 366 days is longer than 52 weeks.
        fc.pre(rule !== 'same-weekday' || daysIn(question.range) <= 364)
        const { range, current } = compare(rule, question)
        expect(range.from <= range.to).toBe(true)
        expect(range.to < current.from).toBe(true)
      }),
    )
  })

  it('the part that is compared holds the first day, and no day after today that has begun', () => {
    fc.assert(
      fc.property(anyQuestion, fitsEvery, (question, rule) => {
        const { current } = compare(rule, question)
        expect(current.from).toBe(question.range.from)
        expect(contains(question.range, current.to)).toBe(true)
        expect(current.to <= question.today).toBe(question.range.from <= question.today)
      }),
    )
  })

  it('previous-length has as many days and ends on the day before; same-weekday meets the same weekdays', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const length = compare('previous-length', question)
        expect(daysIn(length.range)).toBe(daysIn(length.current))
        expect(numberByDate(length.range.to) + 1).toBe(numberByDate(length.current.from))
        const weekday = compare('same-weekday', question)
        expect(daysIn(weekday.range)).toBe(daysIn(weekday.current))
        expect((numberByDate(weekday.current.from) - numberByDate(weekday.range.from)) % 7).toBe(0)
      }),
    )
  })

  it('a period in progress meets no more days than it has had, and a complete one the whole period before', () => {
    const named = anyQuestion.filter(({ period }) => period !== undefined && period.grain !== 'day')
    fc.assert(
      fc.property(named, (question) => {
        const { range, current } = compare('previous-period', question)
        const grain = question.period?.grain ?? 'day'
        const whole = periodOf(range.from, grain, question.calendar).range
        expect(range.from).toBe(whole.from)
        const inProgress = question.range.from <= question.today && question.today <= question.range.to
        const days = inProgress ? Math.min(daysIn(current), daysIn(whole)) : daysIn(whole)
        expect(daysIn(range)).toBe(days)
      }),
    )
  })
})
