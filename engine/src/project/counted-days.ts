import {
  columnTypeOf,
  dayOf,
  rowParts,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import type { ContractViolation } from '../errors.js'
import { countedDayLimit, limitInWords, ownDays, type DayLimit } from '../sources/day-limits.js'
import { placeInWords } from '../sources/check-contract.js'
import type { PlacedSource } from '../sources/placed-source.js'
import type { Source } from '../sources/source.js'
import type { Dialect } from '../sql/print.js'
import { call, join, literal, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { Layout } from './layout.js'
import type { LoadedProject } from './loaded-project.js'

/** A source with what decides which days its columns may have: where it is kept, and what counts its rows. */
export function keptSource(
  placed: PlacedSource,
  { layout, project: { calendar } }: Pick<LoadedProject, 'layout' | 'project'>,
  { days }: Dialect,
): PlacedSource {
  const { source } = placed
  const dayColumns = dayTextsOf(source, layout).flatMap((text) => bareColumn(source, text) ?? [])
  return { ...placed, keeping: { holds: days, dayColumns, calendar } }
}

/** Everything that a layout counts the rows of. */
export function rowSetsOf({ activities, sums, amounts }: Layout): readonly RowSet[] {
  return [...new Set<RowSet>([...activities, ...[...sums, ...amounts].map(({ of }) => of)])]
}

/** The parts of a row set, with those that decide first days only. */
export function allPartsOf(of: RowSet): readonly RowPart[] {
  return of.kind === 'activity' ? [...of.parts, ...of.firstDayScope] : rowParts(of)
}

/** What gives the business days of a source's rows, and the first days of their members, each once. */
function dayTextsOf(source: Source, layout: Layout): readonly string[] {
  const texts = rowSetsOf(layout).flatMap((of) =>
    allPartsOf(of)
      .filter(({ from }) => from.name === source.name)
      .flatMap((part) => [part.day, ...Object.values((part as Partial<FirstDays>).firstDay ?? {})]),
  )
  return [...new Set([source.day ?? '', ...texts])].filter((text) => text !== '')
}

interface FirstDays {
  readonly firstDay: Readonly<Record<string, string>>
}

/** The column that an expression is; undefined where it is more than that. */
function bareColumn({ columns }: Source, text: string): string | undefined {
  const wanted = text.trim().replace(/^"(.*)"$/, '$1')
  const exact = columns.find(({ name: column }) => column === wanted)
  return (exact ?? columns.find(({ name: column }) => column.toLowerCase() === wanted.toLowerCase()))?.name
}

/**
 * The rows whose day, as an expression gives it, lies outside of the contract's days. Columns are checked with the other
 * values of a source.
 */
export async function checkCountedDays(
  session: ReadSession,
  { source, keeping = ownDays(source) }: PlacedSource,
  { layout, writing }: { readonly layout: Layout; readonly writing: Writing },
): Promise<readonly ContractViolation[]> {
  const texts = dayTextsOf(source, layout).filter((text) => columnTypeOf(source, text) === undefined)
  if (texts.length === 0) return []
  const limit = countedDayLimit(source, keeping.holds)
  const rows = sql`${writing.rowsOf(source)} AS source`
  const outside = texts.map((text) => {
    const what = `the day of the source "${source.name}"`
    const day = dayOf({ from: source, where: undefined, day: text, dimensions: {} }, { ...writing, what })
    return { text, day, breaks: outsideOf(day, limit) }
  })
  const counts = outside.map(({ breaks }, at) => sql`${call('countIf', breaks)} AS ${name(`broken_${at}`)}`)
  const [counted = {}] = await session.query(sql`SELECT ${join(counts)} FROM ${rows}`)
  const violations: ContractViolation[] = []
  for (const [at, { text, day, breaks }] of outside.entries()) {
    const broken = Number(counted[`broken_${at}`])
    if (broken === 0) continue
    const found = await session.query(
      sql`SELECT DISTINCT ${call('toText', day)} AS ${name('broken day')} FROM ${rows} WHERE ${breaks} ORDER BY 1 LIMIT 3`,
    )
    violations.push({
      source: source.name,
      where: placeInWords(source),
      column: text,
      rule: 'days',
      rows: broken,
      examples: found.map((row) => ({ row: undefined, value: String(row['broken day']) })),
      hint: limitInWords(limit),
    })
  }
  return violations
}

function outsideOf(day: Sql, { from, to }: DayLimit): Sql {
  return sql`(${day} < ${literal(from, 'date')} OR ${day} > ${literal(to, 'date')})`
}
