import type { AsOf } from '../activities/member-segment.js'
import { countedBefore, countsMembers, type Leaf, type MemberLeaf } from '../measures/leaf.js'
import { askedSegments, type SegmentQuestion } from './asked-segments.js'
import { listInWords } from './list-in-words.js'

/** Which of a member's segments each metric of an answer goes by. Metrics are named as in the project. */
export interface SegmentsHeld {
  readonly asOf: AsOf
  /** The attributes that are split or filtered by. */
  readonly attributes: readonly string[]
  /** Those that count members by what they were in a row's days. */
  readonly inRange: readonly string[]
  /** Those that count members of the range before, by what they were in it. */
  readonly inRangeBefore: readonly string[]
  /** Those that are worked out from both, each part by its own. */
  readonly inBoth: readonly string[]
  /** In words: `by plan as of the last activity; churned by the plan of the range before`. */
  readonly says: string
}

/** A metric by its name and by what people call it, with what it is worked out from. */
export interface NamedLeaves {
  readonly name: string
  readonly label: string
  readonly leaves: readonly Leaf[]
}

/** Which segments hold for metrics in an answer; null where no segment is asked for. */
export function segmentsHeld(
  metrics: readonly NamedLeaves[],
  question: SegmentQuestion,
): SegmentsHeld | null {
  const sides = metrics.map(({ name, label, leaves: all }) => {
    const leaves = all.filter(countsMembers).filter((leaf) => askedSegments(leaf, question).length > 0)
    return {
      name,
      label,
      side: sideOf(leaves),
      segments: leaves.flatMap((leaf) => askedSegments(leaf, question)),
    }
  })
  const segments = sides.flatMap((each) => each.segments)
  const [first] = segments
  if (first === undefined) return null
  const asked = [...question.by, ...question.where.map(({ dimension }) => dimension)]
  const known = new Set(segments.flatMap(({ attributeNames }) => attributeNames))
  const of = (side: Side) => sides.filter((each) => each.side === side)
  const names = (side: Side) => of(side).map(({ name }) => name)
  const held = {
    asOf: question.segmentAsOf ?? first.asOf,
    attributes: [...new Set(asked.filter((dimension) => known.has(dimension)))],
    inRange: names('range'),
    inRangeBefore: names('before'),
    inBoth: names('both'),
  }
  const labels = new Map(metrics.map(({ name, label }) => [name, label]))
  return { ...held, says: inWords(held, (name) => labels.get(name) ?? name) }
}

/** The same of some of the metrics. */
export function heldFor(
  held: SegmentsHeld | null,
  metrics: readonly string[],
  labelOf: (name: string) => string,
): SegmentsHeld | null {
  if (held === null) return null
  const among = (names: readonly string[]) => names.filter((name) => metrics.includes(name))
  const some = {
    ...held,
    inRange: among(held.inRange),
    inRangeBefore: among(held.inRangeBefore),
    inBoth: among(held.inBoth),
  }
  return { ...some, says: inWords(some, labelOf) }
}

type Side = 'range' | 'before' | 'both' | 'neither'

/** The range whose members, and whose segments, leaves are of. */
function sideOf(leaves: readonly MemberLeaf[]): Side {
  const sides = new Set(
    leaves.map((leaf) => (leaf.pass === 'presence' && countedBefore.has(leaf.figure) ? 'before' : 'range')),
  )
  return sides.size > 1 ? 'both' : ([...sides][0] ?? 'neither')
}

const asOfInWords: Readonly<Record<AsOf, string>> = {
  'last-activity': 'as of the last activity',
  'each-activity': 'as of each activity',
  'period-end': "as of the period's end",
  current: 'as of today',
}

function inWords(
  { asOf, attributes, inRange, inRangeBefore, inBoth }: Omit<SegmentsHeld, 'says'>,
  labelOf: (name: string) => string,
): string {
  const what = listInWords(attributes, 'and')
  const when = asOfInWords[asOf]
  if (asOf === 'current' || inRangeBefore.length + inBoth.length === 0) return `by ${what} ${when}`
  if (inRange.length + inBoth.length === 0) return `by the ${what} of the range before, ${when} in it`
  const before = listInWords(inRangeBefore.map(labelOf), 'and')
  const both = listInWords(inBoth.map(labelOf), 'and')
  return [
    `by ${what} ${when}`,
    ...(before === '' ? [] : [`${before} by the ${what} of the range before`]),
    ...(both === '' ? [] : [`in ${both} each part by the ${what} of its own range`]),
  ].join('; ')
}
