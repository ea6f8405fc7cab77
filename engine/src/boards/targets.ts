import { periodOf } from '../calendar/period.js'
import { sameRange, type Range } from '../calendar/range.js'
import type { Format } from '../measures/described.js'
import { formatOfCurrency } from '../metrics/currency-format.js'
import { currencyOfMetric } from '../metrics/currency-of-metric.js'
import { divided, exact, times } from '../metrics/exact.js'
import { readMetric } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { paceState, type PaceState } from '../plans/pace.js'
import { declaredMetric } from '../project/board.js'
import type { Targets } from '../project/targets.js'
import type { Answer, AnsweredMetric, AnswerRow, AnswerValue, NoValue } from '../queries/answer.js'
import { answeredMetric, askFiguresIn, type Asking } from '../queries/ask.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { currencyOfTarget, isInCurrencyOf } from './target-currency.js'
import {
  targetsInForce,
  together,
  type Reaching,
  type TargetInForce,
  type TargetsSet,
} from './targets-in-force.js'

/** Why a value and its target are not put beside each other, or one of them has no amount. */
export type NoShare = NoValue | 'other-currency'

/** What a metric is to reach in a period, and how far it has come. Shares are in percent. */
export interface Target {
  /** Null where it would be added up from several currencies. */
  readonly target: string | null
  /** The currency that it is in: its own, else that of the value. Left out where it is in none. */
  readonly targetCurrency?: string
  /** Why nothing is said of how far the value has come. */
  readonly because?: NoShare
  /** The value as a share of the target; null where the target is 0 or below. */
  readonly achieved: string | null
  /**
   * Whether the whole target is reached (`met`), beaten (`ahead`) or not yet (`behind`): more counts as better. Null where
   * value and target cannot be compared.
   */
  readonly state: PaceState | null
  /** By how much the value is beyond the whole target; 0 until then, null where they cannot be compared. */
  readonly surplus: string | null
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
  readonly label: string
  /** How the value is written. */
  readonly format: Format
  /** null stands for all values together. */
  readonly of: string | null
  /** Null where it has none, for the reason in `because`. */
  readonly value: string | null
  /** The currency of the value; null where its rows do not say theirs. */
  readonly currency?: string | null
}

/** The targets of a board's period. */
export type BoardTargets =
  | { readonly period: string; readonly dimension: string; readonly rows: readonly TargetRow[] }
  | { readonly because: 'not-one-period'; readonly grain: Targets['period'] }

/**
 * The targets of the period that a range is, with what was reached. A metric's target for all values together is
 * the one set for them; where none is, the sum of the targets of the values, if the metric adds up. Targets of different
 * currencies are not added, and none is put beside a value of another currency.
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

async function reached(
  session: ReadSession,
  period: string,
  { set, targets, asking }: Reaching & { set: TargetsSet },
): Promise<readonly TargetRow[]> {
  const { dimension } = targets.by
  const question = { metrics: [...set.keys()], period, by: [dimension] }
  const answer = await askFiguresIn(session, question, asking)
  return answer.metrics.flatMap((said) => {
    const of = set.get(said.name) ?? new Map<string | null, TargetInForce>()
    const metric = declaredMetric(said.name, asking.loaded.project.metrics)
    const { format } = answeredMetric(said.name, metric, asking.loaded)
    return rowsOfMetric({ said: { ...said, format }, metric, dimension, of }, answer)
  })
}

/** A metric with its targets. */
interface Aimed {
  readonly said: AnsweredMetric
  readonly metric: Metric
  readonly dimension: string
  readonly of: ReadonlyMap<string | null, TargetInForce>
}

