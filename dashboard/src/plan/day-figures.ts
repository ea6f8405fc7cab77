import type { PlanDay, PlanReport, Question } from '../api/answers.js'
import { dayInWords } from '../calendar/words.js'
import type { Explained } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { planFormulas, planWord } from './words.js'

/** How a day's target came about, and what is booked of it. */
export function dayExplained(day: PlanDay, report: PlanReport, metric: string | null): Explained {
  const { format } = report.metric
  const amount = (value: PlanDay['actual']) => formatted(value, format)
  const isAhead = day.actual === null
  const question: Question | undefined =
    metric === null || isAhead ? undefined : { metrics: [metric], period: day.calendar_date }
  return {
    kind: 'stated',
    title: dayInWords(day.calendar_date),
    value: amount(isAhead ? day.kpi_day_adjustment : day.actual),
    formula: isAhead
      ? `initial target − its share of the gap so far, by ${redistributionInWords(report)}; the initial target is ${planFormulas['initial'] ?? ''}`
      : `what was booked on the day; its initial target is ${planFormulas['initial'] ?? ''}`,
    facts: [
      {
        says: 'The day is',
        value: `${planWord(day.state)}${day.date_label === null ? '' : ` · ${day.date_label}`}`,
      },
      { says: 'Initial target', value: amount(day.kpi_day_initial) },
      { says: 'Booked', value: amount(day.actual) },
      { says: 'Gap', value: amount(day.gap) },
      { says: 'Adjusted target', value: amount(day.kpi_day_adjustment) },
      ...(day.eod === null ? [] : [{ says: 'Projected end of the day', value: amount(day.eod) }]),
      { says: 'Uplift', value: formatted(day.uplift, { as: 'multiple', decimals: 2 }) },
      { says: 'Target of the month', value: amount(day.kpi_month) },
      { says: 'Said at', value: report.now.replace('T', ' ').slice(0, 16) },
    ],
    ...(question && { question }),
  }
}

/** How the gap is spread, in words. */
export function redistributionInWords({ settings: { redistribution } }: PlanReport): string {
  if (typeof redistribution === 'string') return redistribution.replaceAll('-', ' ')
  const [[name, value] = ['', '']] = Object.entries(redistribution as Record<string, unknown>)
  return name === 'capped' ? `weight, at most ${String(value)} × the initial target` : name
}
