import { dictionaryTable, memberDaysTable } from '../activities/activity-tables.js'
import { onDays } from '../activities/on-days.js'
import type { Activity } from '../activities/activity.js'
import type { RowSet, Writing } from '../activities/row-set.js'
import { newCells } from '../activities/activity-rows.js'
import { cellsTable } from '../activities/activity-tables.js'
import type { Day } from '../calendar/day.js'
import {
  amountCells,
  amountMembers,
  amountRows,
  amountsName,
  amountTable,
  type Amounts,
} from '../measures/amount-table.js'
import { sumRows, sumTable } from '../measures/sum-table.js'
import type { Model } from '../models/model.js'
import { upstreamOf } from '../models/model-order.js'
import { modelNamed } from '../models/models-of.js'
import { followedBy } from '../models/template-changes.js'
import type { RowsLeftOut } from '../errors.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { renewRollups } from '../rollups/renew-rollups.js'
import { rollupsName } from '../rollups/rollup-tables.js'
import { historyTable, keptSegmentName, type KeptSegment } from '../segments/segment-tables.js'
import { boundSource } from '../sources/bound-source.js'
import { changingCall } from '../sql/changing-call.js'
import { modelTable } from '../sources/model-table.js'
import { isPlanned, readersOf, rowsLeftOut } from '../project/rows-left-out.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { allRows, latestRows, sourceRows } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import { sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouses/warehouse.js'
import { activeDayCount } from './active-days.js'
import { buildActivity, daysOfChangedMembers, isOf, renewActivity, type Renewal } from './build-activity.js'
import { buildSegment, changedMembersTable, renewSegment } from './build-segment.js'
import { SourceStates } from './build-source.js'
import { changedDays, type ChangedDays } from './changed-days.js'
import { ChangedValues } from './changed-values.js'
import type { KeptThing, ThingKind } from './kept-things.js'
import type { LedgerEntry } from './ledger.js'
import { runModel } from './run-models.js'
import type { Step } from './step.js'
import { daysInWords, definitionOf, inputOf, modelInputOf, type WorkItem } from './work-list.js'

interface BuildParts {
  readonly loaded: LoadedProject
  readonly placed: ReadonlyMap<string, PlacedSource>
  readonly session: WriteSession
  readonly files: ReadSession
  readonly dialect: Warehouse['dialect']
  readonly ledger: ReadonlyMap<string, LedgerEntry>
  readonly full: boolean
  /** Everything that is kept, in the order in which it is built. */
  readonly things: readonly KeptThing[]
  readonly isSelected: (thing: KeptThing) => boolean
}

/** Where a build is: the thing that is next, and how many come before it. */
export interface BuildStep {
  readonly done: number
  readonly of: number
  readonly kind: ThingKind
  readonly name: string
}

/**
 * One build in one write session. It goes through the things that are kept, each after those that it is made
 * from: says what is to be done for it, which what was done before has a say in, and does it.
 */
export class Build {
  readonly work: WorkItem[] = []
  readonly entries: LedgerEntry[] = []
  readonly #parts: BuildParts
  readonly #bound = new Map<string, Source>()
  readonly #writing: Writing
  readonly #sources: SourceStates
  readonly #days = new Map<RowSet, ChangedDays>()
  /** Row sets of which something was made anew as a whole: what was kept of their exceptions is of now. */
  readonly #madeAnew = new Map<RowSet, string>()
  /** What is done for each activity; of which days its member-days and first days were then made anew. */
  readonly #activities = new Map<string, Step>()
  readonly #memberDays = new Map<string, readonly Day[] | 'all'>()
  /** How many members' spans changed, by the name of the history; undefined where all was made anew. */
  readonly #histories = new Map<string, number | undefined>()
  /** The models that were run: whether what changed in them is known, or they were made anew. */
  readonly #models = new Map<string, 'compared' | 'anew'>()
  readonly #values: ChangedValues
  /** Models that a plan does not run. */
  readonly #pending = new Set<string>()
  #renewed: Set<Day> | 'all' = new Set()

