import type { Activity } from '../activities/activity.js'
import type { RowSet } from '../activities/row-set.js'
import type { AmountCurrency } from './amount-currency.js'
import type { SummedColumn } from './summed-column.js'

/** What a member can be in a range, beside the range before it. */
export type Figure = (typeof figureNames)[number]

/** Every figure, in the order in which people read them. */
export const figureNames = [
  'active',
  'before',
  'new',
  'existing',
  'retained',
  'reactivated',
  'stayed',
  'churned',
] as const

/** The figures that are told by the range before, too. */
export const lookingBack: ReadonlySet<Figure> = new Set([
  'before',
  'retained',
  'reactivated',
  'stayed',
  'churned',
])

/** The figures of members of the range before: those count by what they were in it. */
export const countedBefore: ReadonlySet<Figure> = new Set(['before', 'stayed', 'churned'])

/** How many members are what `figure` says. */
export interface PresenceLeaf {
  readonly pass: 'presence'
  readonly of: Activity
  readonly identity: string
  readonly figure: Figure
  /** Over so many days that end on the range's last day, in place of the range. */
  readonly rolling?: number
}

/**
 * One figure that has to be fetched from the warehouse. A metric is worked out from its leaves alone, so that
 * the leaves of many metrics can be fetched in few statements.
 */
export type Leaf =
  /** A stored column of daily sums over a row set. */
  | {
      readonly pass: 'sums'
      readonly of: RowSet
      readonly summed: SummedColumn
      readonly currency?: AmountCurrency | undefined
      readonly rolling?: number
    }
  | PresenceLeaf
  /** On how many days members were active: each member counts once for each day. */
  | {
      readonly pass: 'active-days'
      readonly of: Activity
      readonly identity: string
      readonly rolling?: number
    }
  /** A stored column of daily sums by member, over the members whose first day lies before the range. */
  | {
      readonly pass: 'returning'
      readonly of: Activity
      readonly identity: string
      readonly summed: SummedColumn
      readonly currency?: AmountCurrency | undefined
      readonly rolling?: number
    }
  /** A stored column of daily sums by member over all of the activity's sources' rows, of members who are active. */
  | {
      readonly pass: 'active-sums'
      readonly of: Activity
      readonly identity: string
      readonly summed: SummedColumn
      readonly currency?: AmountCurrency | undefined
      readonly rolling?: number
    }

/** A leaf that counts members, and so can be split by their segments. */
export type MemberLeaf = Extract<Leaf, { pass: 'presence' | 'active-days' }>

/** A leaf of amounts that are each in a currency. */
export type AmountLeaf = Extract<Leaf, { summed: SummedColumn }> & { readonly currency: AmountCurrency }

/** Whether a leaf says of each amount in which currency it is. */
export function isInCurrency(leaf: Leaf): leaf is AmountLeaf {
  return 'summed' in leaf && leaf.currency !== undefined
}

/** The leaf that counts the amounts of another, by which it is known in which currencies there are any. */
export function countingLeaf(leaf: AmountLeaf): Leaf {
  const known = counting.get(leaf) ?? { ...leaf, summed: leaf.currency.counted, currency: undefined }
  counting.set(leaf, known)
  return known
}

const counting = new WeakMap<Leaf, Leaf>()

/** Whether a leaf counts members. */
export function countsMembers(leaf: Leaf): leaf is MemberLeaf {
  return leaf.pass === 'presence' || leaf.pass === 'active-days'
}

/** A leaf over the days that trail the range's last day; one that trails already stays as it is. */
export function rolledLeaf<L extends Leaf>(leaf: L, days: number): L {
  const byDays = rolled.get(leaf) ?? new Map<number, Leaf>()
  const known = byDays.get(days) ?? { ...leaf, rolling: leaf.rolling ?? days }
  rolled.set(leaf, byDays.set(days, known))
  return known as L
}

const rolled = new WeakMap<Leaf, Map<number, Leaf>>()

/** A leaf's name, the same for leaves that are fetched by one column of one statement. */
export function leafKey(leaf: Leaf): string {
  const known = keys.get(leaf) ?? `${passKey(leaf)}/${columnKey(leaf)}`
  keys.set(leaf, known)
  return known
}

const keys = new WeakMap<Leaf, string>()

function columnKey(leaf: Leaf): string {
  if (leaf.pass === 'active-days') return leaf.pass
  return leaf.pass === 'presence' ? leaf.figure : leaf.summed.column
}

/** The name of the statement that fetches a leaf. */
export function passKey(leaf: Leaf): string {
  const over = leaf.rolling === undefined ? '' : `/over ${leaf.rolling} days`
  const of = `${leaf.pass}/${leaf.of.kind}/${leaf.of.name}`
  return leaf.pass === 'sums' ? of + over : `${of}/${leaf.identity}${over}`
}
