import type { Calendar } from '../calendar.js'
import { daysBetween } from '../day.js'
import type { Period } from '../period.js'
import { intersection, moveByDays, type Range, sameRange } from '../range.js'
import { monthsBefore, monthsBetween, moveMonths, wholePeriods } from '../whole-periods.js'
import type { Rule } from './rule.js'

/**
 * A rule that finds a period for a period. Of a period that the range cuts it finds the same part: see
 * {@link samePart}. A period that has come to today from its first day is in progress, wherever the range ends.
 */
export function partByPart(rule: Rule): Rule {
  return (asked) => {
    const { period, range, current, inProgress, calendar } = asked
    if (period === undefined || sameRange(range, period.range)) return rule(asked)
    if (inProgress && range.from === period.range.from) return rule({ ...asked, range: period.range })
    const found = rule({ range: period.range, current: period.range, inProgress: false, period, calendar })
    if ('needs' in found) return found
    return { range: samePart(current, { period, earlier: found.range, calendar }) }
  }
}

interface Parted {
  /** The period that has the part. */
  readonly period: Period
  /** The range that stands beside the whole period. */
  readonly earlier: Range
  readonly calendar: Calendar
}

/**
 * The part of an earlier period that a part of a period is compared with. A week's: the same weekdays. A month's: the
 * same dates, a date that the earlier month lacks being its last. A quarter's or a year's: the same dates of the same
 * months, and whole months for whole months. No day lies outside the earlier period.
 */
function samePart(part: Range, { period, earlier, calendar }: Parted): Range {
  const moved =
    period.grain === 'week' || period.grain === 'day'
      ? moveByDays(part, daysBetween(period.range.from, earlier.from))
      : movedByMonths(part, monthsBetween(earlier.from, period.range.from), calendar)
  return intersection(moved, earlier) ?? earlier
}

function movedByMonths(part: Range, months: number, calendar: Calendar): Range {
  return wholePeriods(part, 'month', calendar)
    ? moveMonths(part, months)
    : { from: monthsBefore(part.from, months), to: monthsBefore(part.to, months) }
}
