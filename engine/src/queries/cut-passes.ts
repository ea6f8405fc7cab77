import { datedBefore } from '../activities/row-time.js'
import { onDays } from '../activities/on-days.js'
import type { PartWriting } from '../activities/part-rows.js'
import {
  conditionOf,
  dayOf,
  expressionOver,
  rowParts,
  sourcesOf,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { builtRows } from '../builds/plan-reading.js'
import type { Day } from '../calendar/day.js'
import { clockOf, type DayCut } from '../calendar/day-cut.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import { name, sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { dataVersion, ledgerIn } from './data-state.js'
import type { CutRows } from './passes/cut-rows.js'
import type { PassRequest } from './passes/pass.js'
import { rowTimes } from './row-times.js'
import { reasonInWords } from './why-member-days.js'

/** What rows of days are read with. */
export interface RowReading {
  readonly session: ReadSession
  readonly loaded: LoadedProject
  readonly cache: RollupCache
}

/**
 * What a cut makes of a row set's day; undefined where it leaves no row out, so that what is kept of the whole day holds.
 *
 * @throws Refusal `not-built`, and what binding the sources refuses
 */
export async function cutRows(of: RowSet, cut: DayCut, reading: RowReading): Promise<CutRows | undefined> {
  if (!(await leavesOut(of, cut, reading))) return undefined
  const writing = await writingOf(of, cut.day, reading)
  const times = rowTimes(reading.loaded)
  const alsoOf = (part: RowPart) => {
    const time = times.of(part)
    return time && datedBefore(part, { time, cut }, { ...writing, what: 'the time' })
  }
  return { day: cut.day, writing: { ...writing, alsoOf } }
}

/** Some of the windows of a pass: those of which all days are whole, or those whose last day is cut at one moment. */
export interface PassPart {
  readonly request: PassRequest
  /** By the part's number of a window, the pass's number of it. */
  readonly numbers: readonly number[]
  /** Why rollups do not tell it, as half a sentence; undefined where all days are whole. */
  readonly because: string | undefined
}

/** A pass in parts by where their windows are cut. A cut that leaves no row out is none. */
export async function partsByCut(request: PassRequest, reading: RowReading): Promise<readonly PassPart[]> {
  const { windows, leaves } = request
  const numbered = windows.map((window, n) => ({ window, n }))
  if (windows.every(({ cut }) => cut === undefined)) {
    return [{ request, numbers: numbered.map(({ n }) => n), because: undefined }]
  }
  const groups = new Map<
    string,
    { cut: DayCut | undefined; rows: CutRows | undefined; some: typeof numbered }
  >()
  for (const each of numbered) {
    const { cut } = each.window
    const rows = cut && (await cutRows(leaves[0].of, cut, reading))
    const key = rows === undefined ? '' : (cut?.utc ?? '')
    const group = groups.get(key) ?? { cut: rows && cut, rows, some: [] }
    group.some.push(each)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ cut, rows, some }) => ({
    request: { ...request, windows: some.map(({ window }) => window), cut: rows },
    numbers: some.map(({ n }) => n),
    because: cut && reasonInWords({ is: 'cut-day', day: cut.day, until: clockOf(cut) }),
  }))
}

async function leavesOut(of: RowSet, cut: DayCut, reading: RowReading): Promise<boolean> {
  for (const part of partsOf(of)) {
    const time = rowTimes(reading.loaded).of(part)
    if (time === undefined) continue
    const latest = await latestOn(cut.day, { of, part }, reading)
    if (latest !== null && latest >= (time.type === 'instant' ? cut.utc : cut.local)) return true
  }
  return false
}

/** The time of the last row that a part has on a day, as the warehouse holds it; read once for each build. */
async function latestOn(
  day: Day,
  { of, part }: { readonly of: RowSet; readonly part: RowPart },
  reading: RowReading,
): Promise<string | null> {
  const { session, loaded, cache } = reading
  const ledger = await ledgerIn(session)
  const known = [...ledger.values()].find(({ thing }) => thing === thingOf(of))
  if (known?.lastDay !== undefined && (known.lastDay === null || known.lastDay < day)) return null
  const key = `latest of ${thingOf(of)} ${partsOf(of).indexOf(part)} on ${day} of ${await dataVersion(session)}`
  return cache.keep(key, async () => {
    const time = rowTimes(loaded).of(part)
    if (time === undefined) return { value: null, bytes: 64 }
    const writing = { ...(await writingOf(of, day, reading)), what: `the time of "${part.from.name}"` }
    const rows = sql`SELECT ${dayOf(part, writing)} AS ${name('day')}, ${expressionOver(part.from, time.column, writing)} AS ${name('at')}
  FROM ${writing.rowsOf(part.from)} AS source
  WHERE ${conditionOf(part, writing)}`
    const [found] = await session.query(
      sql`SELECT max(${name('at')}) AS latest FROM (${rows}) AS dated WHERE ${onDays([day])}`,
    )
    const latest = found?.['latest']
    return { value: typeof latest === 'string' ? latest : null, bytes: 128 }
  })
}

/** Rows that decide first days only are dated as well. */
function partsOf(of: RowSet): readonly RowPart[] {
  return of.kind === 'activity' ? [...of.parts, ...of.firstDayScope] : rowParts(of)
}

function thingOf(of: RowSet): string {
  return of.kind === 'activity' ? `activity ${of.name}` : `sums ${of.name}`
}

async function writingOf(of: RowSet, day: Day, { session, loaded }: RowReading): Promise<PartWriting> {
  const { written, layout, project } = loaded
  const rowsOf = await boundRows(session, of, loaded)
  const { dialect } = session
  return {
    written,
    dialect,
    calendar: project.calendar,
    keyTypes: layout.keyTypes,
    rowsOf,
    days: [day],
  }
}

const bound = new WeakMap<ReadSession, Map<RowSet, Promise<Writing['rowsOf']>>>()

/** The rows of a row set's sources, bound once in a session. */
function boundRows(session: ReadSession, of: RowSet, loaded: LoadedProject): Promise<Writing['rowsOf']> {
  const known = bound.get(session) ?? new Map<RowSet, Promise<Writing['rowsOf']>>()
  bound.set(session, known)
  const binding = known.get(of) ?? builtRows(session, sourcesOf(of), { loaded, dialect: session.dialect })
  known.set(of, binding)
  return binding
}
