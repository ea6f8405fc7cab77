import type { PlanDay, PlanReport } from '../api/answers.js'
import { weekday } from '../calendar/day.js'
import { dayInWords } from '../calendar/words.js'
import { FigureButton, type AskedPlan } from '../explain/explanation.js'
import { compact, formatted, type Format } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { dayExplained } from './day-figures.js'
import { planWord } from './words.js'

interface MonthCalendarProps {
  readonly report: PlanReport
  readonly plan: AskedPlan
  readonly weekStart: string
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const firstWeekdays: Readonly<Record<string, number>> = { monday: 1, saturday: 6, sunday: 7 }

/** The month as a calendar: what each day brought beside its target, and what the days to come are asked. */
export function MonthCalendar({ report, plan, weekStart }: MonthCalendarProps) {
  const { format } = report.metric
  const first = firstWeekdays[weekStart] ?? 1
  const columnOf = (day: string) => ((weekday(day) - first + 7) % 7) + 1
  const heads = weekdays.map((_, index) => weekdays[(index + first - 1) % 7])
  return (
    <Panel
      title={
        format.as === 'money' && format.currency !== null ? `Day by day, in ${format.currency}` : 'Day by day'
      }
    >
      <div className="month" aria-hidden="true">
        {heads.map((name) => (
          <span key={name} className="month-head">
            {name}
          </span>
        ))}
      </div>
      <ol className="month">
        {report.days.map((day, index) => (
          <li
            key={day.calendar_date}
            className={`month-day ${day.state} ${stateOf(day, report.today)}`}
            style={index === 0 ? { gridColumnStart: columnOf(day.calendar_date) } : undefined}
          >
            <MonthDay day={day} report={report} plan={plan} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** Without the currency, which the panel's title says once. */
function plainly(format: Format): Format {
  return format.as === 'money' ? { as: 'number', decimals: format.decimals } : format
}

function stateOf(day: PlanDay, today: string): string {
  if (day.calendar_date === today) return 'is-today'
  if (day.actual === null) return day.calendar_date < today ? 'short' : 'ahead'
  return Number(day.gap) < 0 ? 'short' : 'reached'
}

function MonthDay({ day, report, plan }: { day: PlanDay; report: PlanReport; plan: AskedPlan }) {
  const format = plainly(report.metric.format)
  const isAhead = day.actual === null && day.calendar_date > report.today
  // A beaten target asks nothing of the days left.
  const shown = isAhead ? Math.max(0, Number(day.kpi_day_adjustment)) : (day.actual ?? 0)
  const initial = Number(day.kpi_day_initial)
  const share = initial === 0 ? 0 : Number(shown) / initial
  return (
    <>
      <span className="month-date">
        <b>{Number(day.calendar_date.slice(8))}</b>
        <span className="unseen">
          {dayInWords(day.calendar_date)}, {planWord(day.state)}:{' '}
        </span>
        <span className="month-label">{day.date_label}</span>
      </span>
      <FigureButton figure={dayExplained(day, report, plan)} className="month-value">
        {compact(shown, format)}
      </FigureButton>
      <span className="month-of">
        {isAhead ? 'asked, of ' : 'of '}
        {compact(day.kpi_day_initial, format)}
      </span>
      <span
        className="month-bar"
        aria-hidden="true"
        title={formatted(share * 100, { as: 'percent', decimals: 0 })}
      >
        <span style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
      </span>
    </>
  )
}
