import type { PaceFigure, PaceName, PlanReport } from '../../plans/plan-report.js'
import { noMonthEndInWords } from '../../plans/projection-words.js'
import { formatted } from '../../metrics/format.js'
import type { Paint } from '../colours.js'
import { wrapped } from '../text-table.js'
import { inFull } from './amounts.js'
import type { PlanScreen } from './screen.js'

/** A figure's name and what is said of it. */
export type Line = readonly [string, string]

/** The month against its target: achieved, what is needed, where it will end. */
export function monthLines(report: PlanReport, { width, colours }: PlanScreen): readonly string[] {
  const { bold, green, yellow, dim } = colours
  const say = saying(report.pace)
  const write = inFull(report.metric.format)
  const { monthEnd, unallocated } = report
  const range =
    monthEnd.low === null || monthEnd.high === null
      ? ''
      : ` (${write(monthEnd.low)} to ${write(monthEnd.high)})`
  const lines: readonly Line[] = [
    ['target', write(report.target)],
    ['achieved', `${bold(say('achieved'))}${shareOf(report.pace, 'achievedAgainstTarget', 'of the target')}`],
    ...aheadLine(report.pace, green),
    ...(isOver(report.pace)
      ? []
      : [
          [
            'plan to date',
            `${say('planToDate')}${shareOf(report.pace, 'achievedAgainstPlan', 'of it achieved')}`,
          ] as const,
        ]),
    ...neededLine(report.pace),
    ...(isOver(report.pace)
      ? []
      : [
          [
            'will end at',
            monthEnd.value === null
              ? dim(`– (${monthEnd.because === undefined ? '' : noMonthEndInWords(monthEnd.because)})`)
              : `${(isReached(report.pace) ? green : yellow)(say('projectedEnd'))}${range}${shareOf(report.pace, 'projectedAgainstTarget', 'of the target')}`,
          ] as const,
        ]),
    ...unallocatedLine(unallocated, write),
  ]
  const widest = Math.max(...lines.map(([name]) => name.length))
  return [
    bold('Month'),
    ...lines.map(([name, text]) => `${dim(name.padEnd(widest))}  ${text}`),
    ...report.notices.flatMap((notice) => wrapped(`! ${notice}`, width)).map((line) => yellow(line)),
  ]
}

/** Says a figure of a pace in its format. */
export function saying(pace: readonly PaceFigure[]): (name: PaceName) => string {
  const figures = new Map(pace.map((each) => [each.name, each]))
  return (name) => {
    const figure = figures.get(name)
    return figure ? formatted(figure.value, figure.format) : '–'
  }
}

/** `, 110.1% of the target`; nothing where such a share says nothing, as of a target of 0. */
export function shareOf(pace: readonly PaceFigure[], name: PaceName, of: string): string {
  const share = pace.find((each) => each.name === name)
  return share === undefined || share.value === null ? '' : `, ${formatted(share.value, share.format)} ${of}`
}

/** By how much the target is beaten, once it is. */
export function aheadLine(pace: readonly PaceFigure[], paint: Paint): readonly Line[] {
  return numberOf(pace, 'surplus') > 0
    ? [['ahead', paint(`${saying(pace)('surplus')} beyond the target`)]]
    : []
}

/** Whether the projected end is not below the target. */
export function isReached(pace: readonly PaceFigure[]): boolean {
  return numberOf(pace, 'projectedGap') >= 0
}

/** Whether no day of the month is left: nothing is needed, and nothing projected. */
export function isOver(pace: readonly PaceFigure[]): boolean {
  return numberOf(pace, 'daysLeft') === 0
}

/** What the days left have to bring, while there are any. */
export function neededLine(pace: readonly PaceFigure[]): readonly Line[] {
  if (isOver(pace)) return []
  if (numberOf(pace, 'missing') <= 0)
    return [['needed', 'nothing more of the days left: the target is reached']]
  const say = saying(pace)
  const against = shareOf(pace, 'neededAgainstSoFar', 'of the days so far')
  const whole = numberOf(pace, 'daysLeft')
  const counted = Number((numberOf(pace, 'missing') / numberOf(pace, 'neededPerDay')).toFixed(1))
  return [
    ['needed', `${say('neededPerDay')} a day for ${counted} ${counted === 1 ? 'day' : 'days'}${against}`],
    ...(counted === whole ? [] : [['', 'today counts as the part of it that is left'] as const]),
  ]
}

function numberOf(pace: readonly PaceFigure[], name: PaceName): number {
  return Number(pace.find((each) => each.name === name)?.value ?? 0)
}

function unallocatedLine(unallocated: string, write: (amount: string) => string): readonly Line[] {
  if (Number(unallocated) === 0) return []
  return unallocated.startsWith('-')
    ? [['to spare', `${write(unallocated.slice(1))} even if the days left bring nothing`]]
    : [['unallocated', `${write(unallocated)} that no day takes`]]
}
