import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, isObject, objectOf, texts, type ShapeOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Description } from '../measures/described.js'
import { isAdditive } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { aMetric } from '../metrics/declared-metric.js'
import { aSource, type Source } from '../sources/source.js'
import { parseDay, type Day } from '../calendar/day.js'
import { isDecimal, refuseUndeclaredColumns, refuseUnfit, usualCurrencyColumn } from './plan-checks.js'
import { projectionMethods, type ProjectionMethod } from './projection-methods.js'
import type { Redistribution } from './redistribution.js'
import type { Rounding } from './rounding.js'

/** Where a month's target comes from: a source with a row for each month and version. */
export interface TargetDeclaration {
  readonly from: Source
  /** The version that holds, where the source has several. */
  readonly version?: string
  /**
   * The columns' names, where they are others than `year`, `month`, `version`, `kpi_initial`, `currency`. Those of the version
   * and of the currency need not be there.
   */
  readonly columns?: Partial<TargetColumns>
}

/** The same target for every month, as a decimal: `{ everyMonth: '650000' }`. */
export interface EveryMonth {
  readonly everyMonth: string
  /** The currency that it is in. Default: that of the metric. */
  readonly currency?: string
}

export interface TargetColumns {
  readonly year: string
  readonly month: string
  readonly version: string
  readonly amount: string
  /** The currency that a target is in; without one it is in that of the metric. */
  readonly currency: string
}

/** What each day of the month is called, and what such a day brings. */
export interface LabelsDeclaration {
  /** A source with a row for each day. */
  readonly calendar: Source
  /**
   * A source with a row for each month and label; or `derived`, to work them out from the three full months before:
   * uplift = average of the label's days ÷ average of the normal days, weight = uplift × number of such days.
   */
  readonly weights: Source | 'derived'
  /** The label of a day like any other. Default: `Normal day`. */
  readonly normal?: string
  /**
   * The columns' names, where they are others than `calendar_date` and `date_label` in the calendar, and `year`,
   * `month`, `date_label`, `uplift`, `weight`, `total_weight_month` among the weights.
   */
  readonly columns?: Partial<LabelColumns>
}

export interface LabelColumns {
  readonly day: string
  readonly label: string
  readonly year: string
  readonly month: string
  readonly labelOfWeights: string
  readonly uplift: string
  readonly weight: string
  readonly totalWeight: string
}

/** What is declared of a plan; see {@link plan}. */
export interface PlanDeclaration<D extends string> extends Pick<Description, 'label' | 'description'> {
  /** What the target is of: a metric that adds up over days and parts. */
  readonly metric: Metric<D>
  /** A source of targets, or an amount that is every month's. */
  readonly target: TargetDeclaration | EveryMonth
  /** Default: no labels; every day of a month has the same target. */
  readonly labels?: LabelsDeclaration
  /**
   * The time of a row, for what comes by hour: a column (a timestamp in the project's time zone, or an instant).
   * Default: the column that the business day is taken from.
   */
  readonly time?: string
  /**
   * What stands for today: its `actual` from the first row on, as documented; or its projection, and the initial
   * target until there is one. Default: `projected`.
   */
  readonly today?: 'actual' | 'projected'
  /** Default: `none`. */
  readonly rounding?: Rounding
  /** Default: by weight with no day asked for more than twice its initial target. */
  readonly redistribution?: Redistribution
  /** Days to come that keep their initial target: by date, or by label. */
  readonly frozen?: { readonly days?: readonly Day[]; readonly labels?: readonly string[] }
  /** A dimension of the metric by whose revenue in the three full months before the plan is split as well. */
  readonly split?: { readonly by: NoInfer<D> }
  /** How the day's end is projected. Default: `recommended`. */
  readonly projection?: ProjectionMethod
}

const targetColumnKeys: ShapeOf<Partial<TargetColumns>> = {
  year: z.string().optional(),
  month: z.string().optional(),
  version: z.string().optional(),
  amount: z.string().optional(),
  currency: z.string().optional(),
}

const labelColumnKeys: ShapeOf<Partial<LabelColumns>> = {
  day: z.string().optional(),
  label: z.string().optional(),
  year: z.string().optional(),
  month: z.string().optional(),
  labelOfWeights: z.string().optional(),
  uplift: z.string().optional(),
  weight: z.string().optional(),
  totalWeight: z.string().optional(),
}

const fromSource = objectOf<TargetDeclaration>({
  from: aSource,
  version: z.string().optional(),
  columns: objectOf<Partial<TargetColumns>>(targetColumnKeys).optional(),
})

const everyMonth = objectOf<EveryMonth>({ everyMonth: z.string(), currency: z.string().optional() })

const labelKeys = objectOf<LabelsDeclaration>({
  calendar: aSource,
  weights: chosen<Source | 'derived'>((value) =>
    value === 'derived' ? z.any() : isObject(value) ? aSource : "a source, or 'derived'",
  ),
  normal: z.string().optional(),
  columns: objectOf<Partial<LabelColumns>>(labelColumnKeys).optional(),
})

