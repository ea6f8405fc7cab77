import { Refusal } from '../errors.js'
import { printReadable } from '../sql/print.js'
import { raw, name as quoted, sql, stored, type ColumnType, type Sql } from '../sql/sql.js'
import type { Reading } from '../warehouses/reading.js'
import type { IntrospectedColumn, IntrospectedTable, ReadSession } from '../warehouses/warehouse.js'
import { allRows } from './all-rows.js'
import { computedColumns, computedValue, withoutComputed } from './computed-columns.js'
import { modelTable } from './model-table.js'
import { missingColumn, positionOf, refuseExtra } from './match-columns.js'
import type { HeldAs, Source, SourceColumn } from './source.js'
import { canBe, sourceTypeOf, typesThatFit } from './held-types.js'

/**
 * A source over a table or a model, with its columns' names as they are written there and how they are read. A source
 * over files comes back as it is.
 *
 * @throws Refusal `unknown-table`, `missing-column`, `ambiguous-column`, `extra-columns`, `column-type`, `no-such-path`
 */
export async function boundSource(session: ReadSession, source: Source): Promise<Source> {
  if ('files' in source.from) return source
  const { where, table } = await heldBy(session, source)
  const found = { source, where, names: table.columns.map((each) => each.name) }
  const taken: number[] = []
  const columns: SourceColumn[] = []
  for (const column of withoutComputed(source).columns) {
    const position = positionOf(column, found)
    const at = position === undefined ? undefined : table.columns[position]
    if (position === undefined || !at) throw missingColumn(column, found)
    taken.push(position)
    const held = await heldAs(session, { column, at, rows: table.rows, source: source.name, where })
    columns.push({ ...column, header: at.name, ...held })
  }
  refuseExtra(found, taken)
  const rows = source.latestBy === undefined ? table.rows : (table.latest ?? table.rows)
  const from = 'table' in source.from ? { ...source.from, rows } : source.from
  const bound = { ...source, from, columns }
  return computedColumns(source).length === 0 ? bound : withBoundComputed(session, { source, bound, where })
}

/** The columns that the source works out itself are held in the type that the warehouse gives their expressions. */
async function withBoundComputed(
  session: ReadSession,
  { source, bound, where }: { readonly source: Source; readonly bound: Source; readonly where: string },
): Promise<Source> {
  const rows = sql`(${allRows(bound)}) AS ${quoted('declared columns')}`
  const columns: SourceColumn[] = []
  for (const column of source.columns) {
    const own = bound.columns.find(({ name }) => name === column.name)
    if (own !== undefined) {
      columns.push(own)
      continue
    }
    const value = computedValue(column, source, session.dialect)
    const [at] = await session.describe(sql`SELECT ${value} AS ${quoted(column.name)} FROM ${rows}`)
    if (at === undefined) throw new Error(`The column ${column.name} has no type.`)
    const end = { at, value: printReadable(value, session.dialect, (table) => table.name), isThere: [] }
    columns.push({ ...column, ...heldOf(end, { column, at, rows, source: source.name, where }) })
  }
  return { ...bound, columns }
}

async function heldBy(
  session: ReadSession,
  { name, from }: Source,
): Promise<{ where: string; table: IntrospectedTable }> {
  if ('model' in from) {
    const table = modelTable(from.model)
    if (!(await session.has(table)))
      throw new Refusal('not-built', { thing: `model ${from.model}`, why: 'is not built' })
    const columns = await session.describe(sql`SELECT * FROM ${stored(table)}`)
    return { where: `model ${from.model}`, table: { rows: stored(table), columns } }
  }
  const where = 'table' in from ? from.table : name
  const table = await session.tableOf(where)
  if (!table) throw new Refusal('unknown-table', { source: name, table: where })
  return { where, table }
}

interface Bound {
  readonly column: SourceColumn
  readonly at: IntrospectedColumn
  readonly rows: Sql
  readonly source: string
  readonly where: string
}

async function heldAs(session: ReadSession, bound: Bound): Promise<Pick<SourceColumn, 'held' | 'as'>> {
  const end = await pathEnd(session, bound)
  return heldOf(end, bound, session.dialect.quote(bound.at.name))
}

/** How a value is held; nothing is said of how it is read where that is `plain`. */
function heldOf(
  end: PathEnd,
  { column, source, where }: Bound,
  plain?: string,
): Pick<SourceColumn, 'held' | 'as'> {
  const read = (declared: ColumnType) => readingOf(end, declared)
  const reading = read(column.type)
  const held = reading && sourceTypeOf(reading.type)
  if (held === undefined || !canBe(held, column.type)) {
    const fits = typesThatFit(column.type, (type) => {
      const as = read(type)
      const found = as && sourceTypeOf(as.type)
      return found !== undefined && canBe(found, type)
    })
    const types = { declared: column.type, found: end.at.declared }
    const holds = end.at.inside === undefined ? undefined : ('others' as const)
    throw new Refusal('column-type', {
      source,
      where,
      column: column.name,
      ...types,
      fits,
      ...(holds && { holds }),
    })
  }
  const isAsItIs = end.value === plain && reading?.value === end.value
  return { held, ...(reading && !isAsItIs && { as: asRead(reading, end) }) }
}

/** A value at the end of a path, and whether it is there. */
interface PathEnd {
  readonly at: IntrospectedColumn
  readonly value: string
  readonly isThere: readonly string[]
}

function readingOf({ at, value }: PathEnd, declared: ColumnType): Reading | undefined {
  if (at.read !== undefined) return at.read(value, declared)
  return at.type === undefined ? undefined : { type: at.type, value }
}

function asRead({ value, shown, wrong = [] }: Reading, { value: from, isThere }: PathEnd): HeldAs {
  const there = isThere.join(' AND ')
  const whereThere = (one: string) => (there === '' ? one : `CASE WHEN ${there} THEN ${one} END`)
  return {
    value: raw(whereThere(value)),
    ...(wrong.length > 0 && {
      from: raw(whereThere(shown ?? from)),
      wrong: wrong.map(({ rule, when }) => ({
        rule,
        when: raw(there === '' ? when : `(${there} AND ${when})`),
      })),
    }),
  }
}

/** Goes a column's path, step by step: the warehouse says of which type each value on the way is. */
async function pathEnd(session: ReadSession, { column, at, rows, source, where }: Bound): Promise<PathEnd> {
  let end: PathEnd = { at, value: session.dialect.quote(at.name), isThere: [] }
  for (const step of column.path?.slice(1) ?? []) {
    const inside = end.at.inside?.(end.value, step)
    const facts = { source, where, column: column.name, step: String(step), found: end.at.declared }
    if (inside === undefined) throw new Refusal('no-such-path', facts)
    const described = await describedValue(
      session,
      sql`SELECT ${raw(inside.value)} AS ${quoted('inside')} FROM ${rows}`,
    )
    if (described === undefined) throw new Refusal('no-such-path', facts)
    end = {
      at: { ...described, ...(inside.read && { read: inside.read }) },
      value: inside.value,
      isThere: [...end.isThere, ...(inside.isThere === undefined ? [] : [inside.isThere])],
    }
  }
  return end
}

/** Undefined where the warehouse knows no such part, as of a struct. */
async function describedValue(session: ReadSession, query: Sql): Promise<IntrospectedColumn | undefined> {
  try {
    return (await session.describe(query))[0]
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'sql-refused') return undefined
    throw thrown
  }
}
