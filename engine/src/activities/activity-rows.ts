import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import { decidesFirstDays, hasFlag, type Activity, type Part } from './activity.js'
import {
  cellsTable,
  countedColumn,
  dictionaryTable,
  dimensionColumn,
  firstColumn,
  flagColumn,
  keyColumn,
  memberDaysTable,
  stageTable,
  type KeyType,
} from './activity-tables.js'
import {
  columnTypeOf,
  conditionOf,
  dayOf,
  dimensionOf,
  expressionOver,
  rowsOfPart,
  type Writing,
} from './row-set.js'

/** Which rows of a stage are wanted, as conditions over its columns; undefined for all of them. */
export interface StageOnly {
  readonly counted?: Sql
  /** Of the rows that decide first days only. */
  readonly scope?: Sql
}

/**
 * The rows of a stage table: every part's rows, one for a day, its dimensions and its members' keys; and of the
 * rows that decide first days only, one for their dimensions and keys, on its first day.
 */
export function stageRows(
  activity: Activity,
  keyTypes: ReadonlyMap<string, KeyType>,
  { only = {}, ...writing }: Writing & { readonly only?: StageOnly },
): Sql {
  const dimensions = activity.dimensions.map((dimension) => name(dimensionColumn(dimension)))
  const keys = activity.identities.map((identity) => name(keyColumn(identity)))
  const firsts = activity.identities.map((identity) => sql`min(${name(firstColumn(identity))})`)
  const flag = hasFlag(activity) ? [sql`max(${name(flagColumn.name)})`] : []
  const { parts, firstDayScope } = activity
  const rowsOf = (some: readonly Part[]) =>
    join(
      some.map((part) => partRows(activity, part, { ...writing, keyTypes })),
      '\nUNION ALL\n',
    )
  const counted = (is: 0 | 1) => (hasScope(activity) ? [sql`${literal(is, 'integer')}`] : [])
  const days = sql`SELECT ${join([name('day'), ...dimensions, ...keys, ...firsts, ...flag, ...counted(1)])}
FROM (
${rowsOf(parts)}
) AS parts
WHERE ${name('day')} IS NOT NULL${and(only.counted)}
GROUP BY ${join([name('day'), ...dimensions, ...keys])}`
  if (!hasScope(activity)) return days
  return sql`${days}
UNION ALL
SELECT ${join([sql`min(${name('day')})`, ...dimensions, ...keys, ...firsts, ...flag, ...counted(0)])}
FROM (
${rowsOf(firstDayScope)}
) AS scope
WHERE ${name('day')} IS NOT NULL${and(only.scope)}
GROUP BY ${join([...dimensions, ...keys])}`
}

function and(condition: Sql | undefined): Sql {
  return condition === undefined ? sql`` : sql` AND ${condition}`
}

function hasScope({ firstDayScope }: Activity): boolean {
  return firstDayScope.length > 0
}

/** ` AND counted = 1`, where a stage holds rows that decide first days only. */
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

/** The members that are in a stage and not yet numbered, numbered on from the last, by first day and key. */
export function newMembers(
  activity: Activity,
  identity: string,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  const members = dictionaryTable(identity, keyTypes.get(identity) ?? 'text')
  const key = name(keyColumn(identity))
  return sql`SELECT row_number() OVER (ORDER BY s.seen, s.key) - 1 + (SELECT count(*) FROM ${stored(members)}), s.key
FROM (
  SELECT ${key} AS key, min(${name('day')}) AS seen FROM ${stored(stageTable(activity, keyTypes))}
  WHERE ${key} IS NOT NULL${andCounted(activity)} GROUP BY ${key}
) AS s
LEFT JOIN ${stored(members)} AS m ON m.key = s.key
WHERE m.member IS NULL`
}

/**
 * The rows of a member-days table, from the stage, the cells and the dictionary; their segments are found after.
 * Of a single identity the stage has each once already.
 */
export function memberDays(
  activity: Activity,
  identity: string,
  keyTypes: ReadonlyMap<string, KeyType>,
): Sql {
  const staged = sql`${stagedMembers(activity, identity, keyTypes)} AS t WHERE 1 = 1${andCounted(activity)}`
  const flag = hasFlag(activity)
  const seen =
    activity.identities.length === 1
      ? sql`SELECT day, cell, key${flag ? sql`, flagged` : sql``} FROM ${staged}`
      : flag
        ? sql`SELECT day, cell, key, max(flagged) AS flagged FROM ${staged} GROUP BY day, cell, key`
        : sql`SELECT DISTINCT day, cell, key FROM ${staged}`
  return sql`SELECT s.day, s.cell, m.member${hasFlag(activity) ? sql`, s.flagged` : sql``}
FROM (
  ${seen}
) AS s
JOIN ${stored(dictionaryTable(identity, keyTypes.get(identity) ?? 'text'))} AS m ON m.key = s.key`
}

