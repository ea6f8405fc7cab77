import type { Day } from '../calendar/day.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import { decidesFirstDays, hasFlag, hasScope, tellsFirstDays, type Activity } from './activity.js'
import {
  cellsTable,
  countedColumn,
  dictionaryTable,
  dimensionColumn,
  firstColumn,
  flagColumn,
  keyColumn,
  memberColumn,
  memberDaysTable,
  plainDayColumns,
  stageTable,
  type KeyType,
} from './activity-tables.js'
import {
  dated,
  dimensionRows,
  joinedCells,
  jointReadingsOf,
  partRows,
  readingsOf,
  textsOf,
  type PartWriting,
  type Reading,
} from './part-rows.js'
import type { HeldCell } from './held-cells.js'
import { onDays } from './on-days.js'
import { sameDimensions } from './same-dimensions.js'

/** Which rows are wanted: the condition over their days and keys and, where they are of some days only, these. */
export interface Wanted {
  readonly condition: Sql
  readonly days?: readonly Day[]
}

/** The rows of some days. */
export function rowsOn(days: readonly Day[]): Wanted {
  return { condition: onDays(days), days }
}

/** Which rows of an activity are wanted. */
export interface StageOnly {
  readonly counted: Wanted
  /** Of the rows that decide first days only. */
  readonly scope: Wanted
}

export interface Staging extends PartWriting {
  /** Undefined for all rows. */
  readonly only?: StageOnly | undefined
}

/** An activity's rows as its sources have them: each with its day, its dimensions and its members' keys. */
export function activityRows(activity: Activity, writing: PartWriting): Sql {
  const rows = join(
    readingsOf(activity).map((reading) => partRows(activity, reading, writing)),
    '\nUNION ALL\n',
  )
  return sql`SELECT * FROM (
${rows}
) AS parts WHERE ${dated(undefined)}`
}

/**
 * The dimensions' values of the rows of a stage, as a relation: of all rows but those that, by what is declared, have
 * the values of a cell. Undefined where this is so of all.
 *
 * @param cells those that are numbered
 */
export function stageDimensions(
  activity: Activity,
  cells: readonly HeldCell[],
  { only, ...writing }: Staging,
): Sql | undefined {
  const known = new Set(cells.map(({ values }) => JSON.stringify(values)))
  const readings = readingsOf(activity)
    .filter(({ part }) => !known.has(JSON.stringify(textsOf(activity, part, writing))))
    .map((reading) => dimensionRows(activity, reading, { ...writing, ...wantedOf(reading, only) }))
  return readings.length === 0 ? undefined : sql`(\n${join(readings, '\nUNION ALL\n')}\n) AS dimensions`
}

/** The rows of a stage table, as queries that each give some of them. The cells must be numbered. */
export function stageRows(activity: Activity, writing: PartWriting): readonly Sql[] {
  return jointReadingsOf(activity, writing).map((reading) => {
    const rows = sql`(\n${keyedRowsOf(activity, reading, { ...writing, only: undefined })}\n)`
    return joinedMembers(activity, rows, (identity) => stored(dictionary(identity, writing.keyTypes)))
  })
}

/** Some of the rows of a stage table as those of a keyed table, as queries that each give some of them. */
export function keyedRows(activity: Activity, { only, ...writing }: Staging): readonly Sql[] {
  const readings = isOfSameRows(only) ? jointReadingsOf(activity, writing) : readingsOf(activity)
  return readings.map((reading) => keyedRowsOf(activity, reading, { ...writing, ...wantedOf(reading, only) }))
}

/** Whether of the rows that decide first days only the same are wanted as of those that count. */
function isOfSameRows(only: StageOnly | undefined): boolean {
  if (only === undefined || only.counted === only.scope) return true
  const { counted, scope } = only
  return counted.days !== undefined && counted.days.join() === scope.days?.join()
}

function wantedOf({ counts }: Reading, only: StageOnly | undefined) {
  const wanted = counts ? only?.counted : only?.scope
  return { only: wanted?.condition, days: wanted?.days }
}

function keyedRowsOf(
  activity: Activity,
  reading: Reading,
  { only, ...writing }: PartWriting & { readonly only: Sql | undefined },
): Sql {
  const { identities } = activity
  const ofMembers = identities.flatMap((identity) => [
    keyColumn(identity),
    ...(tellsFirstDays(activity, identity) ? [firstColumn(identity)] : []),
  ])
  const columns = [...ofMembers, ...marksOf(activity)].map(
    (column) => sql`p.${name(column)} AS ${name(column)}`,
  )
  const known = identities.map((identity) => sql`${name(keyColumn(identity))} IS NOT NULL`)
  return sql`SELECT ${join([sql`p.day AS day`, sql`c.cell AS cell`, ...columns])}
FROM (SELECT * FROM (
${partRows(activity, reading, writing)}
) AS rows_of_part WHERE ${dated(only)} AND (${join(known, ' OR ')})) AS p
${joinedCells(activity, reading.part, writing)}`
}

/** Rows of a keyed table as those of a stage table: of few rows only their own members are joined. */
export function numberedFew(
  activity: Activity,
  keyed: StoredTable,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  const among = (identity: string) =>
    sql`(SELECT member, key FROM ${stored(dictionary(identity, keyTypes))} WHERE key IN (SELECT ${name(keyColumn(identity))} FROM ${stored(keyed)}))`
  return joinedMembers(activity, stored(keyed), among)
}

