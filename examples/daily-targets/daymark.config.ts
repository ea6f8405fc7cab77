import { defineProject, folder, money, plan, source, sum } from 'daymark'

/** The calendar: what each day is called. */
const dimDate = source('dim_date', {
  files: '{data}/dim_date.*',
  columns: { calendar_date: 'date', date_label: 'text' },
  key: ['calendar_date'],
})

/** Targets of the months. Of several rows for a month and version the latest holds. */
const kpiMonth = source('kpi_month', {
  files: '{data}/kpi_month.*',
  columns: {
    year: 'integer',
    month: 'integer',
    version: 'text',
    kpi_initial: 'decimal(38,8)',
    updated_at: 'timestamp',
  },
  key: ['year', 'month', 'version'],
  latestBy: 'updated_at',
})

/** What a day of each label brings, as a multiple of a normal day. */
const kpiDayMetadata = source('kpi_day_metadata', {
  files: '{data}/kpi_day_metadata.*',
  columns: {
    year: 'integer',
    month: 'integer',
    date_label: 'text',
    uplift: 'decimal(38,18)?',
    weight: 'decimal(38,18)?',
    total_weight_month: 'decimal(38,18)?',
    updated_at: 'timestamp',
  },
  key: ['year', 'month', 'date_label'],
  latestBy: 'updated_at',
})

/** Orders. `created_at` is local time: an order at 23:30 belongs to that day. */
const transactions = source('object_sql_transactions', {
  files: '{data}/object_sql_transactions.*',
  columns: {
    id: 'text',
    created_at: 'timestamp',
    transaction_total: 'decimal(38,8)?',
    status: 'text?',
    updated_at: 'timestamp?',
  },
  key: ['id'],
  latestBy: 'updated_at',
  where: "status NOT IN ('Canceled', 'Cancel')",
  day: 'created_at',
})

const revenue = sum(transactions, 'transaction_total', {
  label: 'Revenue',
  format: money('VND', { decimals: 0 }),
})

const monthly = {
  metric: revenue,
  target: { from: kpiMonth, version: 'Thang 1' },
  labels: { calendar: dimDate, weights: kpiDayMetadata },
}

export default defineProject({
  name: 'daily-targets',
  description: "A month's revenue target, day by day.",
  calendar: { timeZone: 'Asia/Ho_Chi_Minh' },
  parameters: { data: folder('data', { description: 'The folder that holds the four tables' }) },
  metrics: { revenue },
  plans: {
    documented: plan({
      ...monthly,
      label: 'Day targets as documented',
      today: 'actual',
      redistribution: 'by-weight',
      projection: 'documented',
    }),
    recommended: plan({ ...monthly, label: 'Day targets' }),
  },
  boards: {
    targets: {
      title: 'Revenue against its target',
      cards: ['revenue'],
      charts: [{ title: 'Revenue by day', kind: 'bar', metrics: ['revenue'] }],
      plans: ['recommended'],
    },
  },
})
