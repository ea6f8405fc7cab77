import { randomUUID } from 'node:crypto'
import type { Writing } from '../activities/row-set.js'
import { checkCountedDays } from '../project/counted-days.js'
import type { Layout } from '../project/layout.js'
import { boundSource } from '../sources/bound-source.js'
import { checkTable, contractBroken } from '../sources/check-contract.js'
import { mayNotFit } from '../sources/check-table.js'
import { fileChanges, readLoadedFiles, type FileChanges } from '../sources/loaded-files.js'
import { loadSource } from '../sources/load-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { sourceTable } from '../sources/source-table.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Sql } from '../sql/sql.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'
import type { SourceChange } from './changed-days.js'
import type { ChangedValues } from './changed-values.js'
import { followedRows, isMarked, loadChanges, markTable, tableChanges } from './source-changes.js'
import { changedTable, markedSource } from './source-marks.js'
import type { Step } from './step.js'

/** What is known of sources while a build runs. */
export class SourceStates {
  readonly notices: string[] = []
  readonly #changes = new Map<string, SourceChange>()
  readonly #states = new Map<string, string>()

  constructor(
    private readonly building: {
      readonly session: WriteSession
      readonly files: ReadSession
      readonly layout: Layout
      readonly writing: Writing
      /** The rows that a source holds, also those that it does not take. */
      readonly heldRowsOf: RowsOf
      /** Those too that a later one replaces. */
      readonly everyRowOf: RowsOf
      readonly values: ChangedValues
      /** The states of the sources that the last build left. */
      readonly earlier: (source: string) => string
    },
  ) {}

  changeOf(source: string): SourceChange {
    return this.#changes.get(source) ?? { is: 'none' }
  }

  /** A mark that is another whenever the source's rows are. */
  stateOf(source: string): string {
    return this.#states.get(source) ?? this.building.earlier(source)
  }

  /** What is to be done for a source: all of it for the reason given, else what has changed. */
  step(placed: PlacedSource, whole: string | undefined): Promise<Step> {
    return placed.files === undefined ? this.#ofTable(placed, whole) : this.#ofFiles(placed, whole)
  }

  /** A source whose rows are only known when something else has run. */
  awaits({ source }: PlacedSource, because: string): Step {
    const foresee = () => {
      this.#changed(source.name, { is: 'all', because })
    }
    return { because, run: () => Promise.resolve(undefined), foresee }
  }

  async #ofFiles(placed: PlacedSource, whole: string | undefined): Promise<Step> {
    const { session, files, layout, writing, values } = this.building
    const { source } = placed
    const sessions = { write: session, files }
    const loaded = whole === undefined ? await readLoadedFiles(session, source.name) : []
    const changes = fileChanges(loaded, placed)
    if (whole !== undefined || loaded.length === 0) {
      const foresee = () => {
        this.#changed(source.name, { is: 'all', because: `all of ${source.name} is read` })
      }
      const run = async () => {
        this.notices.push(...(await loadSource(sessions, placed)).notices)
        await this.#checkDays(placed)
        foresee()
        return sourceTable(source)
      }
      return { because: whole ?? 'none of its files was loaded', run, foresee }
    }
    if (changes.gone.length + changes.arriving.length === 0) return undefined
    const run = async () => {
      const marked = markedSource(source, layout)
      const found = await loadChanges(placed, { marked, changes, sessions, writing, values })
      this.notices.push(...found.notices)
      await this.#checkDays(placed)
      if (found.days > 0) this.#changed(source.name, { is: 'days', marked })
      return sourceTable(source)
    }
    return { because: filesInWords(changes), run, foresee: run }
  }

  async #ofTable(placed: PlacedSource, whole: string | undefined): Promise<Step> {
    const { session, layout, writing, heldRowsOf, everyRowOf, values } = this.building
    const { source } = placed
    const marked = markedSource(source, layout)
    const check = async (among?: Sql) => {
      const violations = await checkTable(session, placed, among)
      if (violations.length > 0) throw contractBroken(source, violations)
      await this.#checkDays(placed)
    }
    const isMarkedNow = (await isMarked(marked, session)) && (await values.isKept(followedRows(source)))
    const because = whole ?? (isMarkedNow ? undefined : 'its rows were not marked by what is asked of them')
    if (because !== undefined) {
      const foresee = () => {
        this.#changed(source.name, { is: 'all', because: `all of ${source.name} is read` })
      }
      const run = async () => {
        await check()
        await markTable(marked, { session, writing, heldRowsOf, everyRowOf })
        await values.keep(followedRows(source), heldRowsOf(source))
        foresee()
        return undefined
      }
      return { because, run, foresee }
    }
    const isChecked = mayNotFit(await boundSource(session, source))
    if (isChecked) await check()
    const { days, among } = await tableChanges(marked, { session, writing, heldRowsOf, everyRowOf })
    if (days === 0) return undefined
    await values.renew(followedRows(source), heldRowsOf(source))
    this.#changed(source.name, { is: 'days', marked })
    const run = async () => {
      if (!isChecked) await check(among)
      return undefined
    }
    return { because: 'its rows changed', run }
  }

  /** Days that are worked out are seen where the rows are, once their values are sound. */
  async #checkDays(placed: PlacedSource): Promise<void> {
    const { session, layout, writing } = this.building
    const violations = await checkCountedDays(session, placed, { layout, writing })
    if (violations.length > 0) throw contractBroken(placed.source, violations)
  }

  #changed(source: string, change: SourceChange): void {
    this.#changes.set(source, change)
    this.#states.set(source, randomUUID())
  }

  /** Removes what stood in the warehouse for this build only. */
  async forget(): Promise<void> {
    for (const change of this.#changes.values())
      if (change.is === 'days') await this.building.session.drop(changedTable(change.marked))
  }
}

function filesInWords({ kept, gone, arriving }: FileChanges): string {
  const were = new Set(gone.map(({ path }) => path))
  const counts = [
    { count: arriving.filter(({ path }) => !were.has(path)).length, word: 'new' },
    { count: arriving.filter(({ path }) => were.has(path)).length, word: 'changed' },
    { count: gone.length - arriving.filter(({ path }) => were.has(path)).length, word: 'gone' },
  ]
  const said = counts.filter(({ count }) => count > 0).map(({ count, word }) => `${count} ${word}`)
  return `of its files ${[...said, ...(kept.length > 0 ? [`${kept.length} as before`] : [])].join(', ')}`
}
