import { conditionOf, rowsOfPart, type RowPart, type Writing } from '../activities/row-set.js'
import { exampleUnit, type RowsLeftOut } from '../errors.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { planSources } from '../plans/plan.js'
import { keptSegmentName } from '../segments/segment-tables.js'
import { linesOf } from '../sources/check-values.js'
import { convertedRows, fileLayouts, typed } from '../sources/file-rows.js'
import { placeOfRow } from '../sources/find-row.js'
import { placeOfFile, type PlacedFile, type PlacedSource } from '../sources/placed-source.js'
import type { Source } from '../sources/source.js'
import { call, join, name, raw, sql, type Sql } from '../sql/sql.js'
import { filesDialect } from '../warehouses/files-dialect.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { allPartsOf, rowSetsOf } from './counted-days.js'
import type { Lack } from './lack.js'
import { lacksOfRowSets, lacksOfSegments } from './lacks-of-activities.js'
import { lacksOfPlans, lacksOfTargets } from './lacks-of-plans.js'
import type { Layout } from './layout.js'
import type { LoadedProject } from './loaded-project.js'

/** Where the rows of a source are read. */
export interface LeftOutReading {
  readonly session: ReadSession
  readonly writing: Writing
  /** The warehouse's `files()` session. */
  readonly files: ReadSession
  readonly loaded: LoadedProject
  /** Which parts can be read. Default: all. */
  readonly isSeen?: (part: RowPart) => boolean
}

/**
 * A source's rows that nothing counts: those that lack a day, a member, or what else each reading of them needs. Rows that
 * a condition leaves out are none of them.
 */
export async function rowsLeftOut(
  placed: PlacedSource,
  reading: LeftOutReading,
): Promise<readonly RowsLeftOut[]> {
  const { source } = placed
  const lacks = await lacksOf(source, reading)
  const found: RowsLeftOut[] = []
  for (const together of ofOneReading(lacks)) {
    for (const [at, counted] of (await countsOf(together, reading)).entries()) {
      const lack = together[at]
      if (lack === undefined || counted.rows === 0) continue
      const { readBy, column, identity = null, lacks: what } = lack
      const examples = await examplesOf(placed, lack, reading)
      found.push({ source: source.name, readBy, lacks: what, column, identity, ...counted, examples })
    }
  }
  return found
}

async function lacksOf(source: Source, reading: LeftOutReading): Promise<readonly Lack[]> {
  const { session, writing, loaded, isSeen = () => true } = reading
  const rowsOf = (part: RowPart) => rowsOfPart(part, { ...writing, what: 'an exception' })
  return [
    ...lacksOfRowSets(source, loaded.layout),
    ...lacksOfSegments(source, loaded.layout),
    ...lacksOfPlans(source, loaded),
    ...(await lacksOfTargets(source, loaded, { session, writing, rowsOf })),
  ].filter(({ part }) => isSeen(part))
}

/** Lacks of the same rows are counted in one statement. */
function ofOneReading(lacks: readonly Lack[]): readonly (readonly Lack[])[] {
  const groups = new Map<string, Lack[]>()
  for (const lack of lacks) {
    const { where, except = [] } = lack.part
    const key = JSON.stringify([where, except.map(({ from, on }) => [from.name, on])])
    groups.set(key, [...(groups.get(key) ?? []), lack])
  }
  return [...groups.values()]
}

async function countsOf(
  lacks: readonly Lack[],
  { session, writing }: LeftOutReading,
): Promise<readonly Pick<RowsLeftOut, 'rows' | 'ofRows'>[]> {
  const [first] = lacks
  if (first === undefined) return []
  const { rows, condition, context } = choiceOf(first, writing)
  const counts = lacks.map(
    (lack, at) => sql`${call('countIf', lack.isLacking(context))} AS ${name(`left out ${at}`)}`,
  )
  const [counted = {}] = await session.query(
    sql`SELECT count(*) AS ${name('of rows')}, ${join(counts)} FROM ${rows} AS source WHERE ${condition}`,
  )
  const ofRows = Number(counted['of rows'])
  return lacks.map((_lack, at) => ({ rows: Number(counted[`left out ${at}`]), ofRows }))
}

/** The things that are built over a source, as the work list names them, so that some of its rows may be left out. */
export function readersOf(source: Source, layout: Layout): readonly string[] {
  const isOver = ({ from }: Pick<RowPart, 'from'>) => from.name === source.name
  const rowSets = rowSetsOf(layout).filter((of) => allPartsOf(of).some(isOver))
  const histories = layout.segments.filter(({ segment }) => isOver(segment))
  return [
    ...rowSets.flatMap(({ name: of }) => [`activity ${of}`, `sums ${of}`]),
    ...histories.map((kept) => `segment ${keptSegmentName(kept)}`),
  ]
}

/** Whether a source is read by plans or targets, which are no part of what is built. */
export function isPlanned(source: Source, { project }: Pick<LoadedProject, 'project'>): boolean {
  const { plans, targets, metrics } = project
  const ofPlans = Object.values(plans).flatMap(planSources)
  const metric = targets && metrics[targets.from]
  const ofTargets = metric === undefined ? [] : leavesOf(metric).map(({ of }) => of)
  return (
    ofPlans.some((each) => each.name === source.name) ||
    ofTargets.some((of) => allPartsOf(of).some(({ from }) => from.name === source.name))
  )
}

