import type { Day } from '../../calendar/day.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import type { Dialect } from '../../sql/print.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { VerifiedPeriod } from './verified-periods.js'

/** What one check compared, and where it did not come out. */
export interface CheckResult {
  /** What has to hold, in words: `active = new + retained + reactivated`. */
  readonly holds: string
  /** Of what: `deposits by account, by line`. */
  readonly of: string
  /** How many comparisons were made. */
  readonly compared: number
  readonly failures: readonly CheckFailure[]
}

/** One comparison that did not come out. */
export interface CheckFailure {
  /** Such as `2025-Q4, line SBMY`. */
  readonly where: string
  readonly expected: string
  readonly found: string
}

/** What a check is given. */
export interface Checking {
  readonly session: ReadSession
  readonly dialect: Dialect
  readonly loaded: LoadedProject
  readonly periods: readonly VerifiedPeriod[]
  /** The day whose segments are current: the last one of the data. */
  readonly today: Day
}

/** A group of checks that read the same tables. */
export type Checks = (checking: Checking) => Promise<readonly CheckResult[]>
