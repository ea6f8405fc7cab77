import type { PaceFigure, PlanReport } from '../api/answers.js'
import { monthRange } from '../calendar/day.js'
import { rangeInWords } from '../calendar/words.js'
import type { AskedPlan, StatedFigure } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { planFormulas } from './words.js'

/** Which figures of the pace each is worked out from; of a quotient, its numerator and its denominator. */
const parts: Readonly<Record<string, readonly (readonly [says: string, name: string])[]>> = {
  achievedAgainstPlan: [
    ['Numerator: achieved', 'achieved'],
    ['Denominator: plan to date', 'planToDate'],
  ],
  achievedAgainstTarget: [
    ['Numerator: achieved', 'achieved'],
    ['Denominator: target of the month', 'target'],
  ],
  missing: [
    ['Target of the month', 'target'],
    ['Achieved', 'achieved'],
  ],
  surplus: [
    ['Achieved', 'achieved'],
    ['Target of the month', 'target'],
  ],
  neededPerDay: [
    ['Numerator: missing to the target', 'missing'],
    ['Days left, today among them', 'daysLeft'],
  ],
  neededAgainstSoFar: [
    ['Numerator: needed per day left', 'neededPerDay'],
    ['Achieved so far', 'achieved'],
  ],
  projectedAgainstTarget: [
    ['Numerator: projected end of the month', 'projectedEnd'],
    ['Denominator: target of the month', 'target'],
  ],
  projectedGap: [
    ['Projected end of the month', 'projectedEnd'],
    ['Target of the month', 'target'],
  ],
}

/** What a month that is over has none of: nothing is needed any more, and its end is what was achieved. */
const whileRunning = [
  'planToDate',
  'achievedAgainstPlan',
  'daysLeft',
  'neededPerDay',
  'neededAgainstSoFar',
  'projectedEnd',
  'projectedAgainstTarget',
  'projectedGap',
]

/** Whether no day of the month is left. */
export function isOver(pace: readonly PaceFigure[]): boolean {
  return amountIn(pace, 'daysLeft') === 0
}

function amountIn(pace: readonly PaceFigure[], name: string): number {
  return Number(pace.find((each) => each.name === name)?.value ?? 0)
}

/** Over which days the needed amount is spread, where today counts in part: `over 21.4 days, the rest of today among them`. */
export function neededOver(pace: readonly PaceFigure[]): string | undefined {
  const counted = (amountIn(pace, 'missing') / amountIn(pace, 'neededPerDay')).toFixed(1)
  if (!Number.isFinite(Number(counted)) || Number(counted) === amountIn(pace, 'daysLeft')) return undefined
  return `over ${counted} days, the rest of today among them`
}

/** The figures of a pace that say something: what is missing, or by how much the target is beaten, not both. */
export function toldFigures(pace: readonly PaceFigure[]): readonly PaceFigure[] {
  const amount = (name: string) => amountIn(pace, name)
  const hidden =
    amount('missing') > 0
      ? ['surplus']
      : ['missing', 'neededAgainstSoFar', ...(amount('surplus') > 0 ? [] : ['surplus'])]
  const past = isOver(pace) ? whileRunning : []
  return pace.filter(({ name }) => !hidden.includes(name) && !past.includes(name))
}

/** How a figure of the pace came about. */
export function paceExplained(
  { name, label, value, format }: PaceFigure,
  report: PlanReport,
  plan: AskedPlan,
): StatedFigure {
  const { monthEnd, metric } = report
  const amount = (figure: PaceFigure['value']) => formatted(figure, metric.format)
  const from =
    name === 'projectedEnd'
      ? [
          { says: 'Booked on days that are over', value: amount(monthEnd.booked) },
          { says: 'Today’s projection', value: amount(monthEnd.today) },
          { says: 'Days left', value: amount(monthEnd.left) },
          { says: 'A normal day', value: amount(monthEnd.normalDay) },
        ]
      : (parts[name] ?? []).flatMap(([says, part]) => {
          const found = report.pace.find((each) => each.name === part)
          return found ? [{ says, value: formatted(found.value, found.format) }] : []
        })
  return {
    kind: 'stated',
    title: label,
    value: formatted(value, format),
    formula: planFormulas[name] ?? label,
    facts: [
      ...from,
      { says: 'Days of the plan', value: rangeInWords(monthRange(report.month)) },
      { says: 'Metric', value: report.metric.label },
      { says: 'Version of the target', value: report.version ?? 'the only one' },
      ...saidFacts(report),
    ],
    plan,
  }
}

/** When a plan said something, and from which rows. */
export function saidFacts({ now }: PlanReport): StatedFigure['facts'] {
  const moment = now.replace('T', ' ').slice(0, 16)
  return [
    { says: 'Said at', value: moment },
    { says: 'Read from', value: `rows of the sources, dated before ${moment}` },
  ]
}
