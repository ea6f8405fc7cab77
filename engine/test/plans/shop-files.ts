import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays } from '../../src/calendar/day.js'
import { eachDay } from '../../src/calendar/range.js'

/** The four documented tables, as lines of CSV without their headers. */
export interface ShopTables {
  readonly dimDate: readonly string[]
  readonly kpiMonth: readonly string[]
  readonly kpiDayMetadata: readonly string[]
  readonly transactions: readonly string[]
}

/** Tables in a folder of their own, to be removed. */
export function shopFolder(tables: ShopTables): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-targets-'))
  const write = (name: string, header: string, lines: readonly string[]) => {
    writeFileSync(join(folder, `${name}.csv`), [header, ...lines, ''].join('\n'))
  }
  write('dim_date', 'calendar_date,year,month,date_label', tables.dimDate)
  write('kpi_month', 'year,month,version,kpi_initial,updated_at', tables.kpiMonth)
  write(
    'kpi_day_metadata',
    'year,month,date_label,uplift,weight,total_weight_month,updated_at',
    tables.kpiDayMetadata,
  )
  write('object_sql_transactions', 'id,created_at,transaction_total,status,updated_at', tables.transactions)
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** 2026-01-05 and 2026-01-12 sell nothing; on the second there is a cancelled order alone. */
const quietDays = ['2026-01-05', '2026-01-12']

/**
 * A shop from December 2025 to January 2026 with all that goes wrong: rows written several times, exact duplicates,
 * cancelled orders, returns, a day below 0, days without a sale, orders around midnight, a label without weight,
 * weights that do not add up, and older versions of targets and labels.
 */
export function hostileShop(): ShopTables {
  const days = eachDay({ from: '2025-11-20', to: '2026-02-10' })
  return {
    dimDate: days.map((day) => [day, Number(day.slice(0, 4)), Number(day.slice(5, 7)), labelOf(day)].join()),
    kpiMonth: [
      '2025,12,Thang 1,900000.5,2025-11-28 10:00:00',
      '2026,1,Thang 1,1000000,2025-12-20 10:00:00',
      '2026,1,Thang 1,1234567.89,2025-12-28 10:00:00',
      '2026,1,Thang 1,999,2025-12-27 10:00:00',
      '2026,1,Thang 2,2000000,2025-12-30 10:00:00',
    ],
    kpiDayMetadata: [
      '2026,1,Normal day,1,20,37.123456789012345,2025-12-28 10:00:00',
      '2026,1,Normal day,9,99,99,2025-12-20 10:00:00',
      '2026,1,Weekend,1.3333333333333333,12,37.123456789012345,2025-12-28 10:00:00',
      '2026,1,Campaign,3.5,,37.123456789012345,2025-12-28 10:00:00',
      '2025,12,Normal day,1,31,31,2025-11-28 10:00:00',
      '2025,12,Weekend,1,31,31,2025-11-28 10:00:00',
      '2025,12,Campaign,1,31,31,2025-11-28 10:00:00',
    ],
    transactions: days.flatMap(ordersOf),
  }
}

function labelOf(day: string): string {
  if (day.endsWith('-08') || day.endsWith('-15')) return 'Campaign'
  return Number(day.slice(8)) % 7 < 2 ? 'Weekend' : 'Normal day'
}

function ordersOf(day: string, nth: number): readonly string[] {
  if (day > '2026-01-31') return []
  const id = (n: number) => `${day.replaceAll('-', '')}-${n}`
  const later = addDays(day, 2)
  if (quietDays.includes(day)) {
    return day === '2026-01-12' ? [`${id(0)},${day} 11:00:00,500,Canceled,${day} 11:00:00`] : []
  }
  if (day === '2026-01-20') return [`${id(0)},${day} 10:15:00,-4321.09,Completed,${day} 10:15:00`]
  const orders = Array.from({ length: 12 }, (_, n) => {
    const hour = String((n * 7 + nth * 5) % 24).padStart(2, '0')
    const amount = ((nth * 7919 + n * 104_729) % 500_000) / 100 - (n === 3 ? 900 : 0)
    return `${id(n)},${day} ${hour}:${String((n * 13) % 60).padStart(2, '0')}:30,${amount.toFixed(2)},Completed,${day} ${hour}:59:59`
  })
  return [
    ...orders,
    `${id(20)},${day} 23:30:00,77.77,Completed,${day} 23:30:01`,
    `${id(21)},${day} 00:00:00,11.11,Completed,${day} 00:00:01`,
    // Written again: cancelled later, corrected later, and a late row that is older than the one before it.
    `${id(22)},${day} 12:00:00,1000,Completed,${day} 12:00:00`,
    `${id(22)},${day} 12:00:00,1000,Cancel,${later} 08:00:00`,
    `${id(23)},${day} 13:00:00,200.25,Completed,${later} 08:00:00`,
    `${id(23)},${day} 13:00:00,999.99,Pending,${day} 13:00:00`,
    // The same row twice.
    `${id(24)},${day} 14:45:00,33.33,Completed,${day} 14:45:00`,
    `${id(24)},${day} 14:45:00,33.33,Completed,${day} 14:45:00`,
  ]
}
