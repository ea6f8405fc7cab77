import { isRefusal } from '../errors.js'
import type { Moment } from '../calendar/moment.js'
import { sayPlan } from '../plans/say-plan.js'
import type { PlanReport } from '../plans/plan-report.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Dialect } from '../sql/print.js'
import type { Warehouse, WriteSession } from '../warehouses/warehouse.js'
import { utcText } from '../calendar/day-cut.js'
import { planNamed, readPlan, type PlanRequest } from './plan-reading.js'
import { storeReport } from './plan-tables.js'

/** What a refresh needs. */
export interface RefreshRequest extends PlanRequest {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
}

/**
 * Works a plan out as of a moment and adds what it says to what was said before. For a server to call every hour:
 * the sources' rows are read as they are, so that it needs no build where they are tables.
 *
 * @throws Refusal what `readPlan` and `sayPlan` refuse; nothing is stored then
 * @example
 * await refreshPlan({ loaded, warehouse, plan: 'documented', now: Temporal.Now.instant() })
 */
export async function refreshPlan({ loaded, warehouse, ...request }: RefreshRequest): Promise<PlanReport> {
  const { dialect } = warehouse
  return warehouse.write((session) => refreshed(session, { loaded, dialect }, request))
}

/** Stores what each of the project's plans says of the month; a plan that can say nothing is a notice. */
export async function refreshPlans(
  session: WriteSession,
  of: { readonly loaded: LoadedProject; readonly dialect: Dialect },
  now: Moment,
): Promise<readonly string[]> {
  const notices: string[] = []
  for (const plan of Object.keys(of.loaded.project.plans)) {
    try {
      const { notices: own } = await refreshed(session, of, { plan, now })
      notices.push(...own)
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      notices.push(`The plan "${plan}" says nothing. ${thrown.message} ${thrown.fix}`)
    }
  }
  return [...new Set(notices)]
}

async function refreshed(
  session: WriteSession,
  of: { readonly loaded: LoadedProject; readonly dialect: Dialect },
  request: PlanRequest,
): Promise<PlanReport> {
  const report = sayPlan(planNamed(request.plan, of.loaded), await readPlan(session, of, request))
  await storeReport(session, report, utcText(request.now))
  return report
}
