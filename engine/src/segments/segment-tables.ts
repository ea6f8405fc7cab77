import { dictionaryTable, dimensionColumn, type KeyType } from '../activities/activity-tables.js'
import type { Segment } from '../activities/member-segment.js'
import type { StoredTable } from '../sql/stored-table.js'

/** A segment as it is kept: for the members of an identity. */
export interface KeptSegment {
  readonly segment: Segment
  readonly identity: string
  readonly keyType: KeyType
}

/** The name of a kept segment, unique in a project. */
export function keptSegmentName({ segment, identity }: Pick<KeptSegment, 'segment' | 'identity'>): string {
  return `${segment.name}_${identity}`
}

/** The dictionary that numbers a kept segment's members. */
export function dictionaryOf({ identity, keyType }: KeptSegment): StoredTable {
  return dictionaryTable(identity, keyType)
}

/** The combinations of attributes that a history has, numbered from 1. Number 0 has none: no version explains it. */
export function segmentsTable(kept: Pick<KeptSegment, 'segment' | 'identity'>): StoredTable {
  return {
    name: `segments_${keptSegmentName(kept)}`,
    columns: [
      { name: 'segment', type: 'integer', nullable: false },
      ...kept.segment.attributeNames.map((attribute) => ({
        name: dimensionColumn(attribute),
        type: 'text' as const,
        nullable: true,
      })),
    ],
    order: ['segment'],
  }
}

/**
 * A history made plain: spans of days that do not overlap. A member is in the segment of the span that ends
 * first of those that end on the day or later (`until`, in days since 1970-01-01), so that gaps go to the next.
 * A member's spans have places in their order, from 1.
 */
export function historyTable(kept: Pick<KeptSegment, 'segment' | 'identity'>): StoredTable {
  return {
    name: `history_${keptSegmentName(kept)}`,
    columns: [
      { name: 'member', type: 'member', nullable: false },
      { name: 'until', type: 'integer', nullable: false },
      { name: 'segment', type: 'integer', nullable: false },
      { name: 'place', type: 'integer', nullable: false },
    ],
    order: ['member', 'until'],
  }
}
