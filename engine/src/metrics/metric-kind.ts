import type { Range } from '../calendar/range.js'
import { countsMembers, isInCurrency, type AmountLeaf, type Leaf } from '../measures/leaf.js'
import type { Metric } from './metric.js'

/** Why a reading has no value. */
export type Absence = 'denominator-is-zero' | 'not-known-yet' | 'several-currencies'

/** What a metric reads in one range: exact decimal text, or null with a reason. */
export interface Reading {
  readonly value: string | null
  readonly because?: Absence
  /** The currency that an amount is in; null where rows do not say. Left out where it is in none. */
  readonly currency?: string | null
  /** The currencies that are not added, where there are several. */
  readonly currencies?: readonly (string | null)[]
  /** Of a ratio: what was divided, and by what. */
  readonly numerator?: string | null
  readonly denominator?: string | null
  /** That the value is one which its declaration says to point out. */
  readonly flag?: Flag
}

/** What a value can be pointed out for. */
export type Flag = 'negative'

/** What a kind of metric may ask for while it is read. */
export interface Figures {
  /** A leaf's figure as exact decimal text; 0 where the warehouse has no row for it. */
  leaf(leaf: Leaf): string
  /** The currencies of the amounts that a leaf adds up. */
  currencies(leaf: AmountLeaf): readonly (string | null)[]
  /** How many days are counted. */
  readonly days: number
  /** The days that are counted, and the days before that they look back to; where they are dated at all. */
  readonly over?: { readonly range: Range; readonly before: Range }
  /** Another metric's reading in the same range. */
  read(metric: Metric): Reading
}

/** How a kind of metric answers for itself. */
export interface MetricKind<M extends Metric> {
  /** The metrics that it is worked out from. */
  parts(metric: M): readonly Metric[]
  /** The leaves that it reads itself. */
  leaves(metric: M): readonly Leaf[]
  read(metric: M, figures: Figures): Reading
  /** Over how many days up to the last one its parts are read, where that is not the range. */
  trailing?(metric: M): number
  /** Its formula in words, over the names of its parts. */
  formula(metric: M, nameOf: (metric: Metric) => string): string
  /** Whether a range's value is the sum of its days' values, and a total's the sum of its parts'. */
  additive(metric: M, isAdditive: (part: Metric) => boolean): boolean
  /** Whether every value is a whole number. */
  whole(metric: M, isWhole: (part: Metric) => boolean): boolean
}

/** A kind whose metrics are one leaf each, read as it is. */
export function oneLeaf<M extends Metric>(
  leafOf: (metric: M) => Leaf,
  { additive, formula }: { additive: boolean; formula: (metric: M) => string },
): MetricKind<M> {
  const leaves = new WeakMap<Metric, Leaf>()
  const ownLeaf = (metric: M): Leaf => {
    const known = leaves.get(metric) ?? leafOf(metric)
    leaves.set(metric, known)
    return known
  }
  return {
    parts: () => [],
    leaves: (metric) => [ownLeaf(metric)],
    read: (metric, figures) => leafReading(ownLeaf(metric), figures),
    formula,
    additive: () => additive,
    whole: (metric) => isWholeLeaf(ownLeaf(metric)),
  }
}

function isWholeLeaf(leaf: Leaf): boolean {
  return countsMembers(leaf) || leaf.summed.scale === 0
}

/** A leaf's figure; of amounts in several currencies there is none. */
function leafReading(leaf: Leaf, figures: Figures): Reading {
  if (!isInCurrency(leaf)) return { value: figures.leaf(leaf) }
  const currencies = figures.currencies(leaf)
  const [currency, ...others] = currencies
  if (others.length > 0) return { value: null, because: 'several-currencies', currencies }
  return { value: figures.leaf(leaf), ...(currency !== undefined && { currency }) }
}
