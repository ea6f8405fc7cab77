import type { AsOf } from '../../activities/member-segment.js'
import { dimensionColumn, segmentColumn } from '../../activities/activity-tables.js'
import type { Activity } from '../../activities/activity.js'
import { Refusal } from '../../errors.js'
import { segmentsTable, type KeptSegment } from '../../segments/segment-tables.js'
import { join, name, sql, stored, type Sql } from '../../sql/sql.js'
import type { Filter } from '../question.js'
import { condition } from './fragments.js'

/** What a question's dimensions are in an activity: its own, and the attributes of its members' segments. */
export interface Split {
  /** Dimensions of the rows themselves: the cells have them. */
  readonly own: readonly string[]
  readonly ownWhere: readonly Filter[]
  /** Attributes of segments: members have them. */
  readonly attributes: readonly string[]
  readonly heldWhere: readonly Filter[]
  /** The segments that have those attributes; none where no attribute is asked for. */
  readonly segments: readonly KeptSegment[]
  /** Which segment holds for longer than a day. */
  readonly asOf: AsOf
}

/** What a split is found from. */
export interface Splitting {
  readonly by: readonly string[]
  readonly where: readonly Filter[]
  /** The segments that the project keeps. */
  readonly kept: readonly KeptSegment[]
  /** As the question says; undefined where it leaves it to the segments' declarations. */
  readonly segmentAsOf: AsOf | undefined
}

/**
 * Tells an activity's own dimensions from its members' attributes.
 *
 * @throws Refusal `segments-disagree` where segments are declared to be taken as of different days
 */
export function splitOf(
  { segments, dimensions }: Activity,
  identity: string,
  { by, where, kept, segmentAsOf }: Splitting,
): Split {
  const isOwn = (dimension: string) => dimensions.includes(dimension)
  const attributes = by.filter((dimension) => !isOwn(dimension))
  const heldWhere = where.filter(({ dimension }) => !isOwn(dimension))
  const wanted = new Set([...attributes, ...heldWhere.map(({ dimension }) => dimension)])
  const asked = (segments[identity] ?? []).filter(({ attributeNames }) =>
    attributeNames.some((attribute) => wanted.has(attribute)),
  )
  const choices = new Set(asked.map(({ asOf }) => segmentAsOf ?? asOf))
  if (choices.size > 1) {
    throw new Refusal('segments-disagree', { segments: asked.map((segment) => segment.name) })
  }
  return {
    own: by.filter(isOwn),
    ownWhere: where.filter(({ dimension }) => isOwn(dimension)),
    attributes,
    heldWhere,
    segments: kept.filter((each) => each.identity === identity && asked.includes(each.segment)),
    asOf: [...choices][0] ?? 'last-activity',
  }
}

/** `JOIN segments_level … ON …`: the attributes of the segments whose numbers are in a relation. */
export function joinSegments(segments: readonly KeptSegment[], relation: string): Sql {
  return join(
    segments.map((kept) => {
      const alias = name(attributesOf(kept))
      return sql`
JOIN ${stored(segmentsTable(kept))} AS ${alias} ON ${alias}.segment = ${name(relation)}.${name(segmentColumn(kept.segment.name))}`
    }),
    '',
  )
}

/** `, by_level`: the attributes that are asked for, each after a comma, from the relations that were joined. */
export function attributeList({ attributes, segments }: Split, { named }: { named: boolean }): Sql {
  return join(
    attributes.map((attribute) => {
      const kept = segments.find(({ segment }) => segment.attributeNames.includes(attribute))
      const column = name(dimensionColumn(attribute))
      const found = kept === undefined ? column : sql`${name(attributesOf(kept))}.${column}`
      return named ? sql`, ${found} AS ${column}` : sql`, ${found}`
    }),
    '',
  )
}

/** The attributes that are asked for or filtered by. */
export function carriedAttributes({ attributes, heldWhere }: Split): readonly string[] {
  return [...new Set([...attributes, ...heldWhere.map(({ dimension }) => dimension)])]
}

/** ` AND …`: the filters on attributes. */
export function heldConditions({ heldWhere }: Split): Sql {
  return join(
    heldWhere.map((filter) => sql` AND ${condition(filter)}`),
    '',
  )
}

function attributesOf({ segment }: KeptSegment): string {
  return `of_${segment.name}`
}