  constructor(parts: BuildParts) {
    const { loaded, dialect, session, files, ledger } = parts
    this.#parts = parts
    this.#writing = {
      written: loaded.written,
      dialect,
      calendar: loaded.project.calendar,
      rowsOf: (source) => sourceRows(this.#boundSource(source), { written: loaded.written, dialect }),
    }
    this.#values = new ChangedValues(session, loaded.layout.models.flatMap(followedBy))
    this.#sources = new SourceStates({
      values: this.#values,
      session,
      files,
      layout: loaded.layout,
      writing: this.#writing,
      heldRowsOf: (source) => latestRows(this.#boundSource(source)),
      everyRowOf: (source) => sql`(${allRows(this.#boundSource(source))})`,
      earlier: (source) => ledger.get(`source ${source}`)?.input ?? '',
    })
  }

  #boundSource(source: Source): Source {
    return this.#bound.get(source.name) ?? source
  }

  get notices(): readonly string[] {
    return this.#sources.notices
  }

  /** The rows that nothing counts: as `earlier` builds found them, save of sources that this one has read. */
  async rowsLeftOut(earlier: readonly RowsLeftOut[] | undefined): Promise<readonly RowsLeftOut[]> {
    const { placed, session, files, loaded } = this.#parts
    const reading = { session, files, writing: this.#writing, loaded }
    const found: RowsLeftOut[] = []
    for (const each of placed.values()) {
      const source = this.#boundSource(each.source)
      if (earlier === undefined || this.#hasRead(source) || this.#isPlanned(source)) {
        found.push(...(await rowsLeftOut({ ...each, source }, reading)))
      } else {
        found.push(...earlier.filter((known) => known.source === source.name))
      }
    }
    return found
  }

  /** Whether a source, or what counts its rows, was built. */
  #hasRead(source: Source): boolean {
    const built = this.work.filter(({ does }) => does === 'build').map(({ thing }) => thing)
    const things = readersOf(source, this.#parts.loaded.layout)
    return [`source ${source.name}`, ...things].some((thing) => built.includes(thing))
  }

  /** Whether rows are read for plans or targets, whose declarations are no part of what is built. */
  get isPlanned(): boolean {
    return [...this.#parts.placed.values()].some(({ source }) => this.#isPlanned(source))
  }

  #isPlanned(source: Source): boolean {
    const { things, isSelected, loaded } = this.#parts
    const kept = things.find(({ thing }) => thing === `source ${source.name}`)
    return kept !== undefined && isSelected(kept) && isPlanned(source, loaded)
  }

  get hasWork(): boolean {
    return this.work.some((item) => item.does === 'build')
  }

  /** The days that were made anew; undefined where something was as a whole. */
  get renewedDays(): readonly Day[] | undefined {
    return this.#renewed === 'all' ? undefined : [...this.#renewed].sort()
  }

  /** Does what is to be done; each thing is announced before. */
  async run(announce: (step: BuildStep) => void): Promise<void> {
    const { things } = this.#parts
    for (const [done, kept] of things.entries()) {
      const { item, step } = await this.#decide(kept)
      if (step !== undefined) announce({ done, of: things.length, kind: kept.kind, name: kept.name })
      const table = await step?.run()
      const entry = await this.#entryOf(kept, item, table)
      if (entry !== undefined) this.entries.push(entry)
    }
    if (this.hasWork) await this.#countMembers()
    await this.#forget()
  }

  /** Says what there is to do. What the days depend on is done, for the session to be rolled back. */
  async plan(): Promise<readonly WorkItem[]> {
    for (const kept of this.#parts.things) {
      const { step } = await this.#decide(kept)
      if (step === undefined) continue
      await step.foresee?.()
    }
    return this.work
  }

  async #decide(kept: KeptThing): Promise<{ readonly item: WorkItem; readonly step: Step }> {
    const { kind, name, thing, declared } = kept
    const definition = definitionOf(this.#parts.loaded, declared)
    const isSelected = this.#parts.isSelected(kept)
    const step = isSelected ? await this.#steps[kind](kept, this.#whyWhole(thing, definition)) : undefined
    if (!isSelected && kind === 'source') await this.#bindHeld(name)
    const item: WorkItem = {
      thing,
      kind,
      name,
      does: step === undefined ? 'keep' : 'build',
      because: step?.because ?? (isSelected ? 'nothing changed' : 'not selected'),
      days: step?.days ?? null,
      definition,
    }
    this.work.push(item)
    return { item, step }
  }

  #whyWhole(thing: string, definition: string): string | undefined {
    const { ledger, full } = this.#parts
    if (full) return 'a full build was asked for'
    const entry = ledger.get(thing)
    if (entry === undefined) return 'not built yet'
    return entry.definition === definition ? undefined : 'its declaration changed'
  }

  /** What each kind of thing needs done; all of it where there is a reason for that. */
  readonly #steps: Readonly<
    Record<ThingKind, (kept: KeptThing, whole: string | undefined) => Promise<Step>>
  > = {
    source: ({ name }, whole) => this.#source(name, whole),
    model: (kept, whole) => Promise.resolve(this.#model(kept, whole)),
    identity: ({ name }, whole) => Promise.resolve(this.#identity(name, whole)),
    segment: ({ name }, whole) => Promise.resolve(this.#segment(name, whole)),
    activity: async (kept, whole) => {
      const step = await this.#activity(kept, whole)
      this.#activities.set(kept.name, step)
      return step
    },
    rollups: ({ name }, whole) => Promise.resolve(this.#rollups(name, whole)),
    sums: (kept, whole) => this.#sums(kept, whole),
    amounts: (kept, whole) => this.#amounts(kept, whole),
  }

  async #source(name: string, whole: string | undefined): Promise<Step> {
    const { placed, session } = this.#parts
    const found = placed.get(name)
    if (found === undefined) return undefined
    const { from } = found.source
    if ('model' in from && this.#pending.has(from.model))
      return this.#sources.awaits(found, `model ${from.model} is run before`)
    const source = await boundSource(session, found.source)
    this.#bound.set(name, source)
    return this.#sources.step({ ...found, source }, whole)
  }

  /** A source that is not built now: its columns are still to be found where they are held. */
  async #bindHeld(name: string): Promise<void> {
    const source = this.#parts.placed.get(name)?.source
    if (source === undefined || !('model' in source.from)) return
    if (await this.#parts.session.has(modelTable(source.from.model)))
      this.#bound.set(name, await boundSource(this.#parts.session, source))
  }

  #model(kept: KeptThing, whole: string | undefined): Step {
    const { session, dialect, loaded, ledger, full } = this.#parts
    const { models } = loaded.layout
    const entry = ledger.get(kept.thing)
    const model = modelNamed(kept.name, models)
    const because =
      whole ?? (entry?.input === this.#inputOf(kept) ? whyAgain(model, models) : 'its data changed')
    if (because === undefined) return undefined
    const isSame = !full && entry?.definition === definitionOf(loaded, kept.declared)
    const run = async () => {
      const isKept = isSame && (await session.has(modelTable(kept.name)))
      const adds = model.config.materialized === 'incremental' && isKept && this.#canFollow(model, entry)
      const running = { session, dialect, models, rowsOf: this.#writing.rowsOf, values: this.#values }
      const { table, isCompared } = await runModel(model, running, { adds })
      this.#models.set(kept.name, isCompared ? 'compared' : 'anew')
      return table
    }
    return { because, run, foresee: () => void this.#pending.add(kept.name) }
  }

  /** Whether all that a model asks to be told of changes is known: since it was built last, nothing else has been. */
  #canFollow(model: Model, entry: LedgerEntry | undefined): boolean {
    const { ledger, loaded } = this.#parts
    const followed = followedBy(model)
    if (followed.length === 0) return true
    const earlier = (thing: string) => ledger.get(thing)?.input ?? ''
    const input = modelInputOf(model, loaded.layout, {
      stateOf: (source) => earlier(`source ${source}`),
      inputOfModel: (read) => earlier(`model ${read}`),
    })
    if (entry?.input !== input) return false
    return followed.every(({ of }) =>
      of.is === 'source'
        ? this.#sources.changeOf(of.name).is !== 'all'
        : this.#models.get(of.name) !== 'anew',
    )
  }

  /** Starts an identity's dictionary; the activities add their members to it. */
  #identity(name: string, whole: string | undefined): Step {
    if (whole === undefined) return undefined
    const { session, loaded } = this.#parts
    const run = async () => {
      await session.create(dictionaryTable(name, loaded.layout.keyTypes.get(name) ?? 'text'))
      return undefined
    }
    return { because: whole, run }
  }

  #segment(name: string, whole: string | undefined): Step {
    const { session, loaded } = this.#parts
    const kept = loaded.layout.segments.find((each) => keptSegmentName(each) === name)
    if (kept === undefined) return undefined
    const building = { session, writing: this.#writing }
    const because = whole ?? this.#whyStale(`segment ${name}`, kept.segment.from)
    if (because !== undefined) {
      const foresee = () => void this.#histories.set(name, undefined)
      const run = async () => {
        await buildSegment(kept, building)
        foresee()
        return historyTable(kept)
      }
      return { because, run, foresee }
    }
    if (this.#sources.changeOf(kept.segment.from.name).is === 'none') return undefined
    const run = async () => {
      this.#histories.set(name, await renewSegment(kept, building))
      return historyTable(kept)
    }
    return { because: `rows of ${kept.segment.from.name} changed`, run, foresee: run }
  }

  async #activity(kept: KeptThing, whole: string | undefined): Promise<Step> {
    const { session, loaded } = this.#parts
    const activity = loaded.layout.activities.find((candidate) => candidate.name === kept.name)
    if (activity === undefined) return undefined
    const [first] = activity.identities
    const table = first === undefined ? undefined : memberDaysTable(activity, first)
    const building = { session, writing: this.#writing, keyTypes: loaded.layout.keyTypes }
    const run = async (renewal: Renewal | undefined) => {
      if (renewal === undefined) {
        await buildActivity(activity, building)
        this.#renewed = 'all'
        this.#memberDays.set(kept.name, 'all')
      } else {
        const days = await renewActivity(activity, renewal, building)
        this.#renew(days)
        this.#memberDays.set(kept.name, days)
      }
      return table
    }
    const found = await this.#changesOf(kept.thing, activity, whole)
    if ('whole' in found) return { because: found.whole, run: () => run(undefined) }
    const histories = this.#historiesOf(activity)
    if (histories === 'all') {
      // Its cells are numbered anew, by which amounts name them.
      this.#madeAnew.set(activity, `${kept.kind} ${kept.name} was made anew`)
      return { because: 'a history of its members was made anew', run: () => run(undefined) }
    }
    const rewalked = await daysOfChangedMembers(activity, histories, building)
    const days = [...new Set([...found.days, ...found.scopeDays, ...rewalked])].sort()
    if (days.length === 0) return undefined
    const because = [
      ...(found.sources.length > 0 ? [inWords(found.sources, [...found.days, ...found.scopeDays])] : []),
      ...(rewalked.length > 0
        ? [
            `members' ${histories.map(({ segment }) => segment.name).join(', ')} changed on ${daysInWords(rewalked)}`,
          ]
        : []),
    ].join('; ')
    return { because, days, run: () => run({ ...found, histories }) }
  }

  /** Member sets are made anew of the days on which the activity's member-days or first days were. */
  #rollups(name: string, whole: string | undefined): Step {
    const { session, loaded } = this.#parts
    const rolledUp = loaded.layout.rollups.find((each) => rollupsName(each) === name)
    if (rolledUp === undefined) return undefined
    const { of } = rolledUp
    const changed = this.#activities.get(of.name)
    if (whole === undefined && changed === undefined) return undefined
    const run = () => {
      const days = whole === undefined ? (this.#memberDays.get(of.name) ?? 'all') : 'all'
      return renewRollups({ session, ...rolledUp }, { days })
    }
    const days = whole === undefined ? changed?.days : undefined
    return { because: whole ?? `member-days of ${of.name} changed`, run, ...(days && { days }) }
  }

  async #sums(kept: KeptThing, whole: string | undefined): Promise<Step> {
    const { session, loaded } = this.#parts
    const sums = loaded.layout.sums.find(({ of }) => of.name === kept.name)
    if (sums === undefined) return undefined
    const table = sumTable(sums.of, sums.columns, loaded.written)
    return this.#byDays(kept.thing, sums.of, {
      whole,
      table,
      insert: (days) => session.insert(table, sumRows(sums.of, sums.columns, { ...this.#writing, ...days })),
    })
  }

  async #amounts(kept: KeptThing, whole: string | undefined): Promise<Step> {
    const { loaded } = this.#parts
    const amounts = loaded.layout.amounts.find((each) => amountsName(each) === kept.name)
    if (amounts === undefined) return undefined
    const table = amountTable(amounts, loaded.written)
    return this.#byDays(kept.thing, amounts.of, {
      whole,
      table,
      insert: (days) => this.#insertAmounts(amounts, table, days),
    })
  }

  async #insertAmounts(
    amounts: Amounts,
    table: StoredTable,
    days: { readonly days?: readonly Day[] },
  ): Promise<void> {
    const { session, loaded } = this.#parts
    const keyType = loaded.layout.keyTypes.get(amounts.identity) ?? 'text'
    const writing = { ...this.#writing, ...days }
    if (amounts.rows === 'all') {
      const rows = amountCells(amounts, keyType, writing)
      await session.insert(cellsTable(amounts.of), newCells(amounts.of, rows))
      const members = dictionaryTable(amounts.identity, keyType)
      await session.insert(members, amountMembers(amounts, keyType, rows))
    }
    await session.insert(table, amountRows(amounts, keyType, writing))
  }

  /** A table that is made from its rows' days one by one. */
  async #byDays(
    thing: string,
    of: RowSet,
    {
      whole,
      table,
      insert,
    }: {
      readonly whole: string | undefined
      readonly table: StoredTable
      readonly insert: (days: { readonly days?: readonly Day[] }) => Promise<void>
    },
  ): Promise<Step> {
    const { session } = this.#parts
    const found = await this.#changesOf(thing, of, whole)
    if ('whole' in found) {
      const run = async () => {
        await session.create(table)
        await insert({})
        this.#renewed = 'all'
        return table
      }
      return { because: found.whole, run }
    }
    const { days, sources } = found
    if (days.length === 0) return undefined
    const run = async () => {
      await session.remove(table, onDays(days))
      await insert({ days })
      this.#renew(days)
      return table
    }
    return { because: inWords(sources, days), days, run }
  }

  /** The days of a row set that have to be read again, or why all of it has. */
  async #changesOf(
    thing: string,
    of: RowSet,
    whole: string | undefined,
  ): Promise<{ readonly whole: string } | Exclude<ChangedDays, { is: 'all' }>> {
    const because = whole ?? this.#madeAnew.get(of) ?? this.#whyStale(thing, of)
    if (because !== undefined) {
      this.#madeAnew.set(of, `${of.kind} ${of.name} was made anew`)
      return { whole: because }
    }
    const { session } = this.#parts
    const writing = this.#writing
    const finding = { session, writing, changeOf: (source: string) => this.#sources.changeOf(source) }
    const found = this.#days.get(of) ?? (await changedDays(of, finding))
    // An exception is compared with what was kept of it, which can be done once.
    this.#days.set(of, found)
    if (found.is === 'all') return { whole: found.because }
    const known = await activeDayCount(session)
    return found.days.length > Math.max(31, known / 2)
      ? { whole: `rows changed on ${found.days.length} of ${known} days` }
      : found
  }

  /** Why a thing was not built from the sources as the last build left them. */
  #whyStale(thing: string, of: RowSet): string | undefined {
    const { ledger } = this.#parts
    const input = inputOf(of, (source) => ledger.get(`source ${source}`)?.input ?? '')
    return ledger.get(thing)?.input === input ? undefined : 'it was built from an earlier state of its data'
  }

  /** The histories of an activity's members of which some members changed; or all of them. */
  #historiesOf(activity: Activity): readonly KeptSegment[] | 'all' {
    const own = this.#parts.loaded.layout.segments.filter(
      (kept) => isOf(activity, kept) && this.#histories.has(keptSegmentName(kept)),
    )
    const changed = own.map((kept) => this.#histories.get(keptSegmentName(kept)))
    if (changed.includes(undefined)) return 'all'
    return own.filter((_kept, at) => changed[at] !== 0)
  }

  /** A mark of the data that a thing is made from, as they are now. */
  #inputOf({ kind, name, of }: KeptThing): string {
    const stateOf = (source: string) => this.#sources.stateOf(source)
    if (kind === 'source') return stateOf(name)
    if (of === undefined) return ''
    if (of.kind === 'model')
      return modelInputOf(of, this.#parts.loaded.layout, {
        stateOf,
        inputOfModel: (read) => this.#inputOfModel(read),
      })
    return inputOf(of, stateOf)
  }

  /** What a model's table is built from by now: where it is not selected, what it was built from before. */
  #inputOfModel(name: string): string {
    const kept = this.#parts.things.find((each) => each.kind === 'model' && each.name === name)
    if (kept === undefined) return ''
    return this.#parts.isSelected(kept)
      ? this.#inputOf(kept)
      : (this.#parts.ledger.get(kept.thing)?.input ?? '')
  }

  #renew(days: readonly Day[]): void {
    if (this.#renewed !== 'all') for (const day of days) this.#renewed.add(day)
  }

  async #entryOf(
    kept: KeptThing,
    { thing, definition, does }: WorkItem,
    table: StoredTable | undefined,
  ): Promise<LedgerEntry | undefined> {
    const earlier = this.#parts.ledger.get(thing)
    if (!this.#parts.isSelected(kept)) return earlier
    const input = this.#inputOf(kept)
    if (does === 'keep') return earlier && { ...earlier, input }
    const extent = table === undefined ? undefined : await this.#extentOf(table)
    const builtAt = new Date().toISOString().replace('T', ' ').replace('Z', '')
    return { thing, definition, input, rows: 0, firstDay: null, lastDay: null, ...extent, builtAt }
  }

  /** Notes how many members an identity has: they get their numbers as activities and amounts are read. */
  async #countMembers(): Promise<void> {
    const { keyTypes } = this.#parts.loaded.layout
    for (const [at, entry] of this.entries.entries()) {
      const identity = this.#parts.things.find(
        ({ kind, thing }) => kind === 'identity' && thing === entry.thing,
      )
      if (identity === undefined) continue
      const members = dictionaryTable(identity.name, keyTypes.get(identity.name) ?? 'text')
      this.entries[at] = { ...entry, ...(await this.#extentOf(members)) }
    }
  }

  async #extentOf(table: StoredTable): Promise<Pick<LedgerEntry, 'rows' | 'firstDay' | 'lastDay'>> {
    const dated = table.columns.some((column) => column.name === 'day' && column.type === 'date')
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

  /** Removes what stood in the warehouse for this build only. */
  async #forget(): Promise<void> {
    const { session, loaded } = this.#parts
    await this.#sources.forget()
    await this.#values.forget()
    for (const kept of loaded.layout.segments)
      if (this.#histories.has(keptSegmentName(kept))) await session.drop(changedMembersTable(kept))
  }
}

function inWords(sources: readonly string[], days: readonly Day[]): string {
  return `rows of ${sources.join(', ')} changed on ${daysInWords([...new Set(days)].sort())}`
}

/** Why a model is run though what it reads is as it was. */
function whyAgain(model: Model, models: readonly Model[]): string | undefined {
  const call = upstreamOf(model, models)
    .map(({ full }) => changingCall(full.sql))
    .find((found) => found !== undefined)
  return call && `${call.text} gives another value in each build`
}
