import type { Day } from '../calendar/day.js'
import { formulaOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { heldIn, prepareQuestion, type Asking } from './ask.js'
import { partsByCut, type PassPart } from './cut-passes.js'
import { ledgerIn } from './data-state.js'
import { howRolled } from './figures.js'
import { processCache } from './process-cache.js'
import type { Rolling } from './rolled-pass.js'
import { passStatement } from './passes/passes.js'
import type { Question } from './question.js'
import type { SegmentsHeld } from './segments-held.js'
import type { Window } from './windows.js'

/** One statement that a question sends, and what it is for. */
export interface ExplainedPass {
  /** What it reads, such as `presence activity sales customer`. */
  readonly says: string
  /** `rows`, or `total`: the level of the answer that it is for. */
  readonly level: 'rows' | 'total'
  /** How many windows of days it reads at once. */
  readonly windows: readonly Window[]
  /** What it is answered from. */
  readonly from: 'member-days' | 'rollups'
  /** Why it is not answered from rollups; null where it is. */
  readonly because: string | null
  /** Of rollups: the cells that are merged, such as `{"line":"SBMY"}`. */
  readonly cells: readonly string[]
  /** Of rollups: the calendar nodes that are merged for all windows, such as `week of 2025-10-06`. */
  readonly nodes: readonly string[]
  /** The same over member-days: the statement with its values written out, ready to be run by hand. */
  readonly sql: string
}

/** How a question is answered, without answering it. */
export interface Explanation {
  readonly asOf: Day
  readonly metrics: readonly { readonly name: string; readonly formula: string }[]
  /** Which segment each metric goes by; null where no segment is asked for. */
  readonly segments: SegmentsHeld | null
  readonly source: 'member-days' | 'rollups'
  /** Which passes are not answered from rollups, and why; null where all of them are. */
  readonly because: string | null
  readonly passes: readonly ExplainedPass[]
}

/**
 * The statements that answer a question, as the warehouse would be sent them.
 *
 * @throws Refusal what {@link prepareQuestion} refuses
 * @example
 * const { passes } = await explain({ metrics: ['revenue'], period: '2011-Q3' }, { loaded, warehouse, today })
 */
export async function explain(question: Question, asking: Asking): Promise<Explanation> {
  const { question: resolved, rows, total } = prepareQuestion(question, asking)
  const names = new Map(Object.entries(asking.loaded.project.metrics).map(([name, metric]) => [metric, name]))
  const nameOf = (metric: Metric): string => names.get(metric) ?? `(${formulaOf(metric, nameOf)})`
  const { loaded, cache = processCache } = asking
  const passes = await asking.warehouse.read(async (session) => {
    const rolling = { session, loaded, ledger: await ledgerIn(session), cache }
    const explained: ExplainedPass[] = []
    for (const [level, { passes: own, windows, currencies }] of rows === total
      ? ([['total', total]] as const)
      : ([
          ['rows', rows],
          ['total', total],
        ] as const)) {
      const telling = currencies.flatMap(({ dimension, passes: apart }) =>
        apart.map((pass) => ({ ...pass, says: `${pass.says}, which currencies by ${dimension}` })),
      )
      for (const { says, request } of [...own, ...telling]) {
        for (const part of await partsByCut(request, rolling)) {
          const how = await explainedPass(part, { ...rolling, isOff: asking.rollups === false })
          const read = part.numbers.flatMap((n) => windows[n] ?? [])
          explained.push({
            says,
            level,
            windows: read,
            ...how,
            sql: session.show(passStatement(part.request)),
          })
        }
      }
    }
    return explained
  })
  const reasons = passes.flatMap(({ says, because }) => (because === null ? [] : [`${says}: ${because}`]))
  return {
    asOf: asking.today,
    metrics: resolved.metrics.map(({ name, metric }) => ({ name, formula: formulaOf(metric, nameOf) })),
    segments: heldIn(resolved, asking.loaded),
    source: reasons.length === 0 ? 'rollups' : 'member-days',
    because: reasons.length === 0 ? null : [...new Set(reasons)].join('; '),
    passes,
  }
}

async function explainedPass(
  part: PassPart,
  rolling: Rolling & { readonly isOff: boolean },
): Promise<Pick<ExplainedPass, 'from' | 'because' | 'cells' | 'nodes'>> {
  const rolled = howRolled(part, rolling)
  if (rolled.because !== undefined) {
    return { from: 'member-days', because: rolled.because, cells: [], nodes: [] }
  }
  return { from: 'rollups', because: null, ...(await rolled.reads()) }
}
