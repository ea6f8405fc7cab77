import type { PlanReport, ReportedDay } from '../../plans/plan-report.js'
import { csvLine, type Formulas } from '../../documents/csv.js'

/** The columns of the documented table, in its order. */
export const documentedColumns = [
  'calendar_date',
  'kpi_month',
  'uplift',
  'weight',
  'kpi_day_initial',
  'actual',
  'gap',
  'kpi_day_adjustment',
  'weighted_left',
  'eod',
] as const satisfies readonly (keyof ReportedDay)[]

/** A plan's days as CSV, with the documented columns alone; null is empty. */
export function planCsv({ days }: PlanReport, formulas?: Formulas): string {
  const rows = days.map((day) => documentedColumns.map((column) => day[column]))
  return [documentedColumns, ...rows].map((fields) => csvLine(fields, formulas)).join('')
}