/** Rows with their members' numbers; who has none by the key. */
function joinedMembers(activity: Activity, rows: Sql, membersOf: (identity: string) => Sql): Sql {
  const { identities } = activity
  const members = identities.flatMap((identity) => {
    const [member, key] = [name(memberColumn(identity)), name(keyColumn(identity))]
    return [
      sql`${member}.member`,
      sql`CASE WHEN ${member}.member IS NULL THEN p.${key} END`,
      ...(tellsFirstDays(activity, identity) ? [sql`p.${name(firstColumn(identity))}`] : []),
    ]
  })
  const marks = marksOf(activity).map((column) => sql`p.${name(column)}`)
  const dictionaries = identities.map((identity) => {
    const [member, key] = [name(memberColumn(identity)), name(keyColumn(identity))]
    return sql`LEFT JOIN ${membersOf(identity)} AS ${member} ON ${member}.key = p.${key}`
  })
  return sql`SELECT ${join([sql`p.day`, sql`p.cell`, ...members, ...marks])}
FROM ${rows} AS p
${join(dictionaries, '\n')}`
}

function marksOf(activity: Activity): readonly string[] {
  return [
    ...(hasFlag(activity) ? [flagColumn.name] : []),
    ...(hasScope(activity) ? [countedColumn.name] : []),
  ]
}

/** ` AND counted = 1`, where there are rows that decide first days only. */
export function andCounted(activity: Activity): Sql {
  return hasScope(activity) ? sql` AND ${name(countedColumn.name)} = 1` : sql``
}

/** The cells that are in a relation and not yet numbered, numbered on from the last. */
export function newCells(activity: Activity, rows: Sql): Sql {
  const cells = cellsTable(activity)
  const dimensions = activity.dimensions.map(dimensionColumn)
  if (dimensions.length === 0) {
    return sql`SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ${stored(cells)})`
  }
  const list = (table: string) => join(dimensions.map((column) => sql`${name(table)}.${name(column)}`))
  return sql`SELECT row_number() OVER (ORDER BY ${list('s')}) - 1 + (SELECT count(*) FROM ${stored(cells)}), ${list('s')}
FROM (SELECT DISTINCT ${join(dimensions.map((column) => name(column)))} FROM ${rows}) AS s
LEFT JOIN ${stored(cells)} AS c ON ${sameDimensions(dimensions, 's', 'c')}
WHERE c.cell IS NULL`
}

/** The members of a stage who have no number, numbered on from the last, by first day and key. */
export function newMembers(
  activity: Activity,
  identity: string,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  const key = name(keyColumn(identity))
  return sql`SELECT row_number() OVER (ORDER BY s.seen, s.key) - 1 + (SELECT count(*) FROM ${stored(dictionary(identity, keyTypes))}), s.key
FROM (
  SELECT ${key} AS key, min(day) AS seen FROM ${stored(stageTable(activity, keyTypes))}
  WHERE ${key} IS NOT NULL${andCounted(activity)} GROUP BY ${key}
) AS s`
}

/** The stage's rows of one identity's members, by number. Who decides first days only may have none. */
export function stagedMembers(
  activity: Activity,
  identity: string,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  const [member, key] = [name(memberColumn(identity)), name(keyColumn(identity))]
  const stage = stored(stageTable(activity, keyTypes))
  const columns = [
    sql`p.day AS day`,
    sql`p.cell AS cell`,
    sql`${tellsFirstDays(activity, identity) ? sql`p.${name(firstColumn(identity))}` : sql`p.day`} AS first_day`,
    ...(hasFlag(activity) ? [sql`p.flagged AS flagged`] : []),
    ...(hasScope(activity) ? [sql`p.counted AS counted`] : []),
  ]
  return sql`(
  SELECT p.${member} AS member, ${join(columns)} FROM ${stage} AS p WHERE p.${member} IS NOT NULL
  UNION ALL
  SELECT m.member AS member, ${join(columns)} FROM ${stage} AS p
  JOIN ${stored(dictionary(identity, keyTypes))} AS m ON m.key = p.${key} WHERE p.${key} IS NOT NULL
)`
}

/** The rows of the stage that count as those of a member-days table, before their segments are found: some of them are the same. */
export function memberDays(
  activity: Activity,
  identity: string,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  return sql`SELECT ${join(plainDayColumns(activity).map(name))} FROM ${stagedMembers(activity, identity, keyTypes)} AS t WHERE 1 = 1${andCounted(activity)}`
}

/**
 * The rows of a first-days table: the first day seen in the activity or, where it is earlier, the one that
 * the source declares or that lies in the scope of first days. So a member who was active before a range is
 * never new in it. Parts of which a condition says who is new have no first days.
 */
export function firstDays(activity: Activity, identity: string, keyTypes: ReadonlyMap<string, KeyType>): Sql {
  const days = stored(memberDaysTable(activity, identity))
  if (!decidesFirstDays(activity, identity)) {
    return sql`SELECT cell, member, min(day) FROM ${days} GROUP BY cell, member`
  }
  const counted = hasScope(activity)
  return sql`WITH seen AS (
  SELECT cell, member, min(first_day) AS first_day${counted ? sql`, max(counted) AS counted` : sql``}
  FROM ${stagedMembers(activity, identity, keyTypes)} AS t
  GROUP BY cell, member
)
SELECT cell, member, first_day FROM seen
WHERE first_day IS NOT NULL${counted ? sql` AND member IN (SELECT member FROM seen WHERE counted = 1)` : sql``}`
}

function dictionary(identity: string, keyTypes: ReadonlyMap<string, KeyType>) {
  return dictionaryTable(identity, keyTypes.get(identity) ?? 'text')
}
