import { hasFlag, type Activity } from '../../activities/activity.js'
import type { Figure, Leaf } from '../../measures/leaf.js'
import { Fetched, passesOf, type Group } from '../figures.js'
import type { CheckFailure, CheckResult, Checking, Checks } from './check.js'

const figures = ['active', 'before', 'new', 'existing', 'retained', 'reactivated', 'churned'] as const

/** What has to hold of one row's figures, whatever the data. */
const identities = {
  'active = new + retained + reactivated': (of: Counts) => [of.active, of.new + of.retained + of.reactivated],
  'active = new + existing': (of: Counts) => [of.active, of.new + of.existing],
  'previous active = retained + churned': (of: Counts) => [of.before, of.retained + of.churned],
} as const satisfies Readonly<Record<string, (of: Counts) => readonly [number, number]>>

type Counts = Readonly<Record<Figure, number>>

/** The identities between counts of people, for every activity, every way of saying who, and every split. */
export const peopleChecks: Checks = async (checking) => {
  const results: CheckResult[] = []
  for (const activity of checking.loaded.layout.activities) {
    for (const identity of activity.identities) {
      const whole = await counted(checking, { activity, identity, by: [] })
      results.push(...identityChecks(whole), followsOn(whole))
      for (const dimension of activity.dimensions) {
        const split = await counted(checking, { activity, identity, by: [dimension] })
        results.push(...identityChecks(split), followsOn(split), withinBounds(whole, split))
      }
    }
  }
  return results
}

interface Counting {
  readonly activity: Activity
  readonly identity: string
  readonly by: readonly string[]
}

/** People as they were counted in every period, by group. */
interface Counted extends Counting {
  readonly periods: Checking['periods']
  readonly groups: readonly Group[]
  counts(group: Group, period: number): Counts
}

async function counted({ session, loaded, periods }: Checking, counting: Counting): Promise<Counted> {
  const { activity: of, identity, by } = counting
  const leafOf = (figure: Figure): Leaf => ({ pass: 'presence', of, identity, figure })
  // Who is active is counted by a statement of its own: the identities then compare two ways of counting.
  const leaves = [
    figures.filter((figure) => figure === 'active'),
    figures.filter((figure) => figure !== 'active'),
  ]
  const passes = leaves.flatMap((some) =>
    passesOf({ loaded, leaves: some.map(leafOf), windows: periods, by, where: [] }),
  )
  const fetched = await Fetched.from(session, passes, by)
  return {
    ...counting,
    periods,
    groups: by.length === 0 ? [[]] : fetched.groups(),
    counts: (group, period) =>
      Object.fromEntries(
        figures.map((figure) => [figure, Number(fetched.figure(leafOf(figure), group, period))]),
      ) as Counts,
  }
}

function identityChecks(of: Counted): readonly CheckResult[] {
  // Where a flag says who is new, someone of the period before can be flagged too.
  const held = Object.entries(identities).filter(
    ([holds]) => !hasFlag(of.activity) || !holds.includes('new + retained'),
  )
  return held.map(([holds, sides]) => result(of, holds, (group, period) => sides(of.counts(group, period))))
}

/** A period's previous members are those who were counted as active in the period before it. */
function followsOn(of: Counted): CheckResult {
  return result(of, "previous active = the period before's active", (group, period) => {
    const [now, before] = [of.periods[period], of.periods[period - 1]]
    return before === undefined || now?.before.from !== before.range.from || now.grain !== before.grain
      ? undefined
      : [of.counts(group, period - 1).active, of.counts(group, period).before]
  })
}

/** People in all are no fewer than in any one group, and no more than in all groups added up. */
function withinBounds(whole: Counted, split: Counted): CheckResult {
  const failures: CheckFailure[] = []
  for (const [period, { label }] of whole.periods.entries()) {
    const { active } = whole.counts([], period)
    const parts = split.groups.map((group) => split.counts(group, period).active)
    const [most, sum] = [Math.max(0, ...parts), parts.reduce((all, part) => all + part, 0)]
    if (active < most || active > sum) {
      failures.push({ where: label, expected: `${most} to ${sum}`, found: String(active) })
    }
  }
  return {
    holds: 'largest part ≤ total ≤ sum of parts',
    of: named(split),
    compared: whole.periods.length,
    failures,
  }
}

function result(
  of: Counted,
  holds: string,
  sidesOf: (group: Group, period: number) => readonly [number, number] | undefined,
): CheckResult {
  const sides = of.periods.flatMap(({ label }, period) =>
    of.groups.flatMap((group) => {
      const both = sidesOf(group, period)
      return both === undefined ? [] : [{ where: placeOf(label, of.by, group), both }]
    }),
  )
  const failures = sides.flatMap(({ where, both: [expected, found] }) =>
    expected === found ? [] : [{ where, expected: String(expected), found: String(found) }],
  )
  return { holds, of: named(of), compared: sides.length, failures }
}

function named({ activity, identity, by }: Counting): string {
  return [`${activity.name} by ${identity}`, ...by.map((dimension) => `by ${dimension}`)].join(', ')
}

/** Such as `2025-Q4, line SBMY`. */
export function placeOf(label: string, by: readonly string[], group: Group): string {
  return [label, ...by.map((dimension, index) => `${dimension} ${group[index] ?? '(none)'}`)].join(', ')
}
