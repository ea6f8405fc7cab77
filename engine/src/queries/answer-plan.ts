import {
  monthNamed,
  planMoment,
  planNamed,
  readPlan,
  type PlanReading,
  type PlanRequest,
} from '../builds/plan-reading.js'
import { readRun } from '../builds/plan-tables.js'
import { utcText } from '../calendar/day-cut.js'
import type { Moment } from '../calendar/moment.js'
import { Refusal, type RowsLeftOut } from '../errors.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { PlanReport } from '../plans/plan-report.js'
import { sayPlan } from '../plans/say-plan.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import { notesOfReader } from './notes-of-left-out.js'

/** What a plan is asked of. */
export interface PlanAsking {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
}

/**
 * What a plan says of a month at a moment, worked out from the rows as they are in the warehouse.
 *
 * @throws Refusal what `readPlan` and `sayPlan` refuse
 * @example
 * await answerPlan({ plan: 'documented', month: '2026-01', now }, { loaded, warehouse })
 */
export async function answerPlan(
  request: PlanRequest,
  { loaded, warehouse }: PlanAsking,
): Promise<PlanReport> {
  const { dialect } = warehouse
  return warehouse.read((session) => answerPlanIn(session, request, { loaded, dialect }))
}

/** The same within a session, for what is asked along with others of one state of the warehouse. */
export async function answerPlanIn(
  session: ReadSession,
  request: PlanRequest,
  of: Omit<PlanReading, 'onStatement'> & { readonly placesRows?: boolean },
): Promise<PlanReport> {
  const { metric } = planNamed(request.plan, of.loaded)
  const report = await saidIn(session, request, of)
  const booked = new Set(leavesOf(metric).map(({ of: { name } }) => name))
  const isBooked = ({ source, lacks, readBy }: RowsLeftOut) =>
    lacks === 'day' && [source, ...readBy.map(({ name }) => name)].some((each) => booked.has(each))
  const notes = await notesOfReader(session, (found) => isBooked(found) || isOfPlan(request.plan, found), of)
  return { ...report, notices: [...report.notices, ...notes.map(({ says }) => says)] }
}

/** What a plan says, without what is to be said of rows that it takes nothing from. */
export async function saidIn(
  session: ReadSession,
  request: PlanRequest,
  of: Omit<PlanReading, 'onStatement'>,
): Promise<PlanReport> {
  return sayPlan(planNamed(request.plan, of.loaded), await readPlan(session, of, request))
}

/** Whether a plan takes nothing from rows that are left out. */
export function isOfPlan(plan: string, { readBy }: RowsLeftOut): boolean {
  return readBy.some(({ kind, name }) => kind === 'plan' && name === plan)
}

/** What was said of a month up to an earlier moment. */
export interface PlanAsOf {
  readonly plan: string
  /** Default: the month of `asOf`. */
  readonly month?: string | undefined
  readonly asOf: Moment
}

/**
 * What a plan said of a month, last up to a moment, as it was stored then.
 *
 * @throws Refusal `unknown-plan`, `not-a-month`, `no-plan-said`
 */
export function planAsOf(request: PlanAsOf, { loaded, warehouse }: PlanAsking): Promise<PlanReport> {
  return warehouse.read((session) => planAsOfIn(session, request, loaded))
}

/** The same within a session. */
export async function planAsOfIn(
  session: ReadSession,
  request: PlanAsOf,
  loaded: LoadedProject,
): Promise<PlanReport> {
  const { plan, asOf } = request
  const { calendar } = loaded.project
  planNamed(plan, loaded)
  const moment = planMoment(asOf, calendar)
  const month = monthNamed(request.month ?? 'this-month', calendar, moment).label
  const until = utcText(asOf)
  const { run, first } = await readRun(session, { plan, month, until })
  if (!run)
    throw new Refusal('no-plan-said', { plan, month, asOf: moment.local, first: first && `${first} UTC` })
  return run.report
}
