import { Temporal } from 'temporal-polyfill'
import type { Moment } from '../calendar/moment.js'
import { Refusal } from '../errors.js'
import { keptSource } from '../project/counted-days.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { withoutMistakes } from '../models/models-of.js'
import { placedSource } from '../sources/place-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import type { Warehouse, WriteSession } from '../warehouses/warehouse.js'
import { readRowsLeftOut, writeRowsLeftOut } from './left-out-table.js'
import { writeActiveDays } from './active-days.js'
import { Build } from './build.js'
import { undeclaredCurrencies } from './undeclared-currencies.js'
import { keptThings, type ThingKind } from './kept-things.js'
import { readLedger, writeLedger, type LedgerEntry } from './ledger.js'
import { refreshPlans } from './refresh-plan.js'
import { selectedThings, type WorkItem } from './work-list.js'

/** What a build needs. */
export interface BuildRequest {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** Build everything again, whatever the ledger says. */
  readonly full?: boolean
  /** Selectors of models: only these are built, and the sources that they read. */
  readonly select?: readonly string[]
  /** The moment that plans are worked out for. Default: the clock. */
  readonly now?: Moment
  /** Called as the build goes from one step to the next. */
  readonly onProgress?: (progress: BuildProgress) => void
}

/** Where a build is. */
export interface BuildProgress {
  /** Things done before this one. */
  readonly done: number
  readonly of: number
  /** What is being done, as words: `loading lines`. */
  readonly doing: string
}

/** What a build did. */
export interface BuildReport {
  readonly work: readonly WorkItem[]
  readonly entries: readonly LedgerEntry[]
  /** What a person should know though nothing is broken, as sentences. */
  readonly notices: readonly string[]
}

/**
 * What a build would do, and why. To know on which days rows have changed it reads the sources that have changed,
 * in a session of which nothing remains; models are not run.
 */
export async function planBuild(request: BuildRequest): Promise<readonly WorkItem[]> {
  const planned = new Planned()
  try {
    await inWriteSession(request, async (build) => {
      planned.work = await build.plan()
      throw planned
    })
  } catch (thrown) {
    if (thrown !== planned) throw thrown
  }
  return planned.work
}

/** Ends the session of a plan, so that nothing of it remains. */
class Planned extends Error {
  work: readonly WorkItem[] = []
}

/**
 * Brings everything that the project's metrics need up to date: loads its sources, numbers its members, and
 * writes member-days, first days and daily sums, of the days on which rows have changed; then adds what each plan
 * says to what was said before. Readers see all of it at once or none of it; a build that fails leaves the
 * warehouse as it was.
 *
 * @throws Refusal `contract-broken` and the refusals of sources, before anything is changed
 */
export async function runBuild(request: BuildRequest): Promise<BuildReport> {
  return inWriteSession(request, async (build, session) => {
    const { loaded, warehouse, select } = request
    await build.run((step) => request.onProgress?.({ ...step, doing: `${doing[step.kind]} ${step.name}` }))
    if (build.hasWork) {
      if (select === undefined) await writeActiveDays(session, loaded, build.renewedDays)
      await writeLedger(session, build.entries)
    }
    const now = request.now ?? Temporal.Now.instant()
    const ofPlans = await refreshPlans(session, { loaded, dialect: warehouse.dialect }, now)
    const ofCurrencies = select === undefined ? await undeclaredCurrencies(session, loaded, warehouse) : []
    const ofLeftOut = build.hasWork || build.isPlanned ? await keepRowsLeftOut(build, session) : []
    const ofNothing = withoutRows(build, loaded)
    const notices = [...build.notices, ...ofNothing, ...ofLeftOut, ...ofCurrencies, ...ofPlans]
    return { work: build.work, entries: build.entries, notices }
  })
}

/** What to say of activities that were built from sources with rows and take none of them. */
function withoutRows({ entries, work }: Build, { layout }: LoadedProject): readonly string[] {
  const rowsOf = new Map(entries.map(({ thing, rows }) => [thing, rows]))
  const built = new Set(work.filter(({ does }) => does === 'build').map(({ thing }) => thing))
  return layout.activities.flatMap(({ name, parts }) => {
    const sources = [...new Set(parts.map(({ from }) => from.name))]
    const hasRows = sources.some((source) => (rowsOf.get(`source ${source}`) ?? 0) > 0)
    if (!built.has(`activity ${name}`) || rowsOf.get(`activity ${name}`) !== 0 || !hasRows) return []
    const { message, fix } = new Refusal('activity-without-rows', { activity: name, sources })
    return [`${message} ${fix}`]
  })
}

/** Keeps which rows nothing counts, and says it. */
async function keepRowsLeftOut(build: Build, session: WriteSession): Promise<readonly string[]> {
  const found = await build.rowsLeftOut(await readRowsLeftOut(session))
  await writeRowsLeftOut(session, found)
  return found.map((facts) => {
    const { message, fix } = new Refusal('rows-left-out', facts)
    return `${message} ${fix}`
  })
}

const doing: Readonly<Record<ThingKind, string>> = {
  source: 'reading',
  model: 'running',
  identity: 'numbering',
  segment: 'history of',
  activity: 'member-days of',
  rollups: 'member sets of',
  sums: 'daily sums of',
  amounts: 'amounts by member of',
}

async function inWriteSession<T>(
  { loaded, warehouse, full = false, select }: BuildRequest,
  work: (build: Build, session: WriteSession) => Promise<T>,
): Promise<T> {
  withoutMistakes(loaded.models)
  const { layout } = loaded
  const isSelected = select === undefined ? () => true : selectedThings(select, layout)
  const placed = await placedSources(loaded, warehouse)
  const files = await warehouse.files()
  return warehouse.write(async (session) => {
    const ledger = await readLedger(session)
    const things = keptThings(layout)
    const { dialect } = warehouse
    return work(
      new Build({ loaded, placed, session, files, dialect, ledger, full, things, isSelected }),
      session,
    )
  })
}

async function placedSources(
  loaded: LoadedProject,
  { dialect }: Warehouse,
): Promise<ReadonlyMap<string, PlacedSource>> {
  const { directory, parameters, layout, written } = loaded
  const placed = await Promise.all(
    layout.sources.map(async (source) =>
      keptSource(await placedSource(source, { directory, parameters, written }), loaded, dialect),
    ),
  )
  return new Map(placed.map((found) => [found.source.name, found]))
}
