import {
  monthNamed,
  planMoment,
  planNamed,
  readPlan,
  type PlanReading,
  type PlanRequest,
  type PlanStatement,
} from '../builds/plan-reading.js'
import type { Range } from '../calendar/range.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** What a plan is worked out from, as statements that people can run. */
export interface PlanExplanation {
  readonly plan: string
  readonly month: string
  readonly range: Range
  /** Rows dated at it or later do not exist yet, by the clock of the project's time zone: `2026-01-15T09:00:00`. */
  readonly now: string
  readonly statements: readonly PlanStatement[]
}

/**
 * The statements by which a plan reads its month, its targets first, from one state of the warehouse.
 *
 * @throws Refusal what `readPlan` refuses
 * @example
 * await warehouse.read((session) => explainPlanIn(session, { plan: 'recommended', now }, { loaded, dialect }))
 */
export async function explainPlanIn(
  session: ReadSession,
  request: PlanRequest,
  of: Omit<PlanReading, 'onStatement'>,
): Promise<PlanExplanation> {
  const { calendar } = of.loaded.project
  planNamed(request.plan, of.loaded)
  const { local, today } = planMoment(request.now, calendar)
  const { label, range } = monthNamed(request.month ?? 'this-month', calendar, { today })
  const statements: PlanStatement[] = []
  await readPlan(session, { ...of, onStatement: (statement) => statements.push(statement) }, request)
  return { plan: request.plan, month: label, range, now: local, statements }
}
