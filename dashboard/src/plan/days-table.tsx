import type { PlanDay, PlanReport } from '../api/answers.js'
import { shortDay } from '../calendar/words.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import type { AskedPlan } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { FigureTable } from '../tables/figure-table.js'
import { dayExplained } from './day-figures.js'
import { planWord } from './words.js'

/** The columns of the documented table, in its order. */
const documented = [
  'calendar_date',
  'date_label',
  'kpi_month',
  'uplift',
  'weight',
  'kpi_day_initial',
  'actual',
  'gap',
  'kpi_day_adjustment',
  'weighted_left',
  'eod',
] as const satisfies readonly (keyof PlanDay)[]

/** The month's days as a table, and as a file with every digit. */
export function DaysTable({ report, plan }: { report: PlanReport; plan: AskedPlan }) {
  const { format } = report.metric
  return (
    <Panel
      title="All days"
      tools={
        <FileButton
          of="All days"
          as="CSV"
          onClick={() => {
            saveCsv(`${report.plan} ${report.month}`, {
              columns: documented,
              rows: report.days.map((day) => documented.map((column) => day[column])),
            })
          }}
        />
      }
    >
      <FigureTable
        caption="All days of the month"
        words={2}
        columns={['Day', 'Label', 'State', 'Uplift', 'Initial', 'Actual', 'Gap', 'Adjusted', 'End of day']}
        rows={report.days.map((day) => {
          const figure = dayExplained(day, report, plan)
          const amount = (value: PlanDay['actual']) => ({
            text: formatted(value, format),
            ...(value !== null && { figure }),
          })
          return {
            key: day.calendar_date,
            head: shortDay(day.calendar_date),
            isTotal: day.calendar_date === report.today,
            cells: [
              { text: day.date_label ?? '–' },
              { text: planWord(day.state) },
              { text: formatted(day.uplift, { as: 'multiple', decimals: 2 }) },
              amount(day.kpi_day_initial),
              amount(day.actual),
              amount(day.gap),
              amount(day.kpi_day_adjustment),
              amount(day.eod),
            ],
          }
        })}
      />
    </Panel>
  )
}