/** The row of all values together, then those of the values, in the answer's order; last those without data. */
function rowsOfMetric(aimed: Aimed, { rows, total }: Answer): readonly TargetRow[] {
  const { said, metric, dimension, of } = aimed
  const byValue = new Map(rows.map((row) => [row.dimensions[dimension] ?? null, row]))
  const ordered = [...byValue.keys(), ...of.keys()].filter((value) => value !== null)
  const parts = [...new Set(ordered)].flatMap((value) => {
    const target = of.get(value)
    const row = byValue.get(value)
    return target === undefined
      ? []
      : [{ value, target, reading: row?.values[said.name] ?? withoutRows(metric, total) }]
  })
  const whole = of.get(null) ?? (said.additive && parts.length > 0 ? inAll(parts, aimed) : undefined)
  return [
    ...(whole === undefined
      ? []
      : [rowOf(aimed, { of: null, target: whole, reading: total.values[said.name], row: total })]),
    ...parts.map(({ value, target, reading }) => rowOf(aimed, { of: value, target, reading, row: total })),
  ]
}

/** What a metric reads where the data have no rows. */
function withoutRows(metric: Metric, { elapsed, range, before }: AnswerRow): AnswerValue {
  const over = { range, before: { from: before.from, to: before.to } }
  return readMetric(metric, { leaf: () => '0', currencies: () => [], days: elapsed.days, over })
}

/** The targets of values together, each in its own currency, else in that of its value. */
function inAll(
  parts: readonly { readonly target: TargetInForce; readonly reading: AnswerValue }[],
  { metric, said: { format } }: Aimed,
): TargetInForce {
  return together(
    parts.map(({ target, reading }) => {
      const { currency = currencyOfMetric(metric, { told: reading.currency, format }) ?? undefined } = target
      return { ...target, currency }
    }),
  )
}

interface Reached {
  readonly of: string | null
  readonly target: TargetInForce
  readonly reading: AnswerValue | undefined
  /** The row of the period. */
  readonly row: AnswerRow
}

function rowOf({ said, metric }: Aimed, { of, target, reading, row }: Reached): TargetRow {
  const { name, label, format, additive } = said
  const currency = currencyOfMetric(metric, { told: reading?.currency, format })
  const targetCurrency = currencyOfTarget(target.currency, currency, { metric, format })
  const value = reading?.value ?? null
  const because =
    value === null
      ? (reading?.because ?? 'not-known-yet')
      : target.target === null
        ? 'several-currencies'
        : isInCurrencyOf(target.currency, currency)
          ? undefined
          : 'other-currency'
  return {
    metric: name,
    label,
    format: formatOfCurrency(format, currency),
    of,
    value,
    ...(currency !== undefined && { currency }),
    ...(targetCurrency !== undefined && { targetCurrency }),
    ...(because === undefined && value !== null && target.target !== null
      ? achieved(value, target.target, { row, additive })
      : { ...notCompared(target.target, { row, additive }), ...(because !== undefined && { because }) }),
  }
}

interface OverDays {
  readonly row: AnswerRow
  readonly additive: boolean
}

function achieved(value: string, target: string, over: OverDays): Target {
  const toDate = targetToDate(target, over)
  return {
    target,
    achieved: share(value, target),
    ...beside(value, target),
    toDate,
    achievedToDate: toDate === null ? null : share(value, toDate),
  }
}

function notCompared(target: string | null, over: OverDays): Target {
  const toDate = target === null ? null : targetToDate(target, over)
  return { target, achieved: null, state: null, surplus: null, toDate, achievedToDate: null }
}

function targetToDate(target: string, { row, additive }: OverDays): string | null {
  const { days, of } = row.elapsed
  return row.complete ? target : additive ? divided(times(target, String(days)), String(of)) : null
}

function share(value: string, of: string): string | null {
  return Number(of) <= 0 ? null : times(value, '100', of)
}

function beside(value: string, target: string): { readonly state: PaceState; readonly surplus: string } {
  const [reached, aimed] = [exact(value), exact(target)]
  const state = paceState(reached, aimed)
  return { state, surplus: state === 'ahead' ? reached.minus(aimed).toFixed() : '0' }
}
