import type { ContractRule, ContractViolation } from '../errors.js'
import { join, literal, raw, sql, value, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { dayLimitOf, isOutside, limitInWords, ownDays } from './day-limits.js'
import type { FileLayout, LayoutColumn } from './file-layout.js'
import { convertedRows, held, typed } from './file-rows.js'
import { valueHint } from './value-hint.js'
import { placeOfFile, type PlacedFile, type PlacedSource } from './placed-source.js'

/** What one pass over the files found. */
export interface CheckedValues {
  /** Path → how many rows; without files that have none. */
  readonly rows: ReadonlyMap<string, number>
  readonly violations: readonly ContractViolation[]
}

/** Files that are read again for examples; of further ones the first sentence is enough. */
const filesWithExamples = 12

/** Something that a column's value may break. */
interface ValueCheck {
  readonly at: number
  readonly column: LayoutColumn
  readonly breaks: Sql
  /** The rule that is broken, as SQL that gives its name. */
  readonly rule: Sql
  readonly hint?: string
}

/**
 * Counts the rows of files, and those whose values break a column's contract. Files are read once when nothing
 * is broken; otherwise the broken ones again, to say how and where.
 *
 * @param isLoaded whether the files are loaded afterwards, so that no more is read of them than what may be broken
 */
export async function checkFileValues(
  session: ReadSession,
  placed: PlacedSource,
  { layout, isLoaded }: { readonly layout: FileLayout; readonly isLoaded: boolean },
): Promise<CheckedValues> {
  const { name: source } = placed.source
  const checks = layout.columns.flatMap((column, at) => valueChecks(column, { at, isLoaded, placed }))
  const counts = checks.map((check, at) => sql`count(*) FILTER (WHERE ${check.breaks}) AS ${raw(broken(at))}`)
  const counted = await session.query(
    sql`SELECT ${join([sql`file, count(*) AS rows`, ...counts])} FROM (${convertedRows(layout)}) AS converted GROUP BY file`,
  )
  const violations: ContractViolation[] = []
  for (const [position, file] of brokenFiles(layout, counted).entries()) {
    const row = counted.find((each) => each['file'] === file.path) ?? {}
    const withExamples = position < filesWithExamples
    for (const check of checks.filter((_check, at) => Number(row[broken(at)]) > 0)) {
      violations.push(...(await violationsOf(session, { source, layout, file, check, withExamples })))
    }
  }
  return { rows: new Map(counted.map((row) => [String(row['file']), Number(row['rows'])])), violations }
}
function broken(check: number): string {
  return `broken_${check}`
}

/** Files in which something is broken, in the order of their paths. */
function brokenFiles(layout: FileLayout, counted: readonly Row[]): readonly PlacedFile[] {
  const paths = new Set(
    counted
      .filter((row) =>
        Object.entries(row).some(([name, count]) => name.startsWith('broken_') && Number(count) > 0),
      )
      .map((row) => row['file']),
  )
  return layout.files.filter(({ path }) => paths.has(path))
}

function valueChecks(
  column: LayoutColumn,
  {
    at,
    isLoaded,
    placed,
  }: { readonly at: number; readonly isLoaded: boolean; readonly placed: PlacedSource },
): readonly ValueCheck[] {
  const { accepted, nullable, type } = column.column
  const { source, keeping = ownDays(source) } = placed
  const limit = dayLimitOf(column.column, source, keeping)
  const ofType: Omit<ValueCheck, 'at' | 'column'> = {
    breaks: sql`(${held(at)} IS NOT NULL AND ${typed(at)} IS NULL)`,
    rule: column.conversion.reason(held(at)),
  }
  const checks = isLoaded && column.conversion.isSure === true ? [] : [ofType]
  if (!nullable) checks.push({ breaks: sql`(${held(at)} IS NULL)`, rule: raw("'not-null'") })
  if (limit !== undefined) {
    const hint = limitInWords(limit)
    checks.push({ breaks: isOutside(typed(at), type, limit), rule: raw("'days'"), hint })
  }
  if (accepted) {
    const list = join(accepted.map((each) => value(each, type)))
    checks.push({ breaks: sql`(${typed(at)} NOT IN (${list}))`, rule: raw("'accepted'") })
  }
  return checks.map((check) => ({ ...check, at, column }))
}

interface Broken {
  readonly source: string
  readonly layout: FileLayout
  readonly file: PlacedFile
  readonly check: ValueCheck
  readonly withExamples: boolean
}

async function violationsOf(session: ReadSession, broken: Broken): Promise<readonly ContractViolation[]> {
  const { source, layout, file, check, withExamples } = broken
  const rules = await session.query(sql`
    SELECT ${check.rule} AS rule, count(*) AS rows FROM (${convertedRows(layout, file)}) AS converted
    WHERE ${check.breaks} GROUP BY rule ORDER BY rule`)
  const violations: ContractViolation[] = []
  for (const row of rules) {
    const rule = String(row['rule']) as ContractRule
    const examples = withExamples ? await examplesOf(session, broken, rule) : []
    const column = check.column.column.name
    const hint = check.hint ?? valueHint(check.column.column, rule, examples)
    const found = { source, where: placeOfFile(file), column, rule, rows: Number(row['rows']), examples }
    violations.push({
      ...found,
      ...(layout.unit && { unit: layout.unit }),
      ...(hint !== undefined && { hint }),
    })
  }
  return violations
}

async function examplesOf(
  session: ReadSession,
  { layout, file, check }: Broken,
  rule: ContractRule,
): Promise<ContractViolation['examples']> {
  const rows = await session.query(sql`
    SELECT row, left(CAST(${check.column.shown?.(held(check.at)) ?? held(check.at)} AS VARCHAR), 100) AS value
    FROM (${convertedRows(layout, file)}) AS converted
    WHERE ${check.breaks} AND ${check.rule} = ${value(rule, 'text')} ORDER BY row LIMIT 3`)
  const lines = await linesOf(session, { layout, file }, rows)
  const { letter } = check.column
  return rows.map((row) => ({
    row: lines.get(Number(row['row'])) ?? Number(row['row']),
    value: row['value'] === null ? null : String(row['value']),
    ...(letter !== undefined && { cell: `${letter}${String(row['row'])}` }),
  }))
}

/** On which lines of a file of text some rows stand; empty where the file has none. */
export async function linesOf(
  session: ReadSession,
  { layout, file }: Pick<Broken, 'layout' | 'file'>,
  rows: readonly Row[],
): Promise<ReadonlyMap<number, number>> {
  if (layout.linesOf === undefined || rows.length === 0) return new Map()
  const wanted = join(rows.map((row) => literal(Number(row['row']), 'integer')))
  const found = await session.query(
    sql`SELECT row, line FROM (${layout.linesOf(file)}) AS told WHERE row IN (${wanted})`,
  )
  return new Map(found.map(({ row, line }) => [Number(row), Number(line)]))
}
