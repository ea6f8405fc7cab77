import { createHash } from 'node:crypto'
import type { PlanReport, ReportedDay } from '../plans/plan-report.js'
import { withState, type StoredReport } from '../plans/stored-report.js'
import { join, name, sql, stored, value, type ColumnType } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'

/** The columns of a plan's stored days: which run said it, then the documented ones. */
const dayColumns = [
  ['run', 'integer'],
  ['said_at', 'timestamp'],
  ['month', 'text'],
  ['part', 'text'],
  ['calendar_date', 'date'],
  ['date_label', 'text'],
  ['state', 'text'],
  ['kpi_month', 'decimal(38,18)'],
  ['uplift', 'decimal(38,18)'],
  ['weight', 'decimal(38,18)'],
  ['kpi_day_initial', 'decimal(38,18)'],
  ['actual', 'decimal(38,18)'],
  ['gap', 'decimal(38,18)'],
  ['kpi_day_adjustment', 'decimal(38,18)'],
  ['weighted_left', 'decimal(38,18)'],
  ['eod', 'decimal(38,18)'],
] as const satisfies readonly (readonly [string, ColumnType])[]

/**
 * The table of what a plan said, day by day: one set of rows for each run, which nothing changes or removes.
 * `said_at` is UTC; `part` is null in the whole's rows.
 */
export function planDaysTable(plan: string): StoredTable {
  return {
    name: `plan_${plan}`,
    columns: dayColumns.map(([column, type]) => ({ name: column, type, nullable: true })),
    order: ['run', 'calendar_date'],
  }
}

/** The table of runs: for each the whole report, so that it can be given back as it was. */
export const planRunsTable: StoredTable = {
  name: 'plan_runs',
  columns: [
    { name: 'plan', type: 'text', nullable: false },
    { name: 'month', type: 'text', nullable: false },
    { name: 'run', type: 'integer', nullable: false },
    { name: 'said_at', type: 'timestamp', nullable: false },
    { name: 'report', type: 'text', nullable: false },
    { name: 'mark', type: 'text', nullable: false },
  ],
  order: ['plan', 'month', 'run'],
}

/** Adds a report to what was said before. */
export async function storeReport(session: WriteSession, report: PlanReport, saidAt: string): Promise<void> {
  const days = planDaysTable(report.plan)
  for (const table of [planRunsTable, days]) if (!(await session.has(table))) await session.create(table)
  const [last] = await session.query(
    sql`SELECT max(run) AS ${name('last')} FROM ${stored(planRunsTable)} WHERE plan = ${value(report.plan, 'text')}`,
  )
  const run = Number(last?.['last'] ?? 0) + 1
  const text = JSON.stringify(report)
  await session.insert(
    planRunsTable,
    sql`SELECT ${join([
      value(report.plan, 'text'),
      value(report.month, 'text'),
      value(run, 'integer'),
      value(saidAt, 'timestamp'),
      value(text, 'text'),
      value(createHash('sha256').update(text).digest('hex').slice(0, 16), 'text'),
    ])}`,
  )
  const said = [
    ...report.days.map((day) => ({ part: null, day })),
    ...(report.split?.parts ?? []).flatMap(({ value: part, days }) => days.map((day) => ({ part, day }))),
  ]
  for (let at = 0; at < said.length; at += 31) {
    const rows = said
      .slice(at, at + 31)
      .map(({ part, day }) => dayRow(day, { run, saidAt, month: report.month, part }))
    await session.insert(days, join(rows, '\nUNION ALL\n'))
  }
}

interface RunOfDay {
  readonly run: number
  readonly saidAt: string
  readonly month: string
  readonly part: string | null
}

function dayRow(day: ReportedDay, { run, saidAt, month, part }: RunOfDay) {
  const held = { ...day, run, said_at: saidAt, month, part }
  return sql`SELECT ${join(dayColumns.map(([column, type]) => value(held[column], type)))}`
}

/** A run that was stored. */
export interface StoredRun {
  readonly run: number
  /** In UTC. */
  readonly saidAt: string
  readonly report: PlanReport
}

/** What a plan last said of a month up to a moment (UTC), and when it first said anything. */
export async function readRun(
  session: ReadSession,
  { plan, month, until }: { plan: string; month: string; until: string },
): Promise<{ readonly run: StoredRun | undefined; readonly first: string | undefined }> {
  if (!(await session.has(planRunsTable))) return { run: undefined, first: undefined }
  const of = sql`FROM ${stored(planRunsTable)} WHERE plan = ${value(plan, 'text')} AND month = ${value(month, 'text')}`
  const [row] = await session.query(
    sql`SELECT run, said_at, report ${of} AND said_at <= ${value(until, 'timestamp')} ORDER BY said_at DESC, run DESC LIMIT 1`,
  )
  const [earliest] = await session.query(sql`SELECT min(said_at) AS ${name('first')} ${of}`)
  const first = earliest?.['first']
  return {
    run: row && {
      run: Number(row['run']),
      saidAt: String(row['said_at']),
      report: withState(JSON.parse(String(row['report'])) as StoredReport),
    },
    first: typeof first === 'string' ? first : undefined,
  }
}
