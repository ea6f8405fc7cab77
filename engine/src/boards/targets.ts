import { periodOf, type Period } from '../calendar/period.js'
import { sameRange, type Range } from '../calendar/range.js'
import { divided, exact, plus, times } from '../metrics/exact.js'
import { isAdditive } from '../metrics/metric-kinds.js'
import { paceState, type PaceState } from '../plans/pace.js'
import { metricNamed, type Targets } from '../project/targets.js'
import type { AnswerRow } from '../queries/answer.js'
import { askFiguresIn, askIn, type Asking } from '../queries/ask.js'
import { readSetTargets, seenTargets, type SetTarget } from './set-targets.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** What a metric is to reach in a period, and how far it has come. Shares are in percent. */
export interface Target {
  readonly target: string
  /** The value as a share of the target; null where the target is 0 or below. */
  readonly achieved: string | null
  /** Whether the whole target is reached (`met`), beaten (`ahead`) or not yet (`behind`): more counts as better. */
  readonly state: PaceState
  /** By how much the value is beyond the whole target; 0 until then. */
  readonly surplus: string
  /**
   * The target's share for the days that have passed, today included; once the period is over, all of it. Null
   * while it is in progress for what does not add up over days, such as members.
   */
  readonly toDate: string | null
  readonly achievedToDate: string | null
}

/** A metric's target for one value of the dimension that targets are split by, or for all of them. */
export interface TargetRow extends Target {
  readonly metric: string
  /** null stands for all values together. */
  readonly of: string | null
  readonly value: string
}

/** The targets of a board's period. */
export type BoardTargets =
  | { readonly period: string; readonly dimension: string; readonly rows: readonly TargetRow[] }
  | { readonly because: 'not-one-period'; readonly grain: Targets['period'] }

/**
 * The targets of the period that a range is, with what was reached. A metric's target for all values together is
 * the one set for them; where none is, the sum of the targets of the values, if the metric adds up.
 */
export async function boardTargets(
  session: ReadSession,
  asked: Range,
  asking: Omit<Asking, 'warehouse'>,
): Promise<BoardTargets | null> {
  const { project } = asking.loaded
  const { targets } = project
  if (targets === undefined) return null
  const period = periodOf(asked.from, targets.period, project.calendar)
  if (!sameRange(period.range, asked)) return { because: 'not-one-period', grain: targets.period }
  const { dimension } = targets.by
  const set = await targetsInForce(session, period, { targets, asking })
  const rows =
    set.size === 0 || asked.from > asking.today
      ? []
      : await reached(session, period.label, { set, targets, asking })
  return { period: period.label, dimension, rows }
}

/** Metric → value of the dimension, or null for all → target. */
export type TargetsSet = ReadonlyMap<string, ReadonlyMap<string | null, string>>

export interface Reaching {
  readonly targets: Targets
  readonly asking: Omit<Asking, 'warehouse'>
}

/** The targets of a period: those of the source, and above them those that were set since. */
export async function targetsInForce(
  session: ReadSession,
  { label, range }: Pick<Period, 'label' | 'range'>,
  reaching: Reaching,
): Promise<TargetsSet> {
  const { targets, asking } = reaching
  const inSource = await targetsSet(session, range.from, reaching)
  const sees = seenTargets(targets, asking)
  if (sees === undefined) return inSource
  const set = new Map([...inSource].map(([metric, of]) => [metric, new Map(of)]))
  const last = new Map<string, SetTarget>()
  for (const each of await readSetTargets(session, label)) {
    if (sees(each.of)) last.set(JSON.stringify([each.metric, each.of]), each)
  }
  for (const { metric, of, target } of last.values()) {
    if (target === null || !Object.hasOwn(asking.loaded.project.metrics, metric)) continue
    set.set(metric, (set.get(metric) ?? new Map<string | null, string>()).set(of, target))
  }
  return set
}

async function targetsSet(
  session: ReadSession,
  day: string,
  { targets, asking }: Reaching,
): Promise<TargetsSet> {
  const { dimension, whole } = targets.by
  const today = asking.today > day ? asking.today : day
  const question = { metrics: [targets.from], from: day, to: day, by: [targets.metric, dimension] }
  const { rows } = await askIn(session, question, { ...asking, today })
  const set = new Map<string, Map<string | null, string>>()
  for (const { dimensions, values } of rows) {
    const metric = metricNamed(dimensions[targets.metric] ?? '', asking.loaded.project)
    const target = values[targets.from]?.value
    if (metric === undefined || typeof target !== 'string') continue
    const value = dimensions[dimension] ?? null
    const of = set.get(metric) ?? new Map<string | null, string>()
    const key = value === whole ? null : value
    of.set(key, plus(of.get(key) ?? '0', target))
    set.set(metric, of)
  }
  return set
}

async function reached(
  session: ReadSession,
  period: string,
  { set, targets, asking }: Reaching & { set: TargetsSet },
): Promise<readonly TargetRow[]> {
  const { dimension } = targets.by
  const question = { metrics: [...set.keys()], period, by: [dimension] }
  const { rows, total } = await askFiguresIn(session, question, asking)
  return [...set].flatMap(([metric, of]) => {
    const declared = asking.loaded.project.metrics[metric]
    const additive = declared !== undefined && isAdditive(declared)
    const all = of.get(null) ?? (additive ? [...of.values()].reduce(plus) : undefined)
    const each = (row: AnswerRow, value: string | null, target: string | undefined): readonly TargetRow[] => {
      const reading = row.values[metric]?.value
      return target === undefined || typeof reading !== 'string'
        ? []
        : [{ metric, of: value, value: reading, ...achieved(reading, target, { row, additive }) }]
    }
    const lines = rows.flatMap((row) => {
      const value = row.dimensions[dimension] ?? null
      return value === null ? [] : each(row, value, of.get(value))
    })
    return [...each(total, null, all), ...lines]
  })
}

function achieved(
  value: string,
  target: string,
  { row, additive }: { row: AnswerRow; additive: boolean },
): Target {
  const { days, of } = row.elapsed
  const toDate = row.complete ? target : additive ? divided(times(target, String(days)), String(of)) : null
  return {
    target,
    achieved: share(value, target),
    ...beside(value, target),
    toDate,
    achievedToDate: toDate === null ? null : share(value, toDate),
  }
}

function share(value: string, of: string): string | null {
  return Number(of) <= 0 ? null : times(value, '100', of)
}

function beside(value: string, target: string): Pick<Target, 'state' | 'surplus'> {
  const [reached, aimed] = [exact(value), exact(target)]
  const state = paceState(reached, aimed)
  return { state, surplus: state === 'ahead' ? reached.minus(aimed).toFixed() : '0' }
}
