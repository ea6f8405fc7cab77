import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import { trailing } from '../calendar/trailing.js'
import type { Format } from '../measures/described.js'
import { lookingBack, rolledLeaf, type AmountLeaf, type Leaf } from '../measures/leaf.js'
import { activeDaysKind } from './active-days.js'
import { arithmeticKind } from './arithmetic.js'
import { churnedMembersKind } from './churned-members.js'
import type { Metric } from './metric.js'
import type { Figures, MetricKind, Reading } from './metric-kind.js'
import { existingMembersKind } from './existing-members.js'
import { newMembersKind } from './new-members.js'
import { plain } from './exact.js'
import { perDayKind } from './per-day.js'
import { previousMembersKind } from './previous-members.js'
import { ratioKind } from './ratio.js'
import { reactivatedMembersKind } from './reactivated-members.js'
import { retainedMembersKind } from './retained-members.js'
import { rollingKind } from './rolling.js'
import { stayedMembersKind } from './stayed-members.js'
import { activeSumKind, countKind, membersKind, returningSumKind, sumKind } from './simple.js'

type Kinds = { readonly [K in Metric['kind']]: MetricKind<Extract<Metric, { kind: K }>> }

/** Every kind of metric. A kind that is missing here does not compile. */
const kinds: Kinds = {
  sum: sumKind,
  count: countKind,
  members: membersKind,
  'returning-sum': returningSumKind,
  'active-sum': activeSumKind,
  'new-members': newMembersKind,
  'existing-members': existingMembersKind,
  'retained-members': retainedMembersKind,
  'reactivated-members': reactivatedMembersKind,
  'stayed-members': stayedMembersKind,
  'churned-members': churnedMembersKind,
  'previous-members': previousMembersKind,
  ratio: ratioKind,
  arithmetic: arithmeticKind,
  'per-day': perDayKind,
  rolling: rollingKind,
  'active-days': activeDaysKind,
}

function kindOf(metric: Metric): MetricKind<Metric> {
  return kinds[metric.kind]
}

/** Every leaf that a metric is worked out from, its parts' leaves included. */
export function leavesOf(metric: Metric): readonly Leaf[] {
  const known = leavesByMetric.get(metric)
  if (known !== undefined) return known
  const kind = kindOf(metric)
  const leaves = [...kind.leaves(metric), ...kind.parts(metric).flatMap(leavesOf)]
  const days = kind.trailing?.(metric)
  const found = days === undefined ? leaves : leaves.map((leaf) => rolledLeaf(leaf, days))
  leavesByMetric.set(metric, found)
  return found
}

/** Metrics never change, and every row of every answer asks for their leaves. */
const leavesByMetric = new WeakMap<Metric, readonly Leaf[]>()

/** The metrics that a metric is worked out from, itself first. */
export function partsOf(metric: Metric): readonly Metric[] {
  return [metric, ...kindOf(metric).parts(metric).flatMap(partsOf)]
}

/** What a metric reads, given the figures of its leaves and the days that they are of. */
export function readMetric(metric: Metric, given: GivenFigures): Reading {
  const known = given.read?.get(metric)
  if (known !== undefined) return known
  const reading = readAnew(metric, given)
  given.read?.set(metric, reading)
  return reading
}

/** What metrics are read from, in one range. */
export type GivenFigures = Pick<Figures, 'leaf' | 'currencies' | 'days' | 'over'> & {
  /** What was read already of the same figures, since metrics share their parts. */
  readonly read?: Map<Metric, Reading>
}

function readAnew(metric: Metric, given: GivenFigures): Reading {
  if (isUnknown(metric, given.over)) return { value: null, because: 'not-known-yet' }
  const kind = kindOf(metric)
  const over = trailingDays(given, kind.trailing?.(metric))
  return kind.read(metric, new ReadFigures(over))
}

class ReadFigures implements Figures {
  constructor(private readonly given: GivenFigures) {}

  get days(): number {
    return this.given.days
  }

  leaf(wanted: Leaf): string {
    return plain(this.given.leaf(wanted))
  }

  currencies(wanted: AmountLeaf): readonly (string | null)[] {
    return this.given.currencies(wanted)
  }

  read(part: Metric): Reading {
    return readMetric(part, this.given)
  }
}

/** Whether a metric is not known on all of the days that it reads: its own, those that trail, those looked back to. */
function isUnknown(metric: Metric, over: Figures['over']): boolean {
  const { knownFrom } = metric
  if (knownFrom === undefined || over === undefined) return false
  return leavesOf(metric).some((leaf) => firstDayOf(leaf, over) < knownFrom)
}

function firstDayOf(leaf: Leaf, over: Days): Day {
  const { range, before } = daysReadBy(leaf, over)
  return before?.from ?? range.from
}

/** The days over which a leaf is taken, those that trail included, and the days that it looks back to, if it does. */
export function daysReadBy(leaf: Leaf, over: Days): { readonly range: Range; readonly before?: Range } {
  const { range, before } = leaf.rolling === undefined ? over : trailing(over.range, leaf.rolling)
  return isLookingBack(leaf) ? { range, before } : { range }
}

type Days = NonNullable<Figures['over']>

function trailingDays(given: GivenFigures, days: number | undefined): GivenFigures {
  if (days === undefined) return given
  return {
    days,
    leaf: (wanted) => given.leaf(rolledLeaf(wanted, days)),
    currencies: (wanted) => given.currencies(rolledLeaf(wanted, days)),
    ...(given.over && { over: trailing(given.over.range, days) }),
  }
}

/** A metric's formula in words. */
export function formulaOf(metric: Metric, nameOf: (metric: Metric) => string): string {
  return kindOf(metric).formula(metric, nameOf)
}

/** Whether a metric adds up over days and over dimensions. */
export function isAdditive(metric: Metric): boolean {
  return kindOf(metric).additive(metric, isAdditive)
}

function isWhole(metric: Metric): boolean {
  return kindOf(metric).whole(metric, isWhole)
}

/** How a metric's values are written: as it declares, else with two decimals where they may not be whole. */
export function formatOf(metric: Metric): Format {
  return metric.format ?? { as: 'number', decimals: isWhole(metric) ? 0 : 2 }
}

/** Whether a metric is worked out from the range before: retained, reactivated, churned members and the like. */
export function looksBack(metric: Metric): boolean {
  return leavesOf(metric).some(isLookingBack)
}

function isLookingBack(leaf: Leaf): boolean {
  return leaf.pass === 'presence' && lookingBack.has(leaf.figure)
}
