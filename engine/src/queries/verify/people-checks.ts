import { hasFlag, type Activity } from '../../activities/activity.js'
import { asOfChoices, type AsOf } from '../../activities/member-segment.js'
import { figureNames, type Figure, type Leaf } from '../../measures/leaf.js'
import { ledgerIn } from '../data-state.js'
import { Fetched, passesOf, type Group, type Pass } from '../figures.js'
import { processCache } from '../process-cache.js'
import { rolledPass } from '../rolled-pass.js'
import type { CheckFailure, CheckResult, Checking, Checks } from './check.js'

/** What has to hold of one row's figures, whatever the data. */
const identities = {
  'active = new + retained + reactivated': (of: Counts) => [of.active, of.new + of.retained + of.reactivated],
  'active = new + existing': (of: Counts) => [of.active, of.new + of.existing],
  'previous active = stayed + churned': (of: Counts) => [of.before, of.stayed + of.churned],
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
      for (const { attribute, asOf } of attributions(activity, identity)) {
        const split = await counted(checking, { activity, identity, by: [attribute], asOf })
        const bounds = asOf === 'each-activity' ? withinBounds(whole, split) : addUp(whole, split)
        results.push(...identityChecks(split), bounds)
      }
    }
  }
  return results
}

/** Every attribute of an identity's members, with each way of saying which segment holds for longer than a day. */
function attributions(activity: Activity, identity: string) {
  return (activity.segments[identity] ?? []).flatMap(({ attributeNames }) =>
    attributeNames.flatMap((attribute) => asOfChoices.map((asOf) => ({ attribute, asOf }))),
  )
}

interface Counting {
  readonly activity: Activity
  readonly identity: string
  readonly by: readonly string[]
  /** Which segment holds, where the split is by an attribute. */
  readonly asOf?: AsOf
}

/** People as they were counted in every period, by group. */
interface Counted extends Counting {
  readonly periods: Checking['periods']
  readonly groups: readonly Group[]
  counts(group: Group, period: number): Counts
  /** The same as rollups say; undefined where some of it is not answered from them. */
  readonly rolled: ((group: Group, period: number) => Counts) | undefined
}

async function counted(checking: Checking, counting: Counting): Promise<Counted> {
  const { session, loaded, periods, today } = checking
  const { activity: of, identity, by, asOf: segmentAsOf } = counting
  const leafOf = (figure: Figure): Leaf => ({ pass: 'presence', of, identity, figure })
  // Who is active is counted by a statement of its own: the identities then compare two ways of counting. By what
  // members are, one statement counts all of them either way.
  const isApart = segmentAsOf === undefined
  const leaves = isApart
    ? [['active'] as const, figureNames.filter((figure) => figure !== 'active')]
    : [figureNames]
  const passes = leaves.flatMap((some) =>
    passesOf({ loaded, leaves: some.map(leafOf), windows: periods, by, where: [], segmentAsOf, today }),
  )
  const fetched = await Fetched.from(session, passes, by)
  const rolled = await rolledUp(passes, by, checking)
  const countsIn = (from: Fetched) => (group: Group, period: number) =>
    Object.fromEntries(
      figureNames.map((figure) => [figure, Number(from.figure(leafOf(figure), group, period))]),
    ) as Counts
  return {
    ...counting,
    periods,
    groups: by.length === 0 ? [[]] : groupsOf([fetched, ...(rolled ? [rolled] : [])]),
    counts: countsIn(fetched),
    rolled: rolled && countsIn(rolled),
  }
}

/** What rollups answer; undefined where one of the passes goes to member-days, which then say the same. */
async function rolledUp(
  passes: readonly Pass[],
  by: readonly string[],
  { session, loaded }: Checking,
): Promise<Fetched | undefined> {
  const rolling = { session, loaded, ledger: await ledgerIn(session), cache: processCache }
  if (passes.some(({ request }) => rolledPass(request, rolling).because !== undefined)) return undefined
  return Fetched.rolled(passes, by, rolling)
}

function groupsOf(fetched: readonly Fetched[]): readonly Group[] {
  const groups = fetched.flatMap((each) =>
    each.groups().map((group) => [JSON.stringify(group), group] as const),
  )
  return [...new Map(groups).values()]
}

function identityChecks(of: Counted): readonly CheckResult[] {
  // Where a flag says who is new, someone of the period before can be flagged too.
  const held = Object.entries(identities).filter(
    ([holds]) => !hasFlag(of.activity) || !holds.includes('new + retained'),
  )
  const kept = held.map(([holds, sides]) =>
    result(of, holds, (group, period) => sides(of.counts(group, period))),
  )
  return [...kept, ...rollupChecks(of)]
}

/** Rollups count the same as member-days. */
function rollupChecks(of: Counted): readonly CheckResult[] {
  const { rolled } = of
  if (rolled === undefined) return []
  return [
    combined(
      figureNames.map((figure) =>
        result(of, 'rollups = member-days', (group, period) => [
          of.counts(group, period)[figure],
          rolled(group, period)[figure],
        ]),
      ),
      figureNames,
    ),
  ]
}

/** Checks of one kind as one, their failures told apart by name. */
function combined(checks: readonly CheckResult[], names: readonly string[]): CheckResult {
  const [{ holds, of } = { holds: '', of: '' }] = checks
  return {
    holds,
    of,
    compared: checks.reduce((sum, { compared }) => sum + compared, 0),
    failures: checks.flatMap(({ failures }, at) =>
      failures.map((failure) => ({ ...failure, where: `${failure.where}, ${names[at] ?? ''}` })),
    ),
  }
}

/** Where each member is in one segment, the rows of each figure are its parts. */
function addUp(whole: Counted, split: Counted): CheckResult {
  const checks = figureNames.map((figure) =>
    result(whole, 'total of people = sum of its segments', (group, period) => [
      whole.counts(group, period)[figure],
      split.groups.reduce((sum, part) => sum + split.counts(part, period)[figure], 0),
    ]),
  )
  return { ...combined(checks, figureNames), of: named(split) }
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

function named({ activity, identity, by, asOf }: Counting): string {
  const split = by.map((dimension) =>
    asOf === undefined ? `by ${dimension}` : `by ${dimension} as of ${asOf}`,
  )
  return [`${activity.name} by ${identity}`, ...split].join(', ')
}

/** Such as `2025-Q4, line SBMY`. */
export function placeOf(label: string, by: readonly string[], group: Group): string {
  return [label, ...by.map((dimension, index) => `${dimension} ${group[index] ?? '(none)'}`)].join(', ')
}
