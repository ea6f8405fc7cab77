import type { Part } from '../activities/activity.js'
import {
  conditionOf,
  dayOf,
  memberKeyOf,
  rowParts,
  rowsOfPart,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { exampleUnit, type RowsLeftOut } from '../errors.js'
import { linesOf } from '../sources/check-values.js'
import { convertedRows, fileLayouts, typed } from '../sources/file-rows.js'
import type { PlacedFile, PlacedSource } from '../sources/placed-source.js'
import type { Source } from '../sources/source.js'
import { call, join, name, raw, sql, type Sql } from '../sql/sql.js'
import { filesDialect } from '../warehouses/files-dialect.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { allPartsOf, rowSetsOf } from './counted-days.js'
import type { Layout } from './layout.js'

/** Where the rows of a source are read. */
export interface LeftOutReading {
  readonly session: ReadSession
  readonly writing: Writing
  /** The warehouse's `files()` session. */
  readonly files: ReadSession
  readonly layout: Layout
  /** Which parts can be read. Default: all. */
  readonly isSeen?: (part: RowPart) => boolean
}

/** Why rows may be left out: what they lack, by one expression of one part. */
interface Lack {
  readonly activities: readonly string[]
  readonly part: RowPart
  /** The expression that gives the day or the member. */
  readonly column: string
  /** Undefined for the day. */
  readonly identity: string | undefined
}

/**
 * A source's rows that nothing counts: those that have no day, and those that name no member. Rows that a condition
 * leaves out are none of them.
 */
export async function rowsLeftOut(
  placed: PlacedSource,
  reading: LeftOutReading,
): Promise<readonly RowsLeftOut[]> {
  const { source } = placed
  const { isSeen = () => true, session, writing, layout } = reading
  const lacks = lacksOf(source, layout).filter(({ part }) => isSeen(part))
  const found: RowsLeftOut[] = []
  for (const part of new Set(lacks.map((lack) => lack.part))) {
    const ofPart = lacks.filter((lack) => lack.part === part)
    const { rows, condition } = choiceOf({ part }, writing)
    const counts = ofPart.map(
      (lack, at) => sql`${call('countIf', lacking(lack, layout, writing))} AS ${name(`left out ${at}`)}`,
    )
    const [counted = {}] = await session.query(
      sql`SELECT count(*) AS ${name('of rows')}, ${join(counts)} FROM ${rows} AS source WHERE ${condition}`,
    )
    for (const [at, lack] of ofPart.entries()) {
      const left = Number(counted[`left out ${at}`])
      if (left === 0) continue
      found.push({
        source: source.name,
        activities: lack.activities,
        column: lack.column,
        identity: lack.identity ?? null,
        rows: left,
        ofRows: Number(counted['of rows']),
        examples: await (placed.files === undefined ? byKey(lack, reading) : byLine(placed, lack, reading)),
      })
    }
  }
  return found
}

/** Whether a layout counts rows of a source, so that some may be left out. */
export function readersOf(source: Source, layout: Layout): readonly RowSet[] {
  return rowSetsOf(layout).filter((of) => allPartsOf(of).some(({ from }) => from.name === source.name))
}

function lacksOf(source: Source, layout: Layout): readonly Lack[] {
  const lacks = new Map<string, Lack>()
  for (const of of rowSetsOf(layout)) {
    for (const part of partsOver(of, source)) {
      const identities = of.kind === 'activity' ? Object.entries((part as Part).identities) : []
      for (const [identity, column] of [[undefined, part.day] as const, ...identities]) {
        const key = JSON.stringify([part.where, (part.except ?? []).map(({ on }) => on), identity, column])
        if (column === '' || isAlwaysThere(source, column)) continue
        const known = lacks.get(key) ?? { activities: [], part, column, identity }
        const names = of.kind === 'activity' ? [...known.activities, of.name] : known.activities
        lacks.set(key, { ...known, activities: [...new Set(names)] })
      }
    }
  }
  return [...lacks.values()]
}

/** The parts over a source; those that decide first days alone only where nothing else reads it. */
function partsOver(of: RowSet, source: Source): readonly RowPart[] {
  const [counted, all] = [rowParts(of), allPartsOf(of)].map((parts) =>
    parts.filter(({ from }) => from.name === source.name),
  )
  return counted?.length ? counted : (all ?? [])
}

/** Whether the contract promises that a column has a value that is not blank. */
function isAlwaysThere({ columns }: Source, text: string): boolean {
  return columns.some(({ name: column, nullable, type }) => column === text && !nullable && type !== 'text')
}

function choiceOf(
  { part }: Pick<Lack, 'part'>,
  writing: Writing,
): { readonly rows: Sql; readonly condition: Sql } {
  const what = `what the source "${part.from.name}" counts`
  return { rows: rowsOfPart(part, { ...writing, what }), condition: conditionOf(part, { ...writing, what }) }
}

function lacking(
  { part, column, identity }: Lack,
  { keyTypes }: Pick<Layout, 'keyTypes'>,
  writing: Writing,
): Sql {
  const what = `the rows left out of the source "${part.from.name}"`
  const day = dayOf(part, { ...writing, what })
  if (identity === undefined) return sql`${day} IS NULL`
  const told = { identity: column, keyType: keyTypes.get(identity) }
  return sql`${day} IS NOT NULL AND ${memberKeyOf(part.from, told, { ...writing, what })} IS NULL`
}

/** Three rows of a table by their keys or, where it has none, by the columns that have something to say. */
async function byKey(lack: Lack, { session, writing, layout }: LeftOutReading): Promise<readonly string[]> {
  const { from } = lack.part
  const others = from.columns.map((column) => column.name).filter((column) => column !== lack.column)
  const shown = from.key.length > 0 ? from.key : others.slice(0, 4)
  if (shown.length === 0) return []
  const { rows, condition } = choiceOf(lack, writing)
  const columns = shown.map(
    (column, at) => sql`${call('toText', sql`source.${name(column)}`)} AS ${name(`shown ${at}`)}`,
  )
  const order = shown.map((_column, at) => sql`${name(`shown ${at}`)} ASC NULLS LAST`)
  const found = await session.query(
    sql`SELECT ${join(columns)} FROM ${rows} AS source WHERE ${condition} AND ${lacking(lack, layout, writing)} ORDER BY ${join(order)} LIMIT 3`,
  )
  return found.map((row) =>
    shown.map((column, at) => `${column} ${String(row[`shown ${at}`] ?? 'null')}`).join(', '),
  )
}

/** Three rows of files by the lines on which they stand. */
async function byLine(
  placed: PlacedSource,
  lack: Lack,
  { files, writing, layout: { keyTypes } }: LeftOutReading,
): Promise<readonly string[]> {
  const own = { ...lack, part: { ...lack.part, except: [] } }
  const examples: string[] = []
  for (const layout of await fileLayouts(files, placed)) {
    const find = (place: 'file' | 'row', only?: PlacedFile) => {
      const columns = layout.columns.map(({ column }, at) => sql`${typed(at)} AS ${name(column.name)}`)
      const rows = sql`(SELECT ${join(columns)}, ${raw(place)} AS ${placeOf} FROM (${convertedRows(layout, only)}) AS converted)`
      const reading = { ...writing, dialect: filesDialect, rowsOf: () => rows }
      const { condition } = choiceOf(own, reading)
      return files.query(
        sql`SELECT DISTINCT ${placeOf} AS ${raw(place)} FROM ${rows} AS source WHERE ${condition} AND ${lacking(own, { keyTypes }, reading)} ORDER BY 1 LIMIT 3`,
      )
    }
    for (const { file: path } of await find('file')) {
      const file = layout.files.find((each) => each.path === path)
      if (file === undefined || examples.length >= 3) continue
      const found = await find('row', file)
      const lines = await linesOf(files, { layout, file }, found)
      const unit = exampleUnit({ where: file.path, ...(layout.unit && { unit: layout.unit }) })
      const numbers = found.map(({ row }) => lines.get(Number(row)) ?? Number(row))
      examples.push(...numbers.map((number) => `${file.path}, ${unit} ${number}`))
    }
  }
  return examples.slice(0, 3)
}

const placeOf = name('daymark: place')
