import type { PlanPace } from '../../boards/plan-pace.js'
import { periodOf } from '../../calendar/period.js'
import { rangeInWords } from '../../calendar/words.js'
import { aheadLine, isOver, isReached, neededLine, saying, shareOf, type Line } from '../plan/month-lines.js'
import { visible, wrapped } from '../text-table.js'
import type { Screen } from './screen.js'

/** How a month stands against a plan: achieved, what is needed, where it will end; or why that cannot be said. */
export function paceLines(pace: PlanPace, { width, colours, calendar }: Screen): readonly string[] {
  const { bold, dim, green, yellow } = colours
  const { range } = periodOf(`${pace.month}-01`, 'month', calendar)
  const heading = `${bold(visible(pace.label))} · ${rangeInWords(range, calendar)}`
  if ('because' in pace) return [heading, ...wrapped(pace.because, width).map((line) => yellow(line))]
  const { figures, metric, notices, saidAt } = pace
  const say = saying(figures)
  const says = figures.some(({ name, value }) => name === 'projectedEnd' && value !== null)
  const lines: readonly Line[] = [
    [
      'achieved',
      isOver(figures)
        ? `${say('achieved')}${shareOf(figures, 'achievedAgainstTarget', 'of') || ', beside'} the target ${say('target')}`
        : `${say('achieved')}${shareOf(figures, 'achievedAgainstPlan', 'of') || ', beside'} the plan to date ${say('planToDate')}`,
    ],
    ...aheadLine(figures, green),
    ...neededLine(figures),
    ...(isOver(figures)
      ? []
      : [
          [
            'will end at',
            says
              ? `${(isReached(figures) ? green : yellow)(say('projectedEnd'))}${shareOf(figures, 'projectedAgainstTarget', 'of') || ', beside'} the target ${say('target')}`
              : dim(`– against the target ${say('target')}`),
          ] as const,
        ]),
  ]
  const widest = Math.max(...lines.map(([name]) => name.length))
  const asOf = `${visible(metric.label)} as of ${saidAt.replace('T', ' ').slice(0, 16)}`
  return [
    `${heading}  ${dim(asOf)}`,
    ...lines.map(([name, text]) => `${dim(name.padEnd(widest))}  ${text}`),
    ...notices.flatMap((notice) => wrapped(`! ${notice}`, width)).map((line) => yellow(line)),
  ]
}
