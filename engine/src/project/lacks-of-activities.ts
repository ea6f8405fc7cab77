import type { Part } from '../activities/activity.js'
import { dayOf, memberKeyOf, rowParts, type RowPart, type RowSet } from '../activities/row-set.js'
import { neverHolds } from '../segments/history-rows.js'
import type { KeptSegment } from '../segments/segment-tables.js'
import type { Source } from '../sources/source.js'
import { sql } from '../sql/sql.js'
import { rowSetsOf } from './counted-days.js'
import { isAlwaysThere, wholeOf, type Lack } from './lack.js'
import type { Layout } from './layout.js'

/** What rows of a source need to be counted by activities and sums: a day, and for each identity a member. */
export function lacksOfRowSets(source: Source, layout: Layout): readonly Lack[] {
  const lacks = new Map<string, Lack>()
  for (const of of rowSetsOf(layout)) {
    for (const lack of lacksOf(of, source, layout)) {
      const { part, identity, column, lacks: what } = lack
      const excepted = (part.except ?? []).map(({ from, on }) => [from.name, on])
      const key = JSON.stringify([part.where, excepted, identity, column, what])
      const known = lacks.get(key)?.readBy ?? []
      const own = lack.readBy.filter(({ name }) => !known.some((reader) => reader.name === name))
      lacks.set(key, { ...lack, readBy: [...known, ...own] })
    }
  }
  return [...lacks.values()]
}

function lacksOf(of: RowSet, source: Source, layout: Layout): readonly Lack[] {
  const isOver = ({ from }: RowPart) => from.name === source.name
  const counted = rowParts(of)
    .filter(isOver)
    .flatMap((part) => lacksOfPart(of, part, layout))
  if (of.kind !== 'activity') return counted
  const deciding = of.firstDayScope.filter(isOver).flatMap((part) => lacksOfPart(of, part, layout))
  const told = (lack: Lack) => JSON.stringify([lack.column, lack.identity])
  const known = new Set(counted.map(told))
  // Rows that decide first days are mostly those that count, and some more: what those lack is said once.
  return [
    ...counted,
    ...deciding
      .filter((lack) => !known.has(told(lack)))
      .map((lack): Lack => ({ ...lack, lacks: firstDay[lack.lacks] ?? lack.lacks })),
  ]
}

const firstDay: Partial<Record<Lack['lacks'], Lack['lacks']>> = {
  day: 'day of a first day',
  member: 'member of a first day',
}

function lacksOfPart(of: RowSet, part: RowPart, { keyTypes }: Layout): readonly Lack[] {
  const { from, day } = part
  const readBy = of.kind === 'activity' ? [{ kind: 'activity' as const, name: of.name }] : []
  const ofDay: Lack = {
    readBy,
    part,
    lacks: 'day',
    column: day,
    isLacking: (writing) => sql`${dayOf(part, writing)} IS NULL`,
  }
  const identities = of.kind === 'activity' ? Object.entries((part as Part).identities) : []
  const ofMembers = identities.map(([identity, column]): Lack => ({
    readBy,
    part,
    lacks: 'member',
    column,
    identity,
    isLacking: (writing) => {
      const key = memberKeyOf(from, { identity: column, keyType: keyTypes.get(identity) }, writing)
      return sql`${dayOf(part, writing)} IS NOT NULL AND ${key} IS NULL`
    },
  }))
  return [ofDay, ...ofMembers].filter(({ column }) => column !== '' && !isAlwaysThere(from, column))
}

/** What versions of a history need to hold for someone: a member, and an end that is not before the start. */
export function lacksOfSegments(source: Source, { segments }: Layout): readonly Lack[] {
  return segments.filter(({ segment }) => segment.from.name === source.name).flatMap(lacksOfSegment)
}

function lacksOfSegment(kept: KeptSegment): readonly Lack[] {
  const { segment, keyType, identity } = kept
  const { from, where, member, validFrom, validTo } = segment
  const readBy = [{ kind: 'segment' as const, name: segment.name }]
  const part: RowPart = { ...wholeOf(from), where }
  const ofMember: Lack = {
    readBy,
    part,
    lacks: 'member',
    column: member,
    identity,
    isLacking: (writing) => sql`${memberKeyOf(from, { identity: member, keyType }, writing)} IS NULL`,
  }
  const ofDays: Lack = {
    readBy,
    part,
    lacks: 'day on which it holds',
    column: `${validFrom}, ${validTo}`,
    isLacking: (writing) => {
      const key = memberKeyOf(from, { identity: member, keyType }, writing)
      return sql`${key} IS NOT NULL AND ${neverHolds(segment, writing)}`
    },
  }
  return [...(isAlwaysThere(from, member) ? [] : [ofMember]), ofDays]
}
