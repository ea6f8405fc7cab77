import type { Activity } from '../activities/activity.js'
import { readLedger } from '../builds/ledger.js'
import type { Day } from '../calendar/day.js'
import { cutAt } from '../calendar/day-cut.js'
import { parseGrain, type Grain } from '../calendar/grain.js'
import { periodsIn, previousPeriod, type Period } from '../calendar/period.js'
import type { Range } from '../calendar/range.js'
import type { Calendar } from '../calendar/calendar.js'
import { rangeInWords } from '../calendar/words.js'
import { Refusal } from '../errors.js'
import { divided, times } from '../metrics/exact.js'
import { closestName } from '../names/closest-name.js'
import { byMember, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { AnswerNote } from './answer.js'
import type { Asking } from './ask.js'
import { notesOfValues, refuseUnaccepted } from './asked-values.js'
import { dataDays, spanOfDays } from '../builds/data-days.js'
import { reachBefore, type BeforeData } from './before-data.js'
import { cutRows } from './cut-passes.js'
import { memberDaysOf, type CutRows } from './passes/cut-rows.js'
import { processCache } from './process-cache.js'
import { knowsHours } from './row-times.js'
import { builtEntries, neededThings } from './needed-things.js'
import { figureConditions, firstDaysByGroup, flagSeen, joinFirstDays } from './passes/figure-conditions.js'
import { daysTouched, groupedCells, windowDays, windowsTable } from './passes/fragments.js'
import type { Filter, Question } from './question.js'
import { spanOf } from './resolved-question.js'
import { membersOf } from './retention-members.js'
import { seenDaysByThing } from './seen-days.js'
import type { Window } from './windows.js'

/** What can be done with cells of periods that are not over. */
export const incompleteChoices = ['show', 'hide'] as const

/** Whose coming back is asked for, and by which periods. */
export interface RetentionRequest extends Pick<Question, 'period' | 'from' | 'to'> {
  /** An activity, or a metric that counts members of one. */
  readonly activity: string
  /** One by which a metric counts the activity's members. Default: the metric's own, or the activity's first. */
  readonly identity?: string
  /** The periods of cohorts, and of what came after. Default: `month`. */
  readonly grain?: Grain
  /** By the activity's own dimensions. */
  readonly where?: readonly Filter[]
  /**
   * Whether cells of a period that has begun and is not over, or that the data reach only in part, have their figures
   * so far, marked `partial`. Default: `hide`.
   */
  readonly incomplete?: (typeof incompleteChoices)[number]
}

/** Why a cell has no figure. */
export type NoCell = 'in-progress' | 'no-data-yet' | 'nobody-new'

/** A cohort's members in one period. */
export interface RetentionCell {
  /** How many periods after the first; 0 is the first itself. */
  readonly after: number
  readonly period: string
  /** How many of the cohort were active in it. Null until the period is over and the data reach its end, if not shown. */
  readonly active: number | null
  /** In percent of the cohort, as exact decimal text. */
  readonly share: string | null
  /** Whether the period is not over, or the data do not reach its end: what is said is so far. */
  readonly partial?: true
  readonly because?: NoCell
}

/** Members who were new in one period, and what became of them. */
export interface RetentionCohort {
  readonly period: string
  readonly range: Range
  /** How many were new in it so far: what `newMembers` counts. */
  readonly size: number
  /** That the period reaches before the first day of the data: nobody was new then as far as it tells. */
  readonly beforeData?: BeforeData
  /** One for each period from its own to the last. */
  readonly cells: readonly RetentionCell[]
}

/** Cohorts by the period in which members were new, and the share of each that was active in the periods after. */
export interface RetentionGrid {
  readonly activity: string
  readonly identity: string
  readonly grain: Grain
  readonly where: readonly Filter[]
  readonly asOf: Day
  /** The days that are counted. */
  readonly range: Range
  readonly formula: string
  readonly cohorts: readonly RetentionCohort[]
  readonly exact: true
  readonly source: 'member-days'
  /** What a reader should know of it. */
  readonly notes: readonly AnswerNote[]
  /** The first and the last business day in the data; null where there is none. */
  readonly dataFrom: Day | null
  readonly dataThrough: Day | null
  readonly builtAt: string | null
  /** The statement, ready to be run by hand; null for whoever may not see it. */
  readonly sql: string | null
}

/** The most periods that a grid may have. */
const mostPeriods = 120

/**
 * Counts, for the members who were new in each period that the days touch, how many of them were active in it and
 * in each period after it: exactly, from member-days and first days. New is what `newMembers` calls new: where
 * rows themselves say who is new, a member may be new in several periods, and is of each of those cohorts.
 *
 * @throws Refusal `unknown-activity`, `retention-of-metric`, `unknown-identity`, `unknown-dimension`,
 * `unknown-incomplete`, `grid-too-long`, `not-built`, and what
 * ranges refuse
 * @example
 * await retentionGrid({ activity: 'login', grain: 'month', period: '2025' }, { loaded, warehouse, today })
 */
export async function retentionGrid(request: RetentionRequest, asking: Asking): Promise<RetentionGrid> {
  return asking.warehouse.read((session) => retentionGridIn(session, request, asking), { onlyStored: true })
}

/**
 * Counts in a session, so that several things are answered from one state of the warehouse.
 *
 * @throws Refusal as {@link retentionGrid} does
 */
export function retentionGridIn(
  session: ReadSession,
  request: RetentionRequest,
  asking: Omit<Asking, 'warehouse'>,
): Promise<RetentionGrid> {
  return answered(session, preparedGrid(request, asking), asking)
}

interface PreparedGrid {
  readonly activity: Activity
  readonly identity: string
  readonly grain: Grain
  readonly where: readonly Filter[]
  readonly showsIncomplete: boolean
  /** Those that have begun. */
  readonly periods: readonly Period[]
  readonly windows: readonly Window[]
}

/**
 * Looks up what a request names and finds its periods, without a warehouse.
 *
 * @throws Refusal as {@link retentionGrid} does, but for `not-built`
 */
export function preparedGrid(
  request: RetentionRequest,
  { loaded, today, until, rows: seen = [] }: Omit<Asking, 'warehouse'>,
): PreparedGrid {
  const { calendar } = loaded.project
  const { activity, identity } = membersOf(request, loaded)
  const { grain: asked = 'month', incomplete = 'hide' } = request
  const where = [...(request.where ?? []), ...seen]
  const grain = parseGrain(asked)
  for (const { dimension } of where) refuseUnknown(dimension, activity)
  // JavaScript may give anything.
  const given: unknown = incomplete
  if (!incompleteChoices.includes(incomplete)) {
    throw new Refusal('unknown-incomplete', {
      incomplete: String(given),
      closest: closestName(String(given), incompleteChoices),
    })
  }
  const { range } = spanOf(request, loaded, today)
  const periods = periodsIn(range, grain, calendar).filter((period) => period.range.from <= today)
  if (periods.length > mostPeriods) {
    throw new Refusal('grid-too-long', { periods: periods.length, most: mostPeriods, grain })
  }
  const cut = until !== undefined && knowsHours(activity, loaded) ? cutAt(until, calendar) : undefined
  const windows = periods.map((period) => ({
    range: { from: period.range.from, to: period.range.to < today ? period.range.to : today },
    before: previousPeriod(period, calendar).range,
    cut: period.range.to < today ? undefined : cut,
  }))
  return { activity, identity, grain, where, showsIncomplete: incomplete === 'show', periods, windows }
}

function refuseUnknown(dimension: string, { name, dimensions }: Activity): void {
  if (dimensions.includes(dimension)) return
  const closest = closestName(dimension, dimensions)
  throw new Refusal('unknown-dimension', { dimension, metric: `retention of ${name}`, closest, dimensions })
}

async function answered(
  session: ReadSession,
  prepared: PreparedGrid,
  asking: Omit<Asking, 'warehouse'>,
): Promise<RetentionGrid> {
  const { activity, identity, grain, where, showsIncomplete, windows, periods } = prepared
  const { loaded, today, rows: seen = [] } = asking
  const leaf = { pass: 'presence', of: activity, identity, figure: 'new' } as const
  const asked = where.slice(0, where.length - seen.length)
  refuseUnaccepted({ where: asked, leaves: [leaf] }, seen)
  const things = neededThings([leaf], loaded.layout)
  const entries = builtEntries(things, loaded, await readLedger(session))
  const days = dataDays(await seenDaysByThing(session, asking), loaded.layout)(leaf)
  const through = days?.to ?? null
  const cut = windows.at(-1)?.cut
  const rows = cut && (await cutRows(activity, cut, { session, loaded, cache: asking.cache ?? processCache }))
  const statement = periods.length === 0 ? undefined : gridStatement(prepared, rows)
  const counts = new Map<string, number>()
  for (const row of statement === undefined ? [] : await session.query(statement)) {
    counts.set(`${Number(row['cohort'])} ${Number(row['periods_after'])}`, Number(row['active']))
  }
  return {
    activity: activity.name,
    identity,
    grain,
    where,
    asOf: today,
    range: { from: windows[0]?.range.from ?? today, to: windows.at(-1)?.range.to ?? today },
    formula: `members of ${activity.name} by ${identity} who were new in a ${grain} and active in a later one ÷ those who were new in it × 100`,
    cohorts: periods.map((_, cohort) => cohortOf(cohort, { periods, counts, showsIncomplete, today, days })),
    exact: true,
    source: 'member-days',
    notes: [
      ...(await notesOfValues(session, { where: asked, leaves: [leaf], inData: counts.size > 0 }, asking)),
      ...cohortNotes(periods, days?.from, loaded.project.calendar),
    ],
    dataFrom: days?.from ?? null,
    dataThrough: through,
    builtAt:
      entries
        .map(({ builtAt }) => builtAt)
        .toSorted()
        .at(-1) ?? null,
    sql: statement === undefined ? null : session.show(statement),
  }
}

/** What to say where cohorts' periods begin before the data. */
function cohortNotes(
  periods: readonly Period[],
  first: Day | undefined,
  calendar: Calendar,
): readonly AnswerNote[] {
  const early = periods.filter(({ range }) => reachBefore(range, first) !== undefined)
  const before = spanOfDays(early.map(({ range }) => range))
  if (first === undefined || before === undefined) return []
  const day = rangeInWords({ from: first, to: first }, calendar)
  const labels = early.map(({ label }) => label)
  const cohorts = labels.length === 1 ? labels[0] : `${labels[0] ?? ''} to ${labels.at(-1) ?? ''}`
  const says = `The data begin on ${day}: in ${cohorts} only members active from then on are known.`
  return [{ code: 'looks-before-data', says, dataFrom: first, before, metrics: [] }]
}

interface Counted {
  readonly periods: readonly Period[]
  /** `cohort after` → active. */
  readonly counts: ReadonlyMap<string, number>
  readonly showsIncomplete: boolean
  readonly today: Day
  readonly days: Range | undefined
}

function cohortOf(cohort: number, counted: Counted): RetentionCohort {
  const { periods, counts, today } = counted
  const { label = '', range = { from: today, to: today } } = periods[cohort] ?? {}
  const size = counts.get(`${cohort} 0`) ?? 0
  const cells = periods.slice(cohort).map((period, after): RetentionCell => {
    const at = { after, period: period.label }
    const { because, isPartial } = stateOf(period.range, size, counted)
    if (because !== undefined) return { ...at, active: null, share: null, because }
    const active = counts.get(`${cohort} ${after}`) ?? 0
    const share = divided(times(String(active), '100'), String(size))
    return { ...at, active, share, ...(isPartial && { partial: true }) }
  })
  const beforeData = reachBefore(range, counted.days?.from)
  return { period: label, range, size, ...(beforeData && { beforeData }), cells }
}

/** Whether a cell is about a part of its period, and why it has no figure. */
function stateOf(
  { from, to }: Range,
  size: number,
  { showsIncomplete, today, days }: Counted,
): { readonly isPartial: boolean; readonly because: NoCell | undefined } {
  const through = days?.to ?? null
  const short = to >= today ? 'in-progress' : through === null || to > through ? 'no-data-yet' : undefined
  const nobody = size === 0 ? 'nobody-new' : undefined
  if (short === undefined) return { isPartial: false, because: nobody }
  const isReached = through !== null && from <= through
  if (!showsIncomplete) return { isPartial: true, because: short }
  return { isPartial: true, because: isReached ? nobody : 'no-data-yet' }
}

/** One row for a cohort and a number of periods after: how many of its members were active then. */
function gridStatement({ activity, identity, where, windows }: PreparedGrid, cut: CutRows | undefined): Sql {
  const { new: isNew } = figureConditions(activity)
  const query = sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(activity, [], { where })},
presence AS (
  SELECT w.n AS n, c.grp AS grp, m.member AS member, 1 AS in_range, 0 AS in_before${flagSeen(activity, false)}
  FROM ${memberDaysOf(activity, identity, cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${daysTouched(windows, { before: false })}
  GROUP BY w.n, c.grp, m.member
),
${firstDaysByGroup(activity, identity, cut)},
cohorts AS (
  SELECT p.n AS n, p.member AS member
  FROM presence AS p
  JOIN windows AS w ON w.n = p.n${joinFirstDays(activity)}
  WHERE ${isNew.holds}
)
SELECT k.n AS cohort, a.n - k.n AS periods_after, count(*) AS active
FROM cohorts AS k
JOIN presence AS a ON a.member = k.member
WHERE a.n >= k.n
GROUP BY k.n, a.n - k.n`
  if (cut !== undefined) return query
  return byMember({ query, of: ['cohort', 'periods_after'], figures: ['active'] })
}
