import { Refusal } from '../errors.js'
import type { Calendar } from './calendar.js'
import { isDay } from './day.js'
import { type Grain, grains } from './grain.js'
import { type Period, periodOf, previousPeriod } from './period.js'
import { relativePeriods, relativeSpan } from './relative-period.js'
import type { Resolving, Span } from './span.js'

/**
 * The days that a text names, in any letter case: what {@link periodOf} prints (`2025-10-31`, `2025-W40`,
 * `2025-10`, `2025-Q4`, `2025`; `2025Q4` too), or relative to today one of {@link relativePeriods}. Years and
 * quarters may be written with or without `FY`; where the fiscal year does not start in January both mean the fiscal
 * ones, so `2026-Q1` is `FY2026-Q1`. Refuses with `invalid-period`.
 *
 * @example
 * parsePeriod('last-month', { calendar, today: '2025-10-20' }).period?.label // '2025-09'
 */
export function parsePeriod(text: string, { calendar, today }: Resolving): Span {
  const name = text.toLowerCase()
  const relative = relativeSpan(name, { calendar, today })
  if (relative) return relative
  const period = labelledPeriod(name, calendar)
  if (!period) throw new Refusal('invalid-period', { text, relative: relativePeriods })
  return { range: period.range, period }
}

/** How a label of each grain is written, and a day of the period that it names, if there is one. */
const labels: Record<
  Grain,
  { shape: RegExp; day: (parts: readonly string[], calendar: Calendar) => string }
> = {
  day: { shape: /^(\d{4}-\d{2}-\d{2})$/, day: ([day = '']) => day },
  week: {
    shape: /^(\d{4})-?w(\d{2})$/,
    day: ([year = '', week], calendar) => weekDay(year, Number(week), calendar),
  },
  month: { shape: /^(\d{4}-\d{2})$/, day: ([month = '']) => `${month}-01` },
  quarter: {
    shape: /^(?:fy)?(\d{4})-?q([1-4])$/,
    day: ([year = '', quarter], calendar) => monthDay(year, (Number(quarter) - 1) * 3, calendar),
  },
  year: { shape: /^(?:fy)?(\d{4})$/, day: ([year = ''], calendar) => monthDay(year, 0, calendar) },
}

function labelledPeriod(name: string, calendar: Calendar): Period | undefined {
  for (const grain of grains) {
    const parts = labels[grain].shape.exec(name)?.slice(1)
    if (!parts) continue
    const day = labels[grain].day(parts, calendar)
    return isDay(day) ? periodOf(day, grain, calendar) : undefined
  }
  return undefined
}

/** A day in a year's week; nothing for a week that the year does not have. The first week holds 4 January. */
function weekDay(year: string, week: number, calendar: Calendar): string {
  const fourth = `${year}-01-04`
  if (!isDay(fourth) || week < 1) return ''
  const period = previousPeriod(periodOf(fourth, 'week', calendar), calendar, 1 - week)
  return period.label.startsWith(year) ? period.range.from : ''
}

/** The first day of a month of the year, counted from 0; a fiscal year starts in the calendar year before. */
function monthDay(year: string, monthOfYear: number, calendar: Calendar): string {
  const month = calendar.fiscalYearStart - 1 + monthOfYear - (calendar.fiscalYearStart === 1 ? 0 : 12)
  const calendarYear = String(Number(year) + Math.floor(month / 12)).padStart(4, '0')
  return `${calendarYear}-${String(((month + 12) % 12) + 1).padStart(2, '0')}-01`
}
