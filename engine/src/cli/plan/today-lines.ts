import { inFull } from './amounts.js'
import { painted, place, plainly } from './day-bar.js'
import type { PlanScreen } from './screen.js'
import type { PlanReport, ReportedToday } from '../../plans/plan-report.js'
import { projectionInWords, noteInWords, noProjectionInWords } from '../../plans/projection-words.js'
import { textTable, wrapped, type TextRow } from '../text-table.js'

/** Today by the hour: what was booked, what was projected at each hour's start, and where the day will end. */
export function todayLines(report: PlanReport, screen: PlanScreen): readonly string[] {
  const { current } = report
  if (current === null) return []
  const { bold } = screen.colours
  return [
    bold(`Today, hours up to ${clock(current.hour)}`),
    ...(current.hours.length === 0 ? [] : hourTable(report, current, screen)),
    ...sayings(current, report, screen),
  ]
}

function hourTable(report: PlanReport, current: ReportedToday, screen: PlanScreen): readonly string[] {
  const { colours } = screen
  const write = inFull(report.metric.format)
  const { projection } = current
  const target =
    report.days.find(({ calendar_date }) => calendar_date === current.day)?.kpi_day_initial ?? '0'
  const scale = {
    most: Math.max(
      ...[projection.value, projection.high, target, current.booked].map((amount) => Number(amount ?? 0)),
    ),
    width: Math.max(16, Math.min(40, screen.width - 56)),
  }
  const first = Math.max(
    0,
    current.hours.findIndex(({ sum }) => Number(sum) !== 0),
  )
  const bar = (sum: number, end?: { value: number; low: number; high: number }): string => {
    const [filled, low, high] = [sum, end?.low ?? 0, end?.high ?? 0].map((amount) => place(amount, scale))
    const to = place(end?.value ?? 0, scale)
    return painted(
      Array.from({ length: scale.width }, (_, cell) => {
        if (cell === Math.min(scale.width - 1, place(Number(target), scale)))
          return ['│', colours.bold] as const
        if (cell < (filled ?? 0)) return ['█', colours.cyan] as const
        if (cell < to) return ['▒', colours.cyan] as const
        if (cell >= (low ?? 0) && cell < (high ?? 0)) return ['─', colours.dim] as const
        return [' ', plainly] as const
      }),
    )
  }
  const rows: TextRow[] = current.hours.slice(first).map(({ hour, booked, sum, projected }) => [
    {
      text:
        hour === current.hour
          ? `since ${clock(hour)}`
          : `${clock(hour).slice(0, 2)}–${clock(hour + 1).slice(0, 2)}`,
    },
    { text: write(booked) },
    { text: write(sum) },
    { text: projected === null ? '–' : write(projected), paint: colours.dim },
    { text: bar(Number(sum)) },
  ])
  const { value, low, high } = projection
  const end =
    value === null ? undefined : { value: Number(value), low: Number(low ?? 0), high: Number(high ?? 0) }
  return textTable(
    {
      columns: [
        { header: 'hour', align: 'left' },
        { header: 'booked', align: 'right' },
        { header: 'so far', align: 'right' },
        { header: 'projected then', align: 'right', pale: true },
        { header: '', align: 'left' },
      ],
      rows,
      footer: [
        { text: 'end of day', paint: colours.bold },
        { text: '' },
        { text: value === null ? '–' : write(value), paint: colours.bold },
        { text: '' },
        { text: bar(Number(current.booked), end) },
      ],
    },
    colours,
  )
    .trimEnd()
    .split('\n')
}

/** What is said about the projection: its range, what it goes by, and each reason why it says less. */
function sayings(
  { projection }: ReportedToday,
  report: PlanReport,
  { width, colours }: PlanScreen,
): readonly string[] {
  const write = inFull(report.metric.format)
  const { low, high, because, notes } = projection
  const range =
    low === null || high === null ? [] : [`8 times out of 10 between ${write(low)} and ${write(high)}`]
  const said =
    because === undefined ? [...range, projectionInWords(projection)] : [noProjectionInWords(because)]
  const sentences = [`${said.join('; ')}.`, ...notes.map((note) => `${noteInWords(note)}.`)]
  return sentences.flatMap((sentence) => wrapped(sentence, width)).map((line) => colours.dim(line))
}

/** An hour of the clock: 09:00. */
export function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