function choiceOf({ part }: Pick<Lack, 'part'>, writing: Writing) {
  const context = { ...writing, what: `the rows left out of the source "${part.from.name}"` }
  return { rows: rowsOfPart(part, context), condition: conditionOf(part, context), context }
}

/** Where three of the rows stand: the lines of files, or the keys of a table. */
async function examplesOf(
  placed: PlacedSource,
  lack: Lack,
  reading: LeftOutReading,
): Promise<readonly string[]> {
  if (placed.files === undefined) return byKey(lack, reading)
  const { latestBy } = placed.source
  const isOfFileAlone = latestBy === undefined && (lack.part.except ?? []).length === 0
  return isOfFileAlone ? byLine(placed, lack, reading) : byFoundRow(placed, lack, reading)
}

/** Three rows of a table by their keys or, where it has none, by the columns that have something to say. */
async function byKey(lack: Lack, { session, writing }: LeftOutReading): Promise<readonly string[]> {
  const { from } = lack.part
  const others = from.columns.map((column) => column.name).filter((column) => column !== lack.column)
  const shown = from.key.length > 0 ? from.key : others.slice(0, 4)
  if (shown.length === 0) return []
  const { rows, condition, context } = choiceOf(lack, writing)
  const columns = shown.map(
    (column, at) => sql`${call('toText', sql`source.${name(column)}`)} AS ${name(`shown ${at}`)}`,
  )
  const order = shown.map((_column, at) => sql`${name(`shown ${at}`)} ASC NULLS LAST`)
  const found = await session.query(
    sql`SELECT ${join(columns)} FROM ${rows} AS source WHERE ${condition} AND ${lack.isLacking(context)} ORDER BY ${join(order)} LIMIT 3`,
  )
  return found.map((row) =>
    shown.map((column, at) => `${column} ${String(row[`shown ${at}`] ?? 'null')}`).join(', '),
  )
}

/** Three rows of files, where other rows have a say in which count, by the lines on which the same rows stand. */
async function byFoundRow(
  placed: PlacedSource,
  lack: Lack,
  { session, files, writing }: LeftOutReading,
): Promise<readonly string[]> {
  const columns = lack.part.from.columns.map(
    (column) => sql`source.${name(column.name)} AS ${name(column.name)}`,
  )
  const { rows, condition, context } = choiceOf(lack, writing)
  const order = columns.map((_column, at) => sql`${raw(String(at + 1))} ASC NULLS LAST`)
  const found = await session.query(
    sql`SELECT DISTINCT ${join(columns)} FROM ${rows} AS source WHERE ${condition} AND ${lack.isLacking(context)} ORDER BY ${join(order)} LIMIT 3`,
  )
  const examples: string[] = []
  for (const row of found) {
    const place = await placeOfRow(files, placed, row)
    if (place !== undefined) examples.push(`${place.path}, ${place.unit} ${place.line}`)
  }
  return examples
}

/** Three rows of files by the lines on which they stand. */
async function byLine(
  placed: PlacedSource,
  lack: Lack,
  { files, writing }: LeftOutReading,
): Promise<readonly string[]> {
  const examples: string[] = []
  for (const layout of await fileLayouts(files, placed)) {
    const find = (place: 'file' | 'row', only?: PlacedFile) => {
      const columns = layout.columns.map(({ column }, at) => sql`${typed(at)} AS ${name(column.name)}`)
      const rows = sql`(SELECT ${join(columns)}, ${raw(place)} AS ${placeOf} FROM (${convertedRows(layout, only)}) AS converted)`
      const { condition, context } = choiceOf(lack, { ...writing, dialect: filesDialect, rowsOf: () => rows })
      const taken = conditionOfSource(lack.part.from, context)
      return files.query(
        sql`SELECT DISTINCT ${placeOf} AS ${raw(place)} FROM ${rows} AS source WHERE ${taken} AND ${condition} AND ${lack.isLacking(context)} ORDER BY 1 LIMIT 3`,
      )
    }
    for (const { file: path } of await find('file')) {
      const file = layout.files.find((each) => each.path === path)
      if (file === undefined || examples.length >= 3) continue
      const found = await find('row', file)
      const lines = await linesOf(files, { layout, file }, found)
      const unit = exampleUnit({ where: file.path, ...(layout.unit && { unit: layout.unit }) })
      const numbers = found.map(({ row }) => lines.get(Number(row)) ?? Number(row))
      examples.push(...numbers.map((number) => `${placeOfFile(file)}, ${unit} ${number}`))
    }
  }
  return examples.slice(0, 3)
}

/** The source's own `where`, which the rows of its files know nothing of. */
function conditionOfSource(from: Source, context: Writing & { what: string }): Sql {
  return conditionOf({ from, where: from.where, day: '', dimensions: {} }, context)
}

const placeOf = name('daymark: place')