const aPlanDeclaration = objectOf<PlanDeclaration<string>>({
  label: z.string().optional(),
  description: z.string().optional(),
  metric: aMetric,
  target: chosen<TargetDeclaration | EveryMonth>((value) =>
    isObject(value) && 'everyMonth' in value ? everyMonth : fromSource,
  ),
  labels: labelKeys.optional(),
  time: z.string().optional(),
  today: z.enum(['actual', 'projected']).optional(),
  rounding: chosen<Rounding>((value) =>
    value === 'none' ? z.any() : isObject(value) ? objectOf({ unit: z.string() }) : needsRounding,
  ).optional(),
  redistribution: chosen<Redistribution>((value) => {
    return isObject(value) ? objectOf({ capped: z.string() }) : z.enum(['by-weight', 'evenly'])
  }).optional(),
  frozen: objectOf<NonNullable<PlanDeclaration<string>['frozen']>>({
    days: z.array(z.string()).optional(),
    labels: texts.optional(),
  }).optional(),
  split: objectOf<{ readonly by: string }>({ by: z.string() }).optional(),
  projection: z.enum(Object.keys(projectionMethods) as ProjectionMethod[]).optional(),
})

const needsRounding = "'none', or a unit such as { unit: '0.01' }"

/** {@link TargetDeclaration}, spelled out. */
export interface PlanTarget {
  readonly from: Source
  readonly version: string | undefined
  readonly columns: TargetColumns
}

/** {@link LabelsDeclaration}, spelled out. */
export interface PlanLabels {
  readonly calendar: Source
  readonly weights: Source | 'derived'
  readonly normal: string
  readonly columns: LabelColumns
}

/** A target for a month, allocated to days, adjusted as actuals arrive, projected to the end of day and month. */
export interface Plan extends Pick<Description, 'label' | 'description'> {
  readonly kind: 'plan'
  readonly metric: Metric
  readonly target: PlanTarget | EveryMonth
  readonly labels: PlanLabels | undefined
  readonly time: string | undefined
  readonly today: 'actual' | 'projected'
  readonly rounding: Rounding
  readonly redistribution: Redistribution
  readonly frozen: { readonly days: readonly Day[]; readonly labels: readonly string[] }
  readonly split: { readonly by: string } | undefined
  readonly projection: ProjectionMethod
}

/**
 * Declares a plan.
 *
 * @throws Refusal `plan-not-additive`, `invalid-plan`, `undeclared-column`
 * @example
 * const monthly = plan({
 *   metric: revenue,
 *   target: { from: targets, version: 'Thang 1' },
 *   labels: { calendar: days, weights: labelWeights },
 *   rounding: { unit: '0.01' },
 * })
 */
export function plan<D extends string>(declaration: PlanDeclaration<D>): Plan {
  checkDeclaration('plan', [[declaration, aPlanDeclaration]])
  const { metric, target, labels, frozen, split } = declaration
  const { today = 'projected', rounding = 'none', redistribution = { capped: '2' } } = declaration
  if (!isAdditive(metric)) throw new Refusal('plan-not-additive', { kind: metric.kind })
  refuseUnfit(rounding, redistribution)
  for (const [index, day] of (frozen?.days ?? []).entries())
    parseDay(day, 'a frozen day of a plan', { call: 'plan', path: [0, 'frozen', 'days', index] })
  const declared: Plan = {
    kind: 'plan',
    metric,
    target: targetOf(target),
    labels: labels && labelsOf(labels),
    time: declaration.time,
    today,
    rounding,
    redistribution,
    frozen: { days: frozen?.days ?? [], labels: frozen?.labels ?? [] },
    split,
    projection: declaration.projection ?? 'recommended',
    ...(declaration.label === undefined ? {} : { label: declaration.label }),
    ...(declaration.description === undefined ? {} : { description: declaration.description }),
  }
  refuseUndeclaredColumns(declared)
  return Object.freeze(declared)
}

const targetColumns: TargetColumns = {
  year: 'year',
  month: 'month',
  version: 'version',
  amount: 'kpi_initial',
  currency: usualCurrencyColumn,
}

const labelColumns: LabelColumns = {
  day: 'calendar_date',
  label: 'date_label',
  year: 'year',
  month: 'month',
  labelOfWeights: 'date_label',
  uplift: 'uplift',
  weight: 'weight',
  totalWeight: 'total_weight_month',
}

function targetOf(target: TargetDeclaration | EveryMonth): Plan['target'] {
  if ('from' in target) {
    return { from: target.from, version: target.version, columns: { ...targetColumns, ...target.columns } }
  }
  const { everyMonth, currency } = target
  if (!isDecimal(everyMonth)) {
    throw new Refusal('invalid-plan', {
      what: 'target',
      given: everyMonth,
      needs: 'a number, such as 650000',
    })
  }
  return { everyMonth, ...(currency !== undefined && { currency }) }
}

function labelsOf({ calendar, weights, normal = 'Normal day', columns }: LabelsDeclaration): PlanLabels {
  return { calendar, weights, normal, columns: { ...labelColumns, ...columns } }
}

/** The sources that a plan reads beside its metric's. */
export function planSources({ target, labels }: Plan): readonly Source[] {
  return [
    ...(labels === undefined ? [] : [labels.calendar]),
    ...('from' in target ? [target.from] : []),
    ...(labels === undefined || labels.weights === 'derived' ? [] : [labels.weights]),
  ]
}
