import { weekdayOf } from '../../calendar/day.js'
import { exact } from '../../metrics/exact.js'
import type { PlanReport, ReportedDay } from '../../plans/plan-report.js'
import { sumOf } from '../../plans/rounding.js'
import { shortened, tableWidth, textTable, visible, type TextTable } from '../text-table.js'
import { inFull, inShort, type WriteAmount } from './amounts.js'
import { barScale, dayBar, plainly } from './day-bar.js'
import type { PlanScreen } from './screen.js'

const leastBar = 16
const mostBar = 40
const longestLabel = 18

/** The month, a line for each day; amounts are shortened where the bars would else have no room. */
export function monthTable(report: PlanReport, screen: PlanScreen): string {
  const { format } = report.metric
  const full = tableOf(report, screen, { write: inFull(format), bar: 0 })
  const room = screen.width - tableWidth(full)
  if (room >= leastBar) return drawn(report, screen, { write: inFull(format), room })
  const short = tableOf(report, screen, { write: inShort(format), bar: 0 })
  return drawn(report, screen, { write: inShort(format), room: screen.width - tableWidth(short) })
}

function drawn(
  report: PlanReport,
  screen: PlanScreen,
  { write, room }: { write: WriteAmount; room: number },
): string {
  const bar = Math.max(0, Math.min(mostBar, room))
  return textTable(tableOf(report, screen, { write, bar }), screen.colours)
}

function tableOf(
  report: PlanReport,
  { colours }: PlanScreen,
  { write, bar }: { write: WriteAmount; bar: number },
): TextTable {
  const { days, today } = report
  const scale = barScale(days, bar)
  const hasLabels = days.some(({ date_label }) => date_label !== null)
  return {
    columns: [
      { header: '', align: 'left' },
      { header: 'day', align: 'left' },
      ...(hasLabels ? [{ header: 'label', align: 'left' } as const] : []),
      { header: 'target', align: 'right' },
      { header: 'actual', align: 'right' },
      { header: 'adjusted', align: 'right' },
      { header: '', align: 'left' },
    ],
    rows: days.map((day) => {
      const isToday = day.calendar_date === today
      const paint = isToday
        ? colours.bold
        : day.state === 'coming' || day.state === 'frozen'
          ? colours.dim
          : plainly
      return [
        { text: isToday ? '▶' : '', paint: colours.cyan },
        { text: dayName(day), paint: isToday ? colours.bold : plainly },
        ...(hasLabels ? [{ text: shortened(visible(day.date_label ?? ''), longestLabel), paint }] : []),
        { text: write(day.kpi_day_initial), paint: isToday ? colours.bold : plainly },
        { text: day.actual === null ? '' : write(day.actual), paint: isToday ? colours.bold : plainly },
        adjustedCell(day, write, paint),
        { text: dayBar(day, scale, colours) },
      ]
    }),
    footer: [
      { text: '' },
      { text: 'month' },
      ...(hasLabels ? [{ text: '' }] : []),
      { text: write(total(days.map(({ kpi_day_initial }) => kpi_day_initial))) },
      { text: write(total(days.map(({ actual }) => actual))) },
      { text: write(total(days.map(({ kpi_day_adjustment }) => kpi_day_adjustment))) },
      { text: '' },
    ],
  }
}

/** A booked day's adjustment is its actual: said once. */
function adjustedCell(day: ReportedDay, write: WriteAmount, paint: (text: string) => string) {
  return day.state === 'booked' ? { text: '' } : { text: write(day.kpi_day_adjustment), paint }
}

function dayName({ calendar_date }: ReportedDay): string {
  const weekday = weekdayOf(calendar_date)
  return `${weekday.slice(0, 1).toUpperCase()}${weekday.slice(1, 3)} ${String(Number(calendar_date.slice(8))).padStart(2)}`
}

function total(amounts: readonly (string | null)[]): string {
  return sumOf(amounts.flatMap((amount) => (amount === null ? [] : exact(amount)))).toFixed()
}
