import type { Calendar } from '../../calendar/calendar.js'
import { periodOf } from '../../calendar/period.js'
import { rangeInWords } from '../../calendar/words.js'
import type { PlanReport } from '../../plans/plan-report.js'
import { dataInWords } from '../answer-heading.js'
import { visible } from '../text-table.js'
import { monthLines } from './month-lines.js'
import { monthTable } from './month-table.js'
import type { PlanScreen } from './screen.js'
import { todayLines } from './today-lines.js'

const legend = '   █ booked   ▒ projected today   ░ to bring   │ target'

/** From which day to which the data are; nothing of a plan that was stored before it said so. */
function dataLine({ dataFrom, dataThrough, days }: PlanReport, calendar: Calendar): readonly string[] {
  const isBooked = days.some(({ actual }) => actual !== null && Number(actual) !== 0)
  return dataFrom === null && isBooked ? [] : [dataInWords({ dataFrom, dataThrough }, calendar)]
}

/** A plan as a page for a terminal: the month day by day, today by the hour, and the month's end. */
export function planPage(report: PlanReport, screen: PlanScreen, calendar: Calendar): string {
  const { bold, dim } = screen.colours
  const { range } = periodOf(`${report.month}-01`, 'month', calendar)
  const version = report.version === null ? '' : `, target "${visible(report.version)}"`
  const heading = `${bold(visible(report.label))} · ${rangeInWords(range, calendar)}`
  const asOf = dim(
    `${visible(report.metric.label)} as of ${report.now.replace('T', ' ').slice(0, 16)}${version}`,
  )
  const sections = [
    [heading, asOf, ...dataLine(report, calendar).map(dim)],
    [...monthTable(report, screen).trimEnd().split('\n'), dim(legend)],
    todayLines(report, screen),
    monthLines(report, screen),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n')
}
