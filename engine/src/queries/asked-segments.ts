import type { AsOf, Segment } from '../activities/member-segment.js'
import { countsMembers, type Leaf, type MemberLeaf } from '../measures/leaf.js'
import type { Filter } from './question.js'

/** The part of a question that segments are found from. */
export interface SegmentQuestion {
  readonly by: readonly string[]
  readonly where: readonly Filter[]
  readonly segmentAsOf: AsOf | undefined
}

/** The segments of a leaf's members that a question splits or filters by. */
export function askedSegments(
  { of, identity }: MemberLeaf,
  { by, where }: Pick<SegmentQuestion, 'by' | 'where'>,
): readonly Segment[] {
  const wanted = new Set([...by, ...where.map(({ dimension }) => dimension)])
  return (of.segments[identity] ?? []).filter(({ attributeNames }) =>
    attributeNames.some((attribute) => wanted.has(attribute)),
  )
}

/** Which segment holds for longer than a day in an answer; null where no segment is asked for. */
export function answeredAsOf(leaves: readonly Leaf[], question: SegmentQuestion): AsOf | null {
  const [first] = leaves.filter(countsMembers).flatMap((leaf) => askedSegments(leaf, question))
  return first === undefined ? null : (question.segmentAsOf ?? first.asOf)
}

/** The dimensions of a split that are not attributes of any member. */
export function ownDimensions(leaves: readonly Leaf[], question: SegmentQuestion): readonly string[] {
  const attributes = new Set(
    leaves
      .filter(countsMembers)
      .flatMap((leaf) => askedSegments(leaf, question).flatMap(({ attributeNames }) => attributeNames)),
  )
  return question.by.filter((dimension) => !attributes.has(dimension))
}
