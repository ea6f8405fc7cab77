import { parseDay, type Day } from '../../calendar/day.js'
import { Refusal } from '../../errors.js'
import { referenceNamed, type Reference } from '../../project/reference.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { Asking } from '../ask.js'
import {
  differenceOf,
  rowCounts,
  stepsFound,
  type FoundStep,
  type RowCounts,
  type Step,
} from './causes-found.js'
import { declaredTallies } from './declared-tallies.js'
import { Differences, type ComparedRow } from './differences.js'
import { referenceTallies, type ComparedDays } from './reference-tallies.js'
import { sidesOf } from './sides.js'
import { sumOf, type Tally } from './tally.js'

/** What is to be reconciled. */
export interface ReconcileRequest {
  /** The reference's name in the project. */
  readonly reference: string
  /** The first and the last day to compare. Default: all days, up to the clock's. */
  readonly from?: string
  readonly to?: string
  /** How many examples each cause comes with. Default: 3. */
  readonly examples?: number
  readonly onProgress?: (step: { readonly done: number; readonly of: number; readonly doing: string }) => void
}

/** How a reference compares with the declared metrics, and why. */
export interface Reconciliation {
  readonly reference: string
  readonly asOf: Day
  /** The first and the last day on which either has a row; null where neither has one. */
  readonly days: { readonly from: Day; readonly to: Day } | null
  readonly dimensions: readonly string[]
  readonly columns: readonly { readonly column: string; readonly metric: string }[]
  readonly rows: RowCounts
  /** Reference less ours, over all rows: what causes and unexplained differences add up to. */
  readonly difference: Tally
  /** The causes in the order of their declaration, also those that amount to nothing. */
  readonly causes: readonly FoundStep[]
  /** Differences that no cause accounts for; empty where everything is explained. */
  readonly unexplained: readonly FoundStep[]
  /** What the steps are called that `compared` rows number. */
  readonly steps: readonly Step[]
  readonly compared: readonly ComparedRow[]
  readonly passed: boolean
}

/**
 * Compares the rows of a reference with the declared metrics, and tells by which causes they differ. Nothing is
 * guessed: the reference's model is run with one more cause corrected each time, and what a cause amounts to in a
 * row is by how much that changes it. What neither the published rows and the model, nor the model with every cause
 * corrected and the metrics, agree on is unexplained.
 *
 * @throws Refusal `unknown-reference`, `invalid-date`, `invalid-range`, `not-built`, `idle-cause`,
 * `reference-column`, `reference-column-type`
 * @example
 * const { rows, passed } = await reconcile({ reference: 'kpay_cust_dau_count' }, { loaded, warehouse, today })
 */
export function reconcile(request: ReconcileRequest, given: Asking): Promise<Reconciliation> {
  // A reference has whole days, today's as well.
  const asking = { ...given, until: undefined }
  const declared = referenceNamed(request.reference, asking.loaded.project.references)
  const days = comparedDays(request, asking.today)
  return asking.warehouse.read(async (session) => {
    const walked = await walk(session, { request, declared, days }, asking)
    return reconciliationOf(walked, { request, declared, today: asking.today })
  })
}

function comparedDays({ from, to }: ReconcileRequest, today: Day): ComparedDays {
  const first = from === undefined ? undefined : parseDay(from, 'the first day to compare')
  const last = to === undefined ? today : parseDay(to, 'the last day to compare')
  if (first !== undefined && first > last) throw new Refusal('invalid-range', { from: first, to: last })
  return { from: first, to: last < today ? last : today }
}

interface Walked {
  readonly steps: readonly Step[]
  readonly rows: readonly ComparedRow[]
}

async function walk(
  session: ReadSession,
  { request, declared, days }: { request: ReconcileRequest; declared: Reference; days: ComparedDays },
  asking: Asking,
): Promise<Walked> {
  const { reference, onProgress } = request
  const { dialect } = asking.warehouse
  const sides = await sidesOf(session, { reference, declared }, { loaded: asking.loaded, dialect })
  const of = sides.length + 1
  const columns = Object.keys(declared.values).length
  onProgress?.({ done: 0, of, doing: 'asking for the metrics' })
  const ours = await declaredTallies(session, { declared, days }, asking)
  let differences: Differences | undefined
  for (const [nr, { relation, corrects, refusalOf }] of sides.entries()) {
    const doing = corrects === undefined ? `reading ${reference}` : `running it without ${corrects}`
    onProgress?.({ done: nr + 1, of, doing })
    const tallies = await referenceTallies(session, relation, { reference, declared, days }).catch(
      (thrown: unknown) => {
        throw refusalOf(thrown)
      },
    )
    if (differences === undefined) differences = new Differences(tallies, columns)
    else differences.step(tallies)
  }
  differences?.step(ours)
  const corrected = sides.slice(1).map(({ corrects }) => stepOf(corrects, declared))
  return { steps: [...corrected, rest(declared)], rows: differences?.rows() ?? [] }
}

function stepOf(cause: string | undefined, { model = '', causes = {} }: Reference): Step {
  if (cause !== undefined) return { cause, says: causes[cause] ?? cause }
  return { cause, says: `The rows that were published are not those that the model ${model} gives now.` }
}

function rest({ causes = {} }: Reference): Step {
  const isExplained = Object.keys(causes).length > 0
  return {
    cause: undefined,
    says: isExplained
      ? 'The metrics differ from what the model gives with every cause corrected.'
      : 'The metrics differ, and no cause is declared.',
  }
}

function reconciliationOf(
  { steps, rows }: Walked,
  { request, declared, today }: { request: ReconcileRequest; declared: Reference; today: Day },
): Reconciliation {
  const columns = Object.entries(declared.values).map(([column, metric]) => ({ column, metric }))
  const found = stepsFound(rows, steps, { examples: request.examples ?? 3, columns: columns.length })
  const days = rows.flatMap(({ key }) => key.day ?? [])
  const [from, to] = [days[0], days.at(-1)]
  const counts = rowCounts(rows, steps, columns.length)
  return {
    reference: request.reference,
    asOf: today,
    days: from === undefined || to === undefined ? null : { from, to },
    dimensions: Object.values(declared.dimensions ?? {}),
    columns,
    rows: counts,
    difference: sumOf(
      rows.map((row) => differenceOf(row, columns.length)),
      columns.length,
    ),
    causes: found.filter(({ cause }) => cause !== undefined),
    unexplained: found.filter(({ cause, rows: touched }) => cause === undefined && touched > 0),
    steps,
    compared: rows,
    passed: counts.unexplained === 0,
  }
}
