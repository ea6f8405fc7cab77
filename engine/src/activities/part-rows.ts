import { conjunctsOf } from '../sql/conjuncts.js'
import { join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import { decidesFirstDays, hasFlag, hasScope, type Activity, type Part } from './activity.js'
import {
  cellsTable,
  countedColumn,
  dimensionColumn,
  firstColumn,
  flagColumn,
  keyColumn,
  type KeyType,
} from './activity-tables.js'
import {
  conditionOf,
  constantOf,
  dayOf,
  dimensionOf,
  expressionOver,
  markedRowsOfPart,
  memberKeyOf,
  notExcepted,
  parseOver,
  rowsOfPart,
  type Writing,
} from './row-set.js'
import { sameDimensions } from './same-dimensions.js'

/** What is read of a source at once. */
export interface Reading {
  readonly part: Part
  /** Whether the part's rows count, or decide first days only. */
  readonly counts: boolean
  /** Rows that decide first days, of which those that count are some: all of them are read in the same go. */
  readonly scope?: Part
}

export interface PartWriting extends Writing {
  readonly keyTypes: ReadonlyMap<string, KeyType>
}

/** What an activity reads, each part and each scope by itself. */
export function readingsOf({ parts, firstDayScope }: Activity): readonly Reading[] {
  return [
    ...parts.map((part) => ({ part, counts: true })),
    ...firstDayScope.map((part) => ({ part, counts: false })),
  ]
}

/** What an activity reads, a part and a scope in one go where the part's rows are some of the scope's. */
export function jointReadingsOf({ parts, firstDayScope }: Activity, writing: Writing): readonly Reading[] {
  const left = new Set(firstDayScope)
  const readings = parts.map((part): Reading => {
    const scope = firstDayScope.find((each) => left.has(each) && isWithin(part, each, writing))
    if (scope === undefined) return { part, counts: true }
    left.delete(scope)
    return { part, counts: true, scope }
  })
  return [...readings, ...[...left].map((part) => ({ part, counts: false }))]
}

/** Whether a part's rows are, by what is declared, rows of a scope too, and say the same there. */
function isWithin(part: Part, scope: Part, { written }: Writing): boolean {
  const told = ({ day, identities, dimensions }: Part) =>
    JSON.stringify([day, Object.entries(identities).sort(), Object.entries(dimensions).sort()])
  const conditions = ({ from, where }: Part) =>
    where === undefined ? [] : conjunctsOf(parseOver(from, where, { what: 'a condition', written }))
  const own = conditions(part)
  return (
    part.from === scope.from &&
    scope.except.length === 0 &&
    part.newWhen === undefined &&
    Object.keys(part.firstDay).length === 0 &&
    told(part) === told(scope) &&
    conditions(scope).every((condition) => own.includes(condition))
  )
}

/**
 * The rows of a reading: for each its day, its dimensions, its members' keys and what it says of their first days
 * and, where the activity has flags or a scope, whether it is flagged and whether it counts.
 */
export function partRows(activity: Activity, reading: Reading, writing: PartWriting): Sql {
  const { part } = reading
  const of = (what: string) => ({ ...writing, what: `${what} of the activity "${activity.name}"` })
  const { counted, rows, where } = choiceOf(reading, of)
  const columns = [
    sql`${dayOf(part, of('the day'))} AS ${name('day')}`,
    ...activity.dimensions.map(
      (dimension) =>
        sql`${dimensionOf(part, dimension, of(`the dimension "${dimension}"`))} AS ${name(dimensionColumn(dimension))}`,
    ),
    ...activity.identities.map((identity) => {
      const context = of(`the identity "${identity}"`)
      const told = { identity: part.identities[identity] ?? '', keyType: writing.keyTypes.get(identity) }
      return sql`${memberKeyOf(part.from, told, context)} AS ${name(keyColumn(identity))}`
    }),
    ...activity.identities.map(
      (identity) => sql`${firstDayOf(activity, part, { identity, of })} AS ${name(firstColumn(identity))}`,
    ),
    ...(hasFlag(activity)
      ? [sql`${flagOf(part, of('the condition of new'))} AS ${name(flagColumn.name)}`]
      : []),
    ...(hasScope(activity) ? [sql`${counted} AS ${name(countedColumn.name)}`] : []),
  ]
  return sql`  SELECT ${join(columns, ', ')}
  FROM ${rows} AS source
  WHERE ${where}`
}

type Of = (what: string) => Writing & { readonly what: string }

/** Which rows a reading takes, and whether one of them counts. */
function choiceOf({ part, counts, scope }: Reading, of: Of): Record<'counted' | 'rows' | 'where', Sql> {
  const [exception, own] = [of('an exception'), conditionOf(part, of('the condition'))]
  if (scope === undefined) {
    return { counted: literal(counts ? 1 : 0, 'integer'), rows: rowsOfPart(part, exception), where: own }
  }
  return {
    counted: sql`CASE WHEN ${own} AND ${notExcepted} THEN 1 ELSE 0 END`,
    rows: markedRowsOfPart(part, exception),
    where: conditionOf(scope, of('the condition')),
  }
}

/** The values of the dimensions that a reading's rows may have; of constants there is one row. */
export function dimensionRows(
  activity: Activity,
  { part, counts }: Reading,
  { only, ...writing }: PartWriting & { readonly only?: Sql | undefined },
): Sql {
  const dimensions = activity.dimensions.map((dimension) => name(dimensionColumn(dimension)))
  const isOne = hasOneCell(activity, part, writing)
  return sql`SELECT ${join(dimensions)} FROM (SELECT ${join(dimensions)} FROM (
${partRows(activity, { part: { ...part, except: [] }, counts }, writing)}
) AS p WHERE ${dated(only)}${isOne ? sql` LIMIT 1` : sql``}) AS of_part`
}

/** The cells `c` as they are joined to a part's rows `p`; where there is but one it is found beforehand. */
export function joinedCells(activity: Activity, part: Part, writing: Writing): Sql {
  const cells = stored(cellsTable(activity))
  const columns = activity.dimensions.map(dimensionColumn)
  if (!hasOneCell(activity, part, writing))
    return sql`JOIN ${cells} AS c ON ${sameDimensions(columns, 'p', 'c')}`
  const values = activity.dimensions.map((dimension) => {
    const what = `the dimension "${dimension}" of the activity "${activity.name}"`
    return sql`${dimensionOf(part, dimension, { ...writing, what })} AS ${name(dimensionColumn(dimension))}`
  })
  const known = values.length === 0 ? cells : sql`(SELECT ${join(values)}) AS v JOIN ${cells}`
  return sql`CROSS JOIN (SELECT c.cell AS cell FROM ${known} AS c${values.length === 0 ? sql`` : sql` ON ${sameDimensions(columns, 'v', 'c')}`}) AS c`
}

function hasOneCell(activity: Activity, part: Part, writing: Writing): boolean {
  return activity.dimensions.every((dimension) => constantOf(part, dimension, writing) !== undefined)
}

/** The dimensions' values that all of a part's rows have, where they are written as texts. */
export function textsOf(
  { dimensions }: Activity,
  part: Part,
  writing: Writing,
): readonly string[] | undefined {
  const constants = dimensions.map((dimension) => constantOf(part, dimension, writing))
  const texts = constants.flatMap((each) => (each?.literal_type === 'string' ? [each.value] : []))
  return texts.length === dimensions.length ? texts : undefined
}

/** The condition that a row has a day, and whatever else is asked of it. */
export function dated(only: Sql | undefined): Sql {
  return only === undefined ? sql`${name('day')} IS NOT NULL` : sql`${name('day')} IS NOT NULL AND ${only}`
}

/** What a part's row says of a member's first day; null where it says nothing. */
function firstDayOf(
  activity: Activity,
  part: Part,
  { identity, of }: { readonly identity: string; readonly of: Of },
): Sql {
  if (!decidesFirstDays(activity, identity) || part.newWhen !== undefined) {
    return sql`CAST(NULL AS ${type('date')})`
  }
  const day = dayOf(part, of('the day'))
  const text = part.firstDay[identity]
  if (text === undefined) return day
  const declared = dayOf({ ...part, day: text }, of(`the first day of "${identity}"`))
  return sql`CASE WHEN ${declared} < ${day} THEN ${declared} ELSE ${day} END`
}

function flagOf({ from, newWhen }: Part, writing: Writing & { what: string }): Sql {
  if (newWhen === undefined) return sql`0`
  return sql`CASE WHEN ${expressionOver(from, newWhen, writing)} THEN 1 ELSE 0 END`
}
