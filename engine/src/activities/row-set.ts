import { parseExpression, printAsText, printExpression, type Written } from '../sql/expression.js'
import type { Dialect } from '../sql/print.js'
import { call, join, literal, name, sql, stored, type, value, type ColumnType, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import { firstHour, type Calendar } from '../calendar/calendar.js'
import type { Day } from '../calendar/day.js'
import type { Source } from '../sources/source.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Activity } from './activity.js'
import { notBefore } from './on-days.js'

/** What measures are taken over: a source's rows, or the rows that make up an activity. */
export type RowSet<D extends string = string> = Source<string, D> | Activity<string, D>

/** Rows of another source that leave out the rows that agree with them. */
export interface Exception {
  readonly from: Source
  /** Expression over the part's source → expression over this one. */
  readonly on: Readonly<Record<string, string>>
}

/** One source's rows in a row set. */
export interface RowPart {
  readonly from: Source
  readonly where: string | undefined
  readonly except?: readonly Exception[]
  readonly day: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** How a project writes its expressions, and the warehouse that they are printed for. */
export interface Writing {
  readonly written: Written
  readonly dialect: Dialect
  /** The clock that days are told by, and when they start. */
  readonly calendar: Pick<Calendar, 'timeZone' | 'dayStartsAt'>
  readonly rowsOf: RowsOf
  /** Where the keys of an exception's rows are kept, each once and as texts; undefined where they are worked out anew. */
  readonly keptKeys?: (exception: Exception) => StoredTable
  /** The only days of which rows are wanted: others may be left out. */
  readonly days?: readonly Day[] | undefined
  /** What else is asked of a part's rows, beside the part's own condition. */
  readonly alsoOf?: (part: RowPart) => Sql | undefined
}

/** The parts of a row set. A source is one part; it must have a business day. */
export function rowParts(rows: RowSet): readonly RowPart[] {
  if (rows.kind === 'activity') return rows.parts
  return [{ from: rows, where: undefined, day: rows.day ?? '', dimensions: rows.dimensions }]
}

/** Every source that a row set reads: those of its rows, and those that say which rows count or who was what. */
export function sourcesOf(rows: RowSet): readonly Source[] {
  if (rows.kind === 'source') return [rows]
  const parts = [...rows.parts, ...rows.firstDayScope]
  return [
    ...new Set([
      ...parts.flatMap(({ from, except }) => [from, ...except.map((exception) => exception.from)]),
      ...Object.values(rows.segments).flatMap((having) => having.map(({ from }) => from)),
    ]),
  ]
}

/** The names of the dimensions by which a row set can be split. */
export function dimensionsOf(rows: RowSet): readonly string[] {
  return rows.kind === 'activity' ? rows.dimensions : Object.keys(rows.dimensions)
}

/** Parses an expression over a source's columns; `what` names it in refusals. */
export function parseOver(
  source: Source,
  text: string,
  { what, written }: { what: string; written: Written },
) {
  return parseExpression({ text, what }, { ...columnsOf(source), written })
}

/** The columns of a source for an expression over it. */
function columnsOf(source: Source) {
  const types = new Map<string, ColumnType>(source.columns.map((column) => [column.name, column.type]))
  return { columns: [...types.keys()], typeOf: (column: string) => types.get(column) }
}

/** The declared type of the column that an expression is, or undefined when it is more than a column. */
export function columnTypeOf(source: Source, text: string): ColumnType | undefined {
  const bare = /^\s*(?:"([^"]*)"|(\w+))\s*$/.exec(text)
  const wanted = bare?.[1] ?? bare?.[2]
  const exact = source.columns.find((column) => column.name === wanted)
  return (exact ?? source.columns.find((column) => column.name.toLowerCase() === wanted?.toLowerCase()))?.type
}

/** An expression over a source, printed for the warehouse. */
export function expressionOver(source: Source, text: string, writing: Writing & { what: string }): Sql {
  return printExpression(parseOver(source, text, writing), writing)
}

/**
 * The key of a row's member as it is kept, text or a whole number; null where the row names nobody. A blank names
 * nobody: text that is empty or of white space only.
 */
export function memberKeyOf(
  source: Source,
  { identity, keyType }: { readonly identity: string; readonly keyType: ColumnType | undefined },
  writing: Writing & { what: string },
): Sql {
  const key = expressionOver(source, identity, writing)
  const held = columnTypeOf(source, identity)
  if (held === 'integer') return keyType === 'integer' ? key : call('toText', key)
  return call('unlessBlank', held === 'text' ? key : call('toText', key))
}

/** A number worked out from a source's columns, of which no product is cut to the digits of its factors. */
export function numberOver(source: Source, text: string, writing: Writing & { what: string }): Sql {
  const { written, what, dialect } = writing
  const over = columnsOf(source)
  const castTo = (column: string) => {
    const declared = over.typeOf(column)
    return declared === undefined ? undefined : dialect.wideDecimal?.(declared)
  }
  return printExpression(parseExpression({ text, what }, { ...over, written, castTo }), writing)
}

/** The business day of a part's row, as a date. */
export function dayOf(part: RowPart, writing: Writing & { what: string }): Sql {
  const printed = expressionOver(part.from, part.day, writing)
  const held = columnTypeOf(part.from, part.day)
  if (held === 'date') return printed
  if (held === 'timestamp' || held === 'instant') return dayOfMoment(printed, held, writing)
  return sql`CAST(${printed} AS ${type('date')})`
}

/** The business day of a moment, as a date. */
export function dayOfMoment(
  at: Sql,
  held: 'timestamp' | 'instant',
  { calendar }: Pick<Writing, 'calendar'>,
): Sql {
  return held === 'timestamp'
    ? call('dateOfTimestamp', at, ...earlier(calendar))
    : call('dateOfInstant', at, value(calendar.timeZone, 'text'), ...earlier(calendar))
}

/** The hour of its business day that a moment lies in by the clock: 0 from when the day starts. */
export function hourOfMoment(
  at: Sql,
  held: 'timestamp' | 'instant',
  { calendar }: Pick<Writing, 'calendar'>,
): Sql {
  return held === 'timestamp'
    ? call('hourOfTimestamp', at, ...earlier(calendar))
    : call('hourOfInstant', at, value(calendar.timeZone, 'text'), ...earlier(calendar))
}

/** By how many hours of the clock a business day lies behind the calendar's. */
function earlier(calendar: Pick<Calendar, 'dayStartsAt'>): readonly Sql[] {
  const hours = firstHour(calendar)
  return hours === 0 ? [] : [literal(hours, 'integer')]
}

/** A dimension's value of a part's row, as text. */
export function dimensionOf(part: RowPart, dimension: string, writing: Writing & { what: string }): Sql {
  const text = part.dimensions[dimension] ?? ''
  if (columnTypeOf(part.from, text) === 'text') return expressionOver(part.from, text, writing)
  return printAsText(parseOver(part.from, text, writing), writing)
}

/** The literal that a dimension is in all of a part's rows; undefined where it is told by each row. */
export function constantOf(
  part: RowPart,
  dimension: string,
  { written }: Writing,
): { readonly literal_type: string; readonly value: string } | undefined {
  const what = `the dimension "${dimension}"`
  const { tree } = parseOver(part.from, part.dimensions[dimension] ?? '', { what, written })
  return (tree as { readonly literal?: { literal_type: string; value: string } } | null)?.literal
}

/**
 * The condition under which a row of a part's source counts, and is wanted as far as its moment tells; true for all where
 * there is none. The source's own condition is in the rows already.
 */
export function conditionOf(part: RowPart, writing: Writing & { what: string }): Sql {
  const conditions = [
    ...(part.where === undefined ? [] : [expressionOver(part.from, part.where, writing)]),
    ...wantedMoments(part, writing),
    ...[writing.alsoOf?.(part) ?? []].flat(),
  ]
  return conditions.length === 0 ? sql`1 = 1` : join(conditions, ' AND ')
}

function wantedMoments(part: RowPart, writing: Writing & { what: string }): readonly Sql[] {
  const held = columnTypeOf(part.from, part.day)
  if (writing.days === undefined || (held !== 'timestamp' && held !== 'instant')) return []
  const wanted = notBefore(expressionOver(part.from, part.day, writing), held, writing.days)
  return wanted === undefined ? [] : [wanted]
}

/** A part's rows as a relation: its source's, without those that its exceptions leave out. */
export function rowsOfPart(part: RowPart, writing: Writing & { what: string }): Sql {
  const { from, except = [] } = part
  if (except.length === 0) return writing.rowsOf(from)
  return sql`(SELECT ${join(sourceColumns(part))} FROM ${beside(part, writing)}
  WHERE ${noneFound(part)})`
}

/** A part's source's rows as a relation, also those that its exceptions leave out: {@link notExcepted} tells them. */
export function markedRowsOfPart(part: RowPart, writing: Writing & { what: string }): Sql {
  const mark = sql`CASE WHEN ${noneFound(part)} THEN 0 ELSE 1 END AS ${exceptedMark}`
  return sql`(SELECT ${join([...sourceColumns(part), mark])} FROM ${beside(part, writing)})`
}

const exceptedMark = name('daymark: is excepted')

/** That no exception leaves a row of {@link markedRowsOfPart} out. */
export const notExcepted = sql`${exceptedMark} = 0`

function sourceColumns({ from }: RowPart): readonly Sql[] {
  return from.columns.map((column) => sql`source.${name(column.name)}`)
}

/** A part's source, with the rows of its exceptions beside its own. */
function beside({ from, except = [] }: RowPart, writing: Writing & { what: string }): Sql {
  const joins = except.map((exception, index) => exceptionJoin({ from, exception, index }, writing))
  return sql`${writing.rowsOf(from)} AS source${join(joins, '')}`
}

function noneFound({ except = [] }: RowPart): Sql {
  const found = except.map((_exception, index) => sql`${name(`except ${index}`)}.${name('found')} IS NULL`)
  return found.length === 0 ? sql`1 = 1` : join(found, ' AND ')
}

function exceptionJoin(
  { from, exception, index }: { from: Source; exception: Exception; index: number },
  writing: Writing & { what: string },
): Sql {
  const kept = writing.keptKeys?.(exception)
  const pairs = Object.entries(exception.on).map(([ours, theirs], at) => {
    const asText = kept !== undefined || columnTypeOf(from, ours) !== columnTypeOf(exception.from, theirs)
    const [left, right] = [
      expressionOver(from, ours, writing),
      expressionOver(exception.from, theirs, writing),
    ].map((printed) => (asText ? call('toText', printed) : printed)) as [Sql, Sql]
    return { left, right, key: name(`except_key_${at}`) }
  })
  const alias = name(`except ${index}`)
  const agree = pairs.map(({ left, key }) => sql`${alias}.${key} = ${left}`)
  const keys = kept === undefined ? keysOf(exception, pairs, writing) : keptKeys(kept)
  return sql`
  LEFT JOIN (${keys}) AS ${alias} ON ${join(agree, ' AND ')}`
}

function keptKeys(kept: StoredTable): Sql {
  const keys = kept.columns.map((column) => name(column.name))
  return sql`SELECT ${join(keys)}, 1 AS ${name('found')} FROM ${stored(kept)}`
}

function keysOf(
  { from }: Exception,
  pairs: readonly { readonly right: Sql; readonly key: Sql }[],
  writing: Writing & { what: string },
): Sql {
  const keys = pairs.map(({ right, key }) => sql`${right} AS ${key}`)
  const known = pairs.map(({ right }) => sql`${right} IS NOT NULL`)
  return sql`SELECT DISTINCT ${join(keys)}, 1 AS ${name('found')} FROM ${writing.rowsOf(from)} AS source
    WHERE ${join(known, ' AND ')}`
}

/** `name, name`: columns by their names. */
export function columnList(columns: readonly string[]): readonly Sql[] {
  return columns.map((column) => name(column))
}
