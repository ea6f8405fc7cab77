import type { Logger } from 'pino'
import { businessDay } from '../calendar/business-day.js'
import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import type { Asker } from './access/asker.js'
import type { Answers } from './answers.js'
import type { BuildRuns } from './build-runs.js'
import type { Limits } from './limits.js'
import type { Measurements } from './measurements.js'

/** What every route works with. */
export interface Service {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** The clock. */
  readonly now: () => Moment
  /** Whether the clock was set to a day alone: then all of today's rows count. */
  readonly isDayAlone: boolean
  /** Whether whoever is on this machine was let in without a key when the server started. */
  readonly isOpen: boolean
  /** Who sends a request. Throws a problem where nobody is let in. */
  readonly askerOf: (request: Request) => Promise<Asker>
  readonly answers: Answers
  readonly builds: BuildRuns
  readonly measurements: Measurements
  /** Fires when the server is to end: it is not ready any more. */
  readonly stopping: AbortSignal
  readonly limits: Limits
  readonly log: Logger
  /** The folder of the built dashboard; undefined where there is none. */
  readonly dashboard: string | undefined
}

/** The clock's day in the project's time zone. */
export function todayOf({ now, loaded }: Pick<Service, 'now' | 'loaded'>): Day {
  return businessDay(now(), loaded.project.calendar)
}
