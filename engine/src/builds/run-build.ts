import { Temporal } from 'temporal-polyfill'
import { firstDays, newCells, newMembers, stageRows } from '../activities/activity-rows.js'
import {
  cellsTable,
  dictionaryTable,
  firstDaysTable,
  memberDaysTable,
  stageTable,
} from '../activities/activity-tables.js'
import type { Activity } from '../activities/activity.js'
import type { Writing } from '../activities/row-set.js'
import type { Moment } from '../calendar/moment.js'
import { amountCells, amountRows, amountsName, amountTable } from '../measures/amount-table.js'
import { sumRows, sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { historyRows, newSegments, noSegment } from '../segments/history-rows.js'
import { historyTable, keptSegmentName, segmentsTable } from '../segments/segment-tables.js'
import { segmentedMemberDays } from '../segments/segmented-days.js'
import { modelNamed, withoutMistakes } from '../models/models-of.js'
import { boundSource } from '../sources/bound-source.js'
import { checkSource, contractBroken } from '../sources/check-contract.js'
import { loadSource } from '../sources/load-source.js'
import { modelTable } from '../sources/model-table.js'
import { placedSource } from '../sources/place-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { sourceRows } from '../sources/source-rows.js'
import { sourceTable } from '../sources/source-table.js'
import type { Source } from '../sources/source.js'
import { sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouses/warehouse.js'
import { writeActiveDays } from './active-days.js'
import type { ThingKind } from './kept-things.js'
import { readLedger, writeLedger, type LedgerEntry } from './ledger.js'
import { refreshPlans } from './refresh-plan.js'
import { runModel } from './run-models.js'
import { workList, type WorkItem } from './work-list.js'

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
  /** Steps done before this one. */
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

/** What a build would do, without doing it. */
export async function planBuild(request: BuildRequest): Promise<readonly WorkItem[]> {
  const { loaded, full = false, select } = request
  withoutMistakes(loaded.models)
  const placed = await placedSources(loaded)
  const ledger = await request.warehouse.read(readLedger)
  return workList({ loaded, placed, ledger, full, select })
}

/**
 * Brings everything that the project's metrics need up to date: loads its sources, numbers its members, and
 * writes member-days, first days and daily sums; then adds what each plan says to what was said before. Readers
 * see all of it at once or none of it; a build that fails leaves the warehouse as it was.
 *
 * @throws Refusal `contract-broken` and the refusals of sources, before anything is changed
 */
export async function runBuild(request: BuildRequest): Promise<BuildReport> {
  const { loaded, warehouse, full = false, select } = request
  withoutMistakes(loaded.models)
  const placed = await placedSources(loaded)
  const files = await warehouse.files()
  return warehouse.write(async (session) => {
    const ledger = await readLedger(session)
    const work = workList({ loaded, placed, ledger, full, select })
    const todo = work.filter((item) => item.does === 'build')
    const build = new Build({ loaded, placed, session, files, dialect: warehouse.dialect, ledger, full })
    const entries = new Map<string, LedgerEntry>()
    for (const item of work) {
      if (item.does === 'keep') await build.bindKept(item)
      const kept = ledger.get(item.thing)
      if (item.does === 'keep' && kept) entries.set(item.thing, kept)
    }
    for (const [done, item] of todo.entries()) {
      request.onProgress?.({ done, of: todo.length, doing: `${doing[item.kind]} ${item.name}` })
      entries.set(item.thing, await build.run(item))
    }
    if (todo.length > 0) {
      if (select === undefined) await writeActiveDays(session, loaded)
      await writeLedger(session, [...entries.values()])
    }
    const now = request.now ?? Temporal.Now.instant()
    const ofPlans = await refreshPlans(session, { loaded, dialect: warehouse.dialect }, now)
    return { work, entries: [...entries.values()], notices: [...build.notices, ...ofPlans] }
  })
}

const doing: Readonly<Record<ThingKind, string>> = {
  source: 'reading',
  model: 'running',
  identity: 'numbering',
  segment: 'history of',
  activity: 'member-days of',
  sums: 'daily sums of',
  amounts: 'amounts by member of',
}

async function placedSources(loaded: LoadedProject): Promise<ReadonlyMap<string, PlacedSource>> {
  const { directory, parameters, layout } = loaded
  const placed = await Promise.all(
    layout.sources.map((source) => placedSource(source, { directory, parameters })),
  )
  return new Map(placed.map((found) => [found.source.name, found]))
}

interface BuildParts {
  readonly loaded: LoadedProject
  readonly placed: ReadonlyMap<string, PlacedSource>
  readonly session: WriteSession
  readonly files: ReadSession
  readonly dialect: Warehouse['dialect']
  readonly ledger: ReadonlyMap<string, LedgerEntry>
  readonly full: boolean
}

/** One run: does the items of a work list in one write session. */
class Build {
  readonly notices: string[] = []
  readonly #parts: BuildParts
  readonly #bound = new Map<string, Source>()
  readonly #writing: Writing

  constructor(parts: BuildParts) {
    const { loaded, dialect } = parts
    this.#parts = parts
    this.#writing = {
      written: loaded.written,
      dialect,
      timeZone: loaded.project.calendar.timeZone,
      rowsOf: (source) => sourceRows(this.#bound.get(source.name) ?? source),
    }
  }

  /** Does one item, and says what came of it. */
  async run(item: WorkItem): Promise<LedgerEntry> {
    const table = await this.#steps[item.kind](item.name, item)
    const extent = table === undefined ? undefined : await this.#extentOf(table)
    const { thing, definition, input } = item
    const builtAt = new Date().toISOString().replace('T', ' ').replace('Z', '')
    return { thing, definition, input, rows: 0, firstDay: null, lastDay: null, ...extent, builtAt }
  }

  /** What each kind of item does; the table that it made, for the ledger. */
  readonly #steps: Readonly<
    Record<ThingKind, (name: string, item: WorkItem) => Promise<StoredTable | undefined>>
  > = {
    source: (name) => this.#source(name),
    model: (name, item) => this.#model(name, item),
    identity: (name) => this.#identity(name),
    segment: (name) => this.#segment(name),
    activity: (name) => this.#activity(name),
    sums: (name) => this.#sums(name),
    amounts: (name) => this.#amounts(name),
  }

  /** A source over a model that stays as it is: its columns are still to be found in the model's table. */
  async bindKept({ kind, name }: WorkItem): Promise<void> {
    const source = this.#parts.placed.get(name)?.source
    if (kind !== 'source' || source === undefined || !('model' in source.from)) return
    if (await this.#parts.session.has(modelTable(source.from.model)))
      this.#bound.set(name, await boundSource(this.#parts.session, source))
  }

  async #model(name: string, { thing, definition }: WorkItem): Promise<StoredTable | undefined> {
    const { session, dialect, loaded, ledger, full } = this.#parts
    const { models } = loaded.layout
    const model = modelNamed(name, models)
    const isSame = !full && ledger.get(thing)?.definition === definition
    const adds =
      model.config.materialized === 'incremental' && isSame && (await session.has(modelTable(name)))
    return runModel(model, { session, dialect, models, rowsOf: this.#writing.rowsOf }, { adds })
  }

  async #source(name: string): Promise<StoredTable | undefined> {
    const { placed, session, files } = this.#parts
    const found = placed.get(name)
    if (found === undefined) return undefined
    if (found.files === undefined) {
      const bound = await boundSource(session, found.source)
      const violations = await checkSource(session, found)
      if (violations.length > 0) throw contractBroken(found.source, violations)
      this.#bound.set(name, bound)
      return undefined
    }
    const { notices } = await loadSource({ write: session, files }, found)
    this.notices.push(...notices)
    return sourceTable(found.source)
  }

  /** Numbers the segments that a history has, and makes its versions spans that do not overlap. */
  async #segment(name: string): Promise<StoredTable | undefined> {
    const { session, loaded } = this.#parts
    const found = loaded.layout.segments.find((kept) => keptSegmentName(kept) === name)
    if (found === undefined) return undefined
    await session.create(segmentsTable(found))
    await session.insert(segmentsTable(found), noSegment(found))
    await session.insert(segmentsTable(found), newSegments(found, this.#writing))
    await session.create(historyTable(found))
    await session.insert(historyTable(found), historyRows(found, this.#writing))
    return historyTable(found)
  }

  async #activity(name: string): Promise<StoredTable | undefined> {
    const { session, loaded } = this.#parts
    const { keyTypes, activities } = loaded.layout
    const activity = activities.find((candidate) => candidate.name === name)
    if (activity === undefined) return undefined
    const stage = stageTable(activity, keyTypes)
    await session.create(stage)
    await session.insert(stage, stageRows(activity, keyTypes, this.#writing))
    await session.create(cellsTable(activity))
    await session.insert(cellsTable(activity), newCells(activity, stored(stage)))
    for (const identity of activity.identities) await this.#members(activity, identity)
    await session.drop(stage)
    const [first] = activity.identities
    return first === undefined ? undefined : memberDaysTable(activity, first)
  }

  /** Starts an identity's dictionary; the activities add their members to it. */
  async #identity(name: string): Promise<StoredTable | undefined> {
    const { session, loaded } = this.#parts
    const dictionary = dictionaryTable(name, loaded.layout.keyTypes.get(name) ?? 'text')
    await session.create(dictionary)
    return undefined
  }

  async #members(activity: Activity, identity: string): Promise<void> {
    const { session, loaded } = this.#parts
    const { keyTypes } = loaded.layout
    const dictionary = dictionaryTable(identity, keyTypes.get(identity) ?? 'text')
    await session.insert(dictionary, newMembers(activity, identity, keyTypes))
    const days = memberDaysTable(activity, identity)
    await session.create(days)
    await session.insert(days, segmentedMemberDays(activity, identity, keyTypes))
    const firsts = firstDaysTable(activity, identity)
    await session.create(firsts)
    await session.insert(firsts, firstDays(activity, identity, keyTypes))
  }

  async #sums(name: string): Promise<StoredTable | undefined> {
    const { session, loaded } = this.#parts
    const found = loaded.layout.sums.find(({ of }) => of.name === name)
    if (found === undefined) return undefined
    const table = sumTable(found.of, found.columns, loaded.written)
    await session.create(table)
    await session.insert(table, sumRows(found.of, found.columns, this.#writing))
    return table
  }

  async #amounts(name: string): Promise<StoredTable | undefined> {
    const { session, loaded } = this.#parts
    const found = loaded.layout.amounts.find((amounts) => amountsName(amounts) === name)
    if (found === undefined) return undefined
    const table = amountTable(found, loaded.written)
    await session.create(table)
    const keyType = loaded.layout.keyTypes.get(found.identity) ?? 'text'
    if (found.rows === 'all') {
      const rows = amountCells(found, keyType, this.#writing)
      await session.insert(cellsTable(found.of), newCells(found.of, rows))
    }
    await session.insert(table, amountRows(found, keyType, this.#writing))
    return table
  }

  async #extentOf(table: StoredTable): Promise<Pick<LedgerEntry, 'rows' | 'firstDay' | 'lastDay'>> {
    const dated = table.columns.some((column) => column.name === 'day')
    const days = dated ? sql`, min(day) AS first_day, max(day) AS last_day` : sql``
    const [row] = await this.#parts.session.query(
      sql`SELECT count(*) AS row_count${days} FROM ${stored(table)}`,
    )
    return {
      rows: Number(row?.['row_count'] ?? 0),
      firstDay: typeof row?.['first_day'] === 'string' ? row['first_day'] : null,
      lastDay: typeof row?.['last_day'] === 'string' ? row['last_day'] : null,
    }
  }
}
