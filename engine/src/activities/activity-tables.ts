import type { StoredTable } from '../sql/stored-table.js'
import { hasFlag, hasScope, tellsFirstDays, type Activity } from './activity.js'
import { columnTypeOf } from './row-set.js'

/** The type in which an identity's keys are kept: integers where every part has them so, else text. */
export type KeyType = 'integer' | 'text'

/** The key type of an identity over all the activities that have it. */
export function keyTypeOf(identity: string, activities: readonly Activity[]): KeyType {
  const types = activities.flatMap(({ parts, firstDayScope, segments }) => [
    ...[...parts, ...firstDayScope].map((part) => columnTypeOf(part.from, part.identities[identity] ?? '')),
    ...(segments[identity] ?? []).map(({ from, member }) => columnTypeOf(from, member)),
  ])
  return types.every((type) => type === 'integer') ? 'integer' : 'text'
}

/** Members by their keys: the dictionary of an identity. Ids are dense from 0 and never change. */
export function dictionaryTable(identity: string, keyType: KeyType): StoredTable {
  return {
    name: `members_${identity}`,
    columns: [
      { name: 'member', type: 'member', nullable: false },
      { name: 'key', type: keyType, nullable: false },
    ],
    order: ['member'],
  }
}

/**
 * An activity's rows with their cells and members by their numbers; a member who has none yet stands by the key.
 * It lives while a build runs.
 */
export function stageTable(activity: Activity, keyTypes: ReadonlyMap<string, KeyType>): StoredTable {
  return {
    name: `stage_${activity.name}`,
    columns: [
      { name: 'day', type: 'date', nullable: false },
      { name: 'cell', type: 'member', nullable: false },
      ...activity.identities.flatMap((identity) => [
        { name: memberColumn(identity), type: 'member' as const, nullable: true },
        { name: keyColumn(identity), type: keyTypes.get(identity) ?? ('text' as const), nullable: true },
        ...(tellsFirstDays(activity, identity)
          ? [{ name: firstColumn(identity), type: 'date' as const, nullable: true }]
          : []),
      ]),
      ...flagColumns(activity),
      ...(hasScope(activity) ? [countedColumn] : []),
    ],
    order: [],
    isTemporary: true,
  }
}

/** Some rows of an activity by their members' keys, before the members are found. It lives while a build runs. */
export function keyedTable(activity: Activity, keyTypes: ReadonlyMap<string, KeyType>): StoredTable {
  const stage = stageTable(activity, keyTypes)
  const members = new Set(activity.identities.map(memberColumn))
  return {
    ...stage,
    name: `keyed_${activity.name}`,
    columns: stage.columns.filter((column) => !members.has(column.name)),
  }
}

/** Whether a row of a stage is one that counts; 0 for a row that decides first days only. */
export const countedColumn = { name: 'counted', type: 'integer', nullable: false } as const

/** The column that says whether a member's row of the day is one that says that the member is new. */
export const flagColumn = { name: 'flagged', type: 'integer', nullable: false } as const

function flagColumns(activity: Activity) {
  return hasFlag(activity) ? [flagColumn] : []
}

/** The combinations of dimension values that an activity has, numbered: its cells. */
export function cellsTable(activity: Activity): StoredTable {
  return {
    name: `cells_${activity.name}`,
    columns: [{ name: 'cell', type: 'member', nullable: false }, ...dimensionColumns(activity)],
    order: ['cell'],
  }
}

/** Member-days: one row for a day, a cell and a member who was active in it, with the member's segments that day. */
export function memberDaysTable(activity: Activity, identity: string): StoredTable {
  return {
    name: `days_${activity.name}_${identity}`,
    columns: [
      { name: 'day', type: 'date', nullable: false },
      { name: 'cell', type: 'member', nullable: false },
      { name: 'member', type: 'member', nullable: false },
      ...flagColumns(activity),
      ...(activity.segments[identity] ?? []).map((segment) => ({
        name: segmentColumn(segment.name),
        type: 'integer' as const,
        nullable: false,
      })),
    ],
    order: ['day', 'cell', 'member'],
  }
}

/** The columns of member-days but those of segments, by name. */
export function plainDayColumns(activity: Activity): readonly string[] {
  return ['day', 'cell', 'member', ...flagColumns(activity).map((column) => column.name)]
}

/** First days: for a cell and a member, the first day on which the member was active in it. */
export function firstDaysTable(activity: Activity, identity: string): StoredTable {
  return {
    name: `firsts_${activity.name}_${identity}`,
    columns: [
      { name: 'cell', type: 'member', nullable: false },
      { name: 'member', type: 'member', nullable: false },
      { name: 'day', type: 'date', nullable: false },
    ],
    order: ['cell', 'member'],
  }
}

/** The column of a stage table that holds a member's number; null where there was none when the row was read. */
export function memberColumn(identity: string): string {
  return `member_${identity}`
}

/** The column that holds an identity's key; in a stage table the key of a member who has no number there. */
export function keyColumn(identity: string): string {
  return `key_${identity}`
}

/** The column that holds what a row says of a member's first day. */
export function firstColumn(identity: string): string {
  return `first_${identity}`
}

/** The column of member-days that holds the number of a member's segment that day; 0 where no version explains it. */
export function segmentColumn(segment: string): string {
  return `segment_${segment}`
}

/** The column of a stored table that holds a dimension's value. */
export function dimensionColumn(dimension: string): string {
  return `by_${dimension}`
}

function dimensionColumns(activity: Activity) {
  return activity.dimensions.map((dimension) => ({
    name: dimensionColumn(dimension),
    type: 'text' as const,
    nullable: true,
  }))
}
