import type { PlanDay, PlanReport } from '../api/answers.js'
import { dayInWords } from '../calendar/words.js'
import type { AskedPlan, Explained } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { saidFacts } from './pace-figures.js'
import { planFormulas, planWord } from './words.js'

/** How a day's target came about, and what is booked of it. */
export function dayExplained(day: PlanDay, report: PlanReport, plan: AskedPlan): Explained {
  const { format } = report.metric
  const amount = (value: PlanDay['actual']) => formatted(value, format)
  const isAhead = day.actual === null
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
      ...saidFacts(report),
    ],
    plan,
  }
}

/** How the gap is spread, in words. */
export function redistributionInWords({ settings: { redistribution } }: PlanReport): string {
  if (typeof redistribution === 'string') return redistribution.replaceAll('-', ' ')
  const [[name, value] = ['', '']] = Object.entries(redistribution as Record<string, unknown>)
  return name === 'capped' ? `weight, at most ${String(value)} × the initial target` : name
}
