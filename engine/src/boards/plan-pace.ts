import { planMoment, planNamed } from '../builds/plan-reading.js'
import { readRun } from '../builds/plan-tables.js'
import { utcText } from '../calendar/day-cut.js'
import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import { periodOf } from '../calendar/period.js'
import { contains } from '../calendar/range.js'
import { isRefusal } from '../errors.js'
import type { PaceState } from '../plans/pace.js'
import type { PaceFigure, PlanReport } from '../plans/plan-report.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { isOfPlan, saidIn } from '../queries/answer-plan.js'
import { notesOfReader } from '../queries/notes-of-left-out.js'
import type { Dialect } from '../sql/print.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** How a month stands against a plan; or why nothing can be said, as a sentence with what to mend. */
export type PlanPace = {
  readonly plan: string
  readonly label: string
  /** `2026-01` */
  readonly month: string
} & (
  | {
      /** When it was said, by the clock of the project's time zone: `2026-01-15T09:00:00`. */
      readonly saidAt: string
      /** Whether a build stored it; else it was worked out for the board. */
      readonly stored: boolean
      readonly metric: PlanReport['metric']
      readonly figures: readonly PaceFigure[]
      /** Whether the target is reached (`met`), beaten (`ahead`) or not yet (`behind`). */
      readonly state: PaceState
      readonly notices: readonly string[]
    }
  | { readonly because: string }
)

/** Of which month paces are read, and as of when. */
export interface PaceAsking {
  readonly loaded: LoadedProject
  readonly dialect: Dialect
  readonly now: Moment
  /** A day of the month. */
  readonly day: Day
  /** Whether it may be said where rows stand. Default: it may. */
  readonly placesRows?: boolean | undefined
}

/** The paces of plans for one month, in the order of their names. */
export async function planPaces(
  session: ReadSession,
  plans: readonly string[],
  asking: PaceAsking,
): Promise<readonly PlanPace[]> {
  const paces: PlanPace[] = []
  for (const plan of plans) paces.push(await planPace(session, plan, asking))
  return paces
}

/**
 * What the plan last said of the month while it ran. Worked out from the rows where nothing is stored, and where
 * the month has ended since: what was said in its midst is not how it ended.
 */
async function planPace(session: ReadSession, plan: string, asking: PaceAsking): Promise<PlanPace> {
  const { loaded, now, day } = asking
  const { calendar } = loaded.project
  const { label: month, range } = periodOf(day, 'month', calendar)
  const named = { plan, label: planNamed(plan, loaded).label ?? plan, month }
  const isRunning = contains(range, planMoment(now, calendar).today)
  const { run } = isRunning
    ? await readRun(session, { plan, month, until: utcText(now) })
    : { run: undefined }
  try {
    const report = run?.report ?? (await saidIn(session, { plan, month, now }, asking))
    const leftOut = await notesOfReader(session, (rows) => isOfPlan(plan, rows), asking)
    const { now: saidAt, metric, pace: figures, state } = report
    const notices = [...report.notices, ...leftOut.map(({ says }) => says)]
    return { ...named, saidAt, stored: run !== undefined, metric, figures, state, notices }
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    return { ...named, because: `${thrown.message} ${thrown.fix}` }
  }
}