/**
 * The rows of a first-days table: the first day seen in the activity or, where it is earlier, the one that
 * the source declares or that lies in the scope of first days. So a member who was active before a range is
 * never new in it. Parts of which a condition says who is new have no first days.
 */
export function firstDays(activity: Activity, identity: string, keyTypes: ReadonlyMap<string, KeyType>): Sql {
  if (!decidesFirstDays(activity, identity)) {
    return sql`SELECT cell, member, min(day) FROM ${stored(memberDaysTable(activity, identity))} GROUP BY cell, member`
  }
  const [key, first] = [name(keyColumn(identity)), name(firstColumn(identity))]
  const dimensions = activity.dimensions.map(dimensionColumn)
  const grouped = join([...dimensions.map(name), key])
  const active = hasScope(activity)
    ? sql`\nWHERE m.member IN (SELECT member FROM ${stored(memberDaysTable(activity, identity))})`
    : sql``
  return sql`SELECT c.cell, m.member, s.first_day
FROM (
  SELECT ${grouped}, min(${first}) AS first_day FROM ${stored(stageTable(activity, keyTypes))}
  WHERE ${key} IS NOT NULL AND ${first} IS NOT NULL GROUP BY ${grouped}
) AS s
JOIN ${stored(cellsTable(activity))} AS c ON ${sameDimensions(dimensions, 's', 'c')}
JOIN ${stored(dictionaryTable(identity, keyTypes.get(identity) ?? 'text'))} AS m ON m.key = s.${key}${active}`
}

/**
 * Equality of dimension columns in which null equals null, written so that every warehouse can hash it.
 */
export function sameDimensions(columns: readonly string[], left: string, right: string): Sql {
  const equal = columns.map((column) => {
    const [l, r] = [sql`${name(left)}.${name(column)}`, sql`${name(right)}.${name(column)}`]
    return sql`coalesce(${l}, '') = coalesce(${r}, '') AND ${isNull(l)} = ${isNull(r)}`
  })
  return equal.length === 0 ? sql`1 = 1` : join(equal, ' AND ')
}

function isNull(expression: Sql): Sql {
  return sql`CASE WHEN ${expression} IS NULL THEN 1 ELSE 0 END`
}

/** The stage's rows of one identity, with their cell and `key` beside the stage's columns. */
function stagedMembers(activity: Activity, identity: string, keyTypes: ReadonlyMap<string, KeyType>): Sql {
  const key = name(keyColumn(identity))
  const columns = [
    sql`p.day AS day`,
    ...(hasFlag(activity) ? [sql`p.flagged AS flagged`] : []),
    ...(hasScope(activity) ? [sql`p.counted AS counted`] : []),
  ]
  const dimensions = activity.dimensions.map(dimensionColumn)
  return sql`(
  SELECT c.cell AS cell, p.${key} AS key, ${join(columns)}
  FROM ${stored(stageTable(activity, keyTypes))} AS p
  JOIN ${stored(cellsTable(activity))} AS c ON ${sameDimensions(dimensions, 'p', 'c')}
  WHERE p.${key} IS NOT NULL
)`
}

interface PartWriting extends Writing {
  readonly keyTypes: ReadonlyMap<string, KeyType>
}

function partRows(activity: Activity, part: Part, writing: PartWriting): Sql {
  const of = (what: string) => ({ ...writing, what: `${what} of the activity "${activity.name}"` })
  const columns = [
    sql`${dayOf(part, of('the day'))} AS ${name('day')}`,
    ...activity.dimensions.map(
      (dimension) =>
        sql`${dimensionOf(part, dimension, of(`the dimension "${dimension}"`))} AS ${name(dimensionColumn(dimension))}`,
    ),
    ...activity.identities.map((identity) => {
      const context = of(`the identity "${identity}"`)
      const key = expressionOver(part.from, part.identities[identity] ?? '', context)
      const held = columnTypeOf(part.from, part.identities[identity] ?? '')
      const kept = held === writing.keyTypes.get(identity) ? key : call('toText', key)
      return sql`${kept} AS ${name(keyColumn(identity))}`
    }),
    ...activity.identities.map(
      (identity) => sql`${firstDayOf(activity, part, { identity, of })} AS ${name(firstColumn(identity))}`,
    ),
    ...(hasFlag(activity)
      ? [sql`${flagOf(part, of('the condition of new'))} AS ${name(flagColumn.name)}`]
      : []),
  ]
  return sql`  SELECT ${join(columns, ', ')}
  FROM ${rowsOfPart(part, of('an exception'))} AS source
  WHERE ${conditionOf(part, of('the condition'))}`
}

/** What a part's row says of a member's first day; null where it says nothing. */
function firstDayOf(
  activity: Activity,
  part: Part,
  { identity, of }: { identity: string; of: (what: string) => Writing & { what: string } },
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
