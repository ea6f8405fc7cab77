import type { Logger } from 'pino'
import { businessDay } from '../calendar/business-day.js'
import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import type { Asker } from './access/asker.js'

/** What the server refuses beyond. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly body: number
  /** Days of a range. */
  readonly days: number
  /** Rows of an answer. */
  readonly rows: number
  /** Milliseconds until a request's query is stopped. */
  readonly time: number
}

export const usualLimits: Limits = { body: 64 * 1024, days: 7320, rows: 20_000, time: 30_000 }

/** What every route works with. */
export interface Service {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** The clock. */
  readonly now: () => Moment
  /** Who sends a request. Throws a problem where nobody is let in. */
  readonly askerOf: (request: Request) => Promise<Asker>
  readonly limits: Limits
  readonly log: Logger
  /** The folder of the built dashboard; undefined where there is none. */
  readonly dashboard: string | undefined
}

/** The clock's day in the project's time zone. */
export function todayOf({ now, loaded }: Service): Day {
  return businessDay(now(), loaded.project.calendar)
}
