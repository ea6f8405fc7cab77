import type { Source } from '../sources/source.js'

/** Which of a member's segments holds for a range of days; see {@link AsOf}. */
export const asOfChoices = ['last-activity', 'each-activity', 'period-end', 'current'] as const

/**
 * Which of a member's segments holds for a range of days: the one on the last day on which the member was
 * active in it; each one that the member was active in; the one on the range's last counted day; or the one
 * of today.
 */
export type AsOf = (typeof asOfChoices)[number]

/** What members were on each day, from a history with validity dates, as declared. */
export interface Segment<A extends string = string> {
  readonly kind: 'segment'
  readonly name: string
  readonly from: Source
  /** Who: a column or expression over the history. */
  readonly member: string
  /** The first and the last day on which a version holds; both belong to it. */
  readonly validFrom: string
  readonly validTo: string
  /** Whether `validTo` is where the next version starts, so that a version holds up to just before it. */
  readonly endsBefore: boolean
  /** Which rows of the history are versions; undefined for all. */
  readonly where: string | undefined
  /** Attribute → column or expression over the history. */
  readonly attributes: Readonly<Record<A, string>>
  readonly attributeNames: readonly A[]
  /** Which segment holds for longer than a day, where a question does not say. */
  readonly asOf: AsOf
  readonly description: string | undefined
}
