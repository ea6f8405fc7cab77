import type { Period } from '../calendar/period.js'
import { saidCurrency } from '../metrics/currencies.js'
import { plus } from '../metrics/exact.js'
import { metricNamed, type Targets } from '../project/targets.js'
import type { AnswerValue } from '../queries/answer.js'
import { askFiguresIn, type Asking } from '../queries/ask.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { currenciesTogether } from './target-currency.js'
import { readSetTargets, seenTargets, type SetTarget } from './set-targets.js'

/** A target as it holds. */
export interface TargetInForce {
  /** Exact decimal text; null where it would be added up from several currencies. */
  readonly target: string | null
  /** The currency that it says; undefined where it says none. */
  readonly currency: string | undefined
}

/** Metric → value of the dimension, or null for all → target. */
export type TargetsSet = ReadonlyMap<string, ReadonlyMap<string | null, TargetInForce>>

export interface Reaching {
  readonly targets: Targets
  readonly asking: Omit<Asking, 'warehouse'>
}

/**
 * The targets of a period: those of the source, and above them those that were set since. What is set says no currency:
 * it is in that of the metric's value.
 */
export async function targetsInForce(
  session: ReadSession,
  { label, range }: Pick<Period, 'label' | 'range'>,
  reaching: Reaching,
): Promise<TargetsSet> {
  const { targets, asking } = reaching
  const inSource = await targetsOfSource(session, range.from, reaching)
  const sees = seenTargets(targets, asking)
  if (sees === undefined) return inSource
  const set = new Map([...inSource].map(([metric, of]) => [metric, new Map(of)]))
  const last = new Map<string, SetTarget>()
  for (const each of await readSetTargets(session, label)) {
    if (sees(each.of)) last.set(JSON.stringify([each.metric, each.of]), each)
  }
  for (const { metric, of, target } of last.values()) {
    if (target === null || !Object.hasOwn(asking.loaded.project.metrics, metric)) continue
    const known = set.get(metric) ?? new Map<string | null, TargetInForce>()
    set.set(metric, known.set(of, { target, currency: undefined }))
  }
  return set
}

async function targetsOfSource(
  session: ReadSession,
  day: string,
  { targets, asking }: Reaching,
): Promise<TargetsSet> {
  const { dimension, whole } = targets.by
  const today = asking.today > day ? asking.today : day
  const question = { metrics: [targets.from], from: day, to: day, by: [targets.metric, dimension] }
  // A target in several currencies has none of its own amount; the others of the board hold all the same.
  const { rows } = await askFiguresIn(session, question, { ...asking, today })
  const set = new Map<string, Map<string | null, TargetInForce>>()
  for (const { dimensions, values } of rows) {
    const metric = metricNamed(dimensions[targets.metric] ?? '', asking.loaded.project)
    const given = inForce(values[targets.from])
    if (metric === undefined || given === undefined) continue
    const value = dimensions[dimension] ?? null
    const of = set.get(metric) ?? new Map<string | null, TargetInForce>()
    const key = value === whole ? null : value
    const known = of.get(key)
    of.set(key, known === undefined ? given : together([known, given]))
    set.set(metric, of)
  }
  return set
}

function inForce(value: AnswerValue | undefined): TargetInForce | undefined {
  if (value === undefined) return undefined
  const { value: target, because, currency = null } = value
  if (target === null && because !== 'several-currencies') return undefined
  return { target, currency: saidCurrency(currency) ?? undefined }
}

/** Several targets as one; without an amount where they are in several currencies. */
export function together(targets: readonly TargetInForce[]): TargetInForce {
  const currencies = currenciesTogether(targets.map(({ currency }) => currency))
  if (currencies.length > 1) return { target: null, currency: undefined }
  const amounts = targets.flatMap(({ target }) => target ?? [])
  return {
    target: amounts.length < targets.length ? null : amounts.reduce(plus, '0'),
    currency: currencies[0],
  }
}
