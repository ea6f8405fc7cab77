import { keptThings } from '../../builds/kept-things.js'
import { readLedger } from '../../builds/ledger.js'
import { intersection, type Range } from '../../calendar/range.js'
import { builtEntries } from '../needed-things.js'
import type { Asking } from '../ask.js'
import type { CheckResult, Checks } from './check.js'
import { keptChecks } from './kept-checks.js'
import { peopleChecks } from './people-checks.js'
import { sumsChecks } from './sums-checks.js'
import { verifiedPeriods } from './verified-periods.js'

/** What was verified. */
export interface Verification {
  /** The first and last day of the data that were verified; null where there are none. */
  readonly data: Range | null
  readonly checks: readonly CheckResult[]
  readonly passed: boolean
}

/** Where there are no data, no segment is looked up. */
const noDay = '9999-12-31'

/** Every group of checks, in the order in which they are run. */
const groups: readonly Checks[] = [peopleChecks, sumsChecks, keptChecks]

/**
 * Tests the data that are kept: that counts of people and sums keep the identities that must hold whatever the
 * data, in every year, quarter and month, in total, by each dimension and by each attribute of members, whichever
 * segment holds; that rollups count what member-days do; and that what is kept equals what the
 * sources' rows give now, row for row; the latter always as a whole, the others in `days` alone where they are given. Which checks there are follows from the project's metrics.
 *
 * @throws Refusal `not-built`
 * @example
 * const { passed } = await verify({ loaded, warehouse })
 */
export async function verify({
  loaded,
  warehouse,
  days,
}: Omit<Asking, 'today'> & { readonly days?: Range | undefined }): Promise<Verification> {
  const { dialect } = warehouse
  return warehouse.read(async (session) => {
    const entries = builtEntries(keptThings(loaded.layout), loaded, await readLedger(session))
    const first = entries.flatMap(({ firstDay }) => firstDay ?? []).toSorted()[0]
    const last = entries
      .flatMap(({ lastDay }) => lastDay ?? [])
      .toSorted()
      .at(-1)
    const whole = first === undefined || last === undefined ? null : { from: first, to: last }
    const data = whole === null || days === undefined ? whole : (intersection(whole, days) ?? null)
    const periods = data === null ? [] : verifiedPeriods({ data, days }, loaded.project.calendar)
    const checking = { session, dialect, loaded, today: whole?.to ?? noDay }
    const checks: CheckResult[] = []
    for (const group of groups) checks.push(...(await group({ ...checking, periods })))
    return { data, checks, passed: checks.every(({ failures }) => failures.length === 0) }
  })
}
