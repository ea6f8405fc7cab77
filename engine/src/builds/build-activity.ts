import {
  firstDays,
  keyedRows,
  memberDays,
  newCells,
  newMembers,
  numberedFew,
  rowsOn,
  stagedMembers,
  stageDimensions,
  stageRows,
  type StageOnly,
} from '../activities/activity-rows.js'
import {
  cellsTable,
  dictionaryTable,
  firstDaysTable,
  flagColumn,
  keyColumn,
  keyedTable,
  memberDaysTable,
  plainDayColumns,
  stageTable,
  type KeyType,
} from '../activities/activity-tables.js'
import {
  decidesFirstDays,
  declaresFirstDays,
  hasFlag,
  hasScope,
  type Activity,
} from '../activities/activity.js'
import { heldCells } from '../activities/held-cells.js'
import { onDays } from '../activities/on-days.js'
import type { Exception, Writing } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import { segmentsTable, type KeptSegment } from '../segments/segment-tables.js'
import {
  joinedSegments,
  manySpans,
  mostSpansIn,
  walkedSegments,
  withSegments,
  type Walking,
} from '../segments/segmented-days.js'
import { join, literal, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import { changedMembersTable } from './build-segment.js'
import { exceptionsOf, keepException, keptAs, keysTable } from './exceptions.js'

export interface BuildingActivity {
  readonly session: WriteSession
  readonly writing: Writing
  readonly keyTypes: ReadonlyMap<string, KeyType>
}

/** Makes an activity's cells, member-days and first days from all of its rows, and adds to the dictionaries. */
export async function buildActivity(activity: Activity, building: BuildingActivity): Promise<void> {
  const { session, keyTypes } = building
  await session.create(cellsTable(activity))
  for (const exception of exceptionsOf(activity)) await keepException(exception, building)
  await stage(activity, building)
  for (const identity of activity.identities) {
    await session.insert(dictionary(identity, keyTypes), newMembers(activity, identity, keyTypes))
    const days = memberDaysTable(activity, identity)
    await session.create(days)
    await insertMemberDays({ activity, identity, keyTypes }, session)
    const firsts = firstDaysTable(activity, identity)
    await session.create(firsts)
    await session.insert(firsts, firstDays(activity, identity, keyTypes))
  }
  await session.drop(stageTable(activity, keyTypes))
}

/** What of an activity is to be made anew. */
export interface Renewal {
  /** Days whose rows changed. */
  readonly days: readonly Day[]
  /** Days on which rows changed that decide first days only. */
  readonly scopeDays: readonly Day[]
  /** Histories of which some members' spans changed. */
  readonly histories: readonly KeptSegment[]
}

/**
 * Makes some days of an activity anew: their member-days, the first days that they decide, and the segments of
 * the members whose history changed. Everything else stays.
 *
 * @returns the days of which member-days or first days may be others than before, in order
 */
export async function renewActivity(
  activity: Activity,
  { days, scopeDays, histories }: Renewal,
  building: BuildingActivity,
): Promise<readonly Day[]> {
  const { session, keyTypes } = building
  const renewed = new Set(days)
  if (days.length + scopeDays.length > 0) {
    await stage(activity, building, { counted: rowsOn(days), scope: rowsOn(scopeDays) })
    const members = activity.identities.map((identity) => new Member(activity, identity, building))
    for (const member of members) await member.renewDays(days, scopeDays)
    // Reading members' rows again overwrites the stage: what the days of the stage tell is taken before.
    for (const member of members) await member.renewFirstDays()
    for (const member of members) {
      await member.readFirstDaysAgain()
      for (const day of await member.movedFirstDays()) renewed.add(day)
    }
    await session.drop(stageTable(activity, keyTypes))
  }
  for (const identity of activity.identities) {
    const own = histories.filter((kept) => kept.identity === identity && isOf(activity, kept))
    if (own.length === 0) continue
    for (const day of await new Member(activity, identity, building).renewSegments(own)) renewed.add(day)
  }
  return [...renewed].sort()
}

/** The days on which the members were active whose spans changed in one of the histories. */
export async function daysOfChangedMembers(
  activity: Activity,
  histories: readonly KeptSegment[],
  building: BuildingActivity,
): Promise<readonly Day[]> {
  const days = new Set<Day>()
  for (const identity of activity.identities) {
    const own = histories.filter((kept) => kept.identity === identity)
    if (own.length === 0) continue
    for (const day of await new Member(activity, identity, building).activeDays(own)) days.add(day)
  }
  return [...days].sort()
}

/** Whether members of an activity are told apart by a history. */
export function isOf(activity: Activity, { segment, identity }: KeptSegment): boolean {
  return (activity.segments[identity] ?? []).some(({ name: having }) => having === segment.name)
}

/** Numbers the cells that an activity's rows are the first to have, and reads the rows. */
async function stage(activity: Activity, building: BuildingActivity, only?: StageOnly): Promise<void> {
  const { session, writing, keyTypes } = building
  const cells = cellsTable(activity)
  const known = await heldCells(session, activity)
  const dimensions = stageDimensions(activity, known, { ...writing, keyTypes, only })
  if (dimensions !== undefined) await session.insert(cells, newCells(activity, dimensions))
  await readStage(activity, building, only)
}

/** Reads an activity's rows, whose cells are numbered. */
async function readStage(
  activity: Activity,
  { session, writing: plain, keyTypes }: BuildingActivity,
  only?: StageOnly,
): Promise<void> {
  const keptKeys = (exception: Exception) => keysTable(keptAs(activity, exception))
  const writing = { ...plain, keyTypes, keptKeys }
  const table = stageTable(activity, keyTypes)
  await session.create(table)
  if (only === undefined) {
    for (const rows of stageRows(activity, writing)) await session.insert(table, rows)
    return
  }
  // Members are many and the rows few: all of them are looked up in one go.
  const keyed = keyedTable(activity, keyTypes)
  await session.create(keyed)
  for (const rows of keyedRows(activity, { ...writing, only })) await session.insert(keyed, rows)
  await session.insert(table, numberedFew(activity, keyed, keyTypes))
  await session.drop(keyed)
}

/** Adds the member-days of the stage, with their segments. */
async function insertMemberDays(walking: Walking, session: WriteSession): Promise<void> {
  const { activity, identity, keyTypes } = walking
  const most = new Map<string, number>()
  for (const kept of walkedSegments(walking)) {
    const [found] = await session.query(mostSpansIn(kept))
    most.set(kept.segment.name, Number(found?.['most']))
  }
  const table = memberDaysTable(activity, identity)
  const rows = memberDays(activity, identity, keyTypes)
  const told = {
    greatest: hasFlag(activity) ? flagColumn.name : undefined,
    bounds: memberDayBounds(walking),
  }
  await session.insertOnce(table, joinedSegments(rows, walking, most), told)
  const many = manySpans(walking, most)
  if (many === undefined) return
  const theirs = sql`SELECT * FROM (${rows}) AS days WHERE member IN (${many})`
  await session.insertOnce(table, withSegments(theirs, { ...walking, members: many }), told)
}

/** A query of the least and the most that a row of member-days may have in each column. */
function memberDayBounds(walking: Walking): Sql {
  const { activity, identity, keyTypes } = walking
  const most = (column: string, table: StoredTable) =>
    sql`0, (SELECT max(${name(column)}) FROM ${stored(table)})`
  const segments = walkedSegments(walking).map((kept) => most('segment', segmentsTable(kept)))
  return sql`SELECT ${join([
    sql`min(day), max(day)`,
    most('cell', cellsTable(activity)),
    most('member', dictionary(identity, keyTypes)),
    ...(hasFlag(activity) ? [sql`0, 1`] : []),
    ...segments,
  ])} FROM ${stored(stageTable(activity, keyTypes))}`
}

function dictionary(identity: string, keyTypes: ReadonlyMap<string, KeyType>): StoredTable {
  return dictionaryTable(identity, keyTypes.get(identity) ?? 'text')
}

/** How many keys are written into a statement, where a condition on them is met while a source is read. */
const mostKeys = 1000

/** The members of one identity of an activity, some days of whom are made anew. */
class Member {
  readonly #days: StoredTable
  readonly #firsts: StoredTable
  /** The members or, where only their own days decide, the members in cells whose first day may be another. */
  readonly #touched: StoredTable
  /** Of the members that are touched those whose first day only all of their rows tell. */
  readonly #unknown: StoredTable
  /** The first days that the touched ones had. */
  readonly #earlier: StoredTable
  readonly #isDecided: boolean

  constructor(
    private readonly activity: Activity,
    private readonly identity: string,
    private readonly building: BuildingActivity,
  ) {
    this.#days = memberDaysTable(activity, identity)
    this.#firsts = firstDaysTable(activity, identity)
    this.#earlier = { ...this.#firsts, name: `earlier_${this.#firsts.name}` }
    this.#isDecided = decidesFirstDays(activity, identity)
    const columns = (names: readonly string[]) =>
      this.#firsts.columns.filter((column) => names.includes(column.name))
    const named = `${activity.name}_${identity}`
    const key = this.#isDecided ? ['member'] : ['cell', 'member']
    this.#touched = { name: `touched_${named}`, columns: columns(key), order: [] }
    this.#unknown = { name: `unknown_${named}`, columns: columns(['member']), order: [] }
  }

  /** Puts the days of the stage in the place of those that are there, and notes whose first day they may move. */
  async renewDays(days: readonly Day[], scopeDays: readonly Day[]): Promise<void> {
    const { session, keyTypes } = this.building
    const { activity, identity } = this
    await session.insert(dictionary(identity, keyTypes), newMembers(activity, identity, keyTypes))
    await session.create(this.#touched)
    await session.create(this.#unknown)
    const gone = onDays([...days, ...scopeDays])
    await this.#touch(sql`SELECT ${this.#key()} FROM ${stored(this.#firsts)} WHERE ${gone}`)
    if (this.#isDecided) {
      await session.insert(this.#unknown, sql`SELECT member FROM ${stored(this.#touched)}`)
      await this.#touch(sql`SELECT member FROM ${stored(this.#days)} WHERE ${onDays(days)}`)
    }
    await session.remove(this.#days, onDays(days))
    const members = sql`SELECT member FROM ${stagedMembers(activity, identity, keyTypes)} AS staged`
    await insertMemberDays({ activity, identity, keyTypes, members }, session)
    if (declaresFirstDays(activity, identity)) {
      await this.#touch(members)
      await session.insert(this.#unknown, sql`SELECT member FROM ${stored(this.#touched)}`)
      return
    }
    await this.#touch(this.#movedForward(days))
    if (hasScope(activity)) {
      const found = this.#foundActive(days)
      await session.insert(this.#unknown, found)
      await this.#touch(sql`SELECT member FROM ${stored(this.#unknown)}`)
    }
  }

  /**
   * Works the touched first days out anew from those that there were and the days of the stage. A first day that
   * lies on another day than those made anew is the first of all rows on other days; where none is, there is none.
   */
  async renewFirstDays(): Promise<void> {
    const { session } = this.building
    await session.create(this.#earlier)
    if (await this.#isEmpty(this.#touched)) return
    const touched = this.#isTouched()
    await session.insert(
      this.#earlier,
      sql`SELECT cell, member, day FROM ${stored(this.#firsts)} WHERE ${touched}`,
    )
    await session.remove(this.#firsts, touched)
    await session.insert(this.#firsts, this.#isDecided ? this.#keptFirstDays() : this.#seenFirstDays())
  }

  /** Works first days out anew from all of the rows of the members, which take the place of the days in the stage. */
  async readFirstDaysAgain(): Promise<void> {
    const { activity, identity, building } = this
    const { session, keyTypes } = building
    if (await this.#isEmpty(this.#unknown)) return
    const keys = sql`SELECT key FROM ${stored(dictionary(identity, keyTypes))} WHERE member IN (SELECT member FROM ${stored(this.#unknown)})`
    const only = { condition: sql`${name(keyColumn(identity))} IN (${await this.#writtenOut(keys)})` }
    await readStage(activity, building, { counted: only, scope: only })
    await session.insert(this.#firsts, firstDays(activity, identity, keyTypes))
  }

  /** The days on which a first day was that no longer is, or is that was not. */
  async movedFirstDays(): Promise<readonly Day[]> {
    const { session } = this.building
    const moved = await session.query(sql`SELECT DISTINCT day FROM (
  SELECT cell, member, day FROM (
    SELECT cell, member, day, 1 AS side FROM ${stored(this.#earlier)}
    UNION ALL SELECT cell, member, day, -1 AS side FROM ${stored(this.#firsts)} WHERE ${this.#isTouched()}
  ) AS both_sides GROUP BY cell, member, day HAVING sum(side) <> 0
) AS moved`)
    for (const table of [this.#earlier, this.#touched, this.#unknown]) await session.drop(table)
    return moved.map(({ day }) => String(day))
  }

  /** The days on which the members were active whose history changed. */
  activeDays(histories: readonly KeptSegment[]): Promise<readonly Day[]> {
    return this.#daysOf(this.#days, sql`member IN (${changedMembers(histories)})`)
  }

  /** Finds the segments of the members whose history changed anew; the days on which they were active. */
  async renewSegments(histories: readonly KeptSegment[]): Promise<readonly Day[]> {
    const { activity, identity } = this
    const { session, keyTypes } = this.building
    const members = changedMembers(histories)
    const changed = sql`member IN (${members})`
    const days = await this.#daysOf(this.#days, changed)
    if (days.length === 0) return days
    const walked = { ...this.#days, name: `walked_${this.#days.name}` }
    await session.create(walked)
    await session.insert(
      walked,
      withSegments(
        sql`SELECT ${join(plainDayColumns(activity).map(name))} FROM ${stored(this.#days)} WHERE ${changed}`,
        {
          activity,
          identity,
          keyTypes,
          members,
        },
      ),
    )
    await session.remove(this.#days, changed)
    await session.insert(this.#days, sql`SELECT * FROM ${stored(walked)}`)
    await session.drop(walked)
    return days
  }

  #key(): Sql {
    return join(this.#touched.columns.map((column) => name(column.name)))
  }

  #touch(rows: Sql): Promise<void> {
    return this.building.session.insert(this.#touched, rows)
  }

  #isTouched(): Sql {
    return sql`(${this.#key()}) IN (SELECT ${this.#key()} FROM ${stored(this.#touched)})`
  }

  async #isEmpty(table: StoredTable): Promise<boolean> {
    const [counted] = await this.building.session.query(sql`SELECT count(*) AS members FROM ${stored(table)}`)
    return Number(counted?.['members']) === 0
  }

  /** Keys as they are written into a statement, or the query of them where they are many. */
  async #writtenOut(keys: Sql): Promise<Sql> {
    const { session, keyTypes } = this.building
    const rows = await session.query(sql`${keys} LIMIT ${literal(mostKeys + 1, 'integer')}`)
    if (rows.length === 0 || rows.length > mostKeys) return keys
    return join(rows.map(({ key }) => literal(String(key), keyTypes.get(this.identity) ?? 'text')))
  }

  /** Who is seen in a cell, and was not before or only later. */
  #movedForward(days: readonly Day[]): Sql {
    const key = join(this.#touched.columns.map((column) => sql`seen.${name(column.name)}`))
    const seen = this.#isDecided
      ? sql`SELECT cell, member, min(first_day) AS day FROM ${this.#staged()} AS t WHERE first_day IS NOT NULL GROUP BY cell, member`
      : sql`SELECT cell, member, min(day) AS day FROM ${stored(this.#days)} WHERE ${onDays(days)} GROUP BY cell, member`
    return sql`SELECT ${key} FROM (${seen}) AS seen
LEFT JOIN ${stored(this.#firsts)} AS f ON f.cell = seen.cell AND f.member = seen.member
WHERE f.day IS NULL OR f.day > seen.day`
  }

  /**
   * Who is active on the days, on no other, and has no first day: rows on other days that decide first days only
   * were of no account before.
   */
  #foundActive(days: readonly Day[]): Sql {
    const there = stored(this.#days)
    return sql`WITH found AS (
  SELECT seen.member AS member FROM (SELECT DISTINCT member FROM ${there} WHERE ${onDays(days)}) AS seen
  LEFT JOIN ${stored(this.#firsts)} AS f ON f.member = seen.member
  WHERE f.member IS NULL
)
SELECT found.member FROM found
LEFT JOIN (
  SELECT DISTINCT member FROM ${there} WHERE NOT (${onDays(days)}) AND member IN (SELECT member FROM found)
) AS other ON other.member = found.member
WHERE other.member IS NULL`
  }

  /** The first days of the touched members that are known without reading all of their rows. */
  #keptFirstDays(): Sql {
    return sql`SELECT known.cell, known.member, min(known.day) FROM (
  SELECT cell, member, day FROM ${stored(this.#earlier)}
  UNION ALL SELECT cell, member, first_day AS day FROM ${this.#staged()} AS t
  WHERE first_day IS NOT NULL AND ${this.#isTouched()}
) AS known
LEFT JOIN ${stored(this.#unknown)} AS u ON u.member = known.member
WHERE u.member IS NULL AND known.member IN (SELECT member FROM ${stored(this.#days)})
GROUP BY known.cell, known.member`
  }

  #seenFirstDays(): Sql {
    return sql`SELECT cell, member, min(day) FROM ${stored(this.#days)} WHERE ${this.#isTouched()} GROUP BY cell, member`
  }

  #staged(): Sql {
    return stagedMembers(this.activity, this.identity, this.building.keyTypes)
  }

  async #daysOf(table: StoredTable, condition: Sql): Promise<readonly Day[]> {
    const rows = await this.building.session.query(
      sql`SELECT DISTINCT day FROM ${stored(table)} WHERE ${condition} ORDER BY day`,
    )
    return rows.map(({ day }) => String(day))
  }
}

function changedMembers(histories: readonly KeptSegment[]): Sql {
  return join(
    histories.map((kept) => sql`SELECT member FROM ${stored(changedMembersTable(kept))}`),
    ' UNION ALL ',
  )
}
