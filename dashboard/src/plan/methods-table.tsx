import type { PlanReport } from '../api/answers.js'
import { inWords } from '../api/project.js'
import type { AskedPlan, Explained } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { FigureTable } from '../tables/figure-table.js'
import { saidFacts } from './pace-figures.js'
import { planWord, projectionFormulas } from './words.js'

/** Where today will end, by each method, and what each goes by. */
export function MethodsTable({ report, plan }: { report: PlanReport; plan: AskedPlan }) {
  const { current, metric } = report
  if (current === null) return null
  return (
    <Panel title="Where today will end">
      <FigureTable
        caption="Where today will end, by method"
        columns={['Method', 'Projected end', 'Low', 'High', 'Of a usual day passed']}
        rows={current.methods.map((projection) => ({
          key: projection.method,
          head: `${inWords(projection.method)}${projection.method === current.projection.method ? ', in use' : ''}`,
          isTotal: projection.method === current.projection.method,
          cells: [
            ...[projection.value, projection.low, projection.high].map((value) => ({
              text: formatted(value, metric.format),
              ...(value !== null && { figure: projectionExplained(projection, report, plan) }),
            })),
            {
              text: formatted(projection.share === null ? null : Number(projection.share) * 100, {
                as: 'percent',
                decimals: 1,
              }),
            },
          ],
        }))}
      />
      {current.methods.map(({ method, basis, notes, because }) => (
        <p className="note" key={method}>
          {inWords(method)}: {basis === null ? '' : `by ${planWord(basis)}. `}
          {because && planWord(because)} {notes.map(planWord).join(' ')}
        </p>
      ))}
    </Panel>
  )
}

type Projection = NonNullable<PlanReport['current']>['methods'][number]

/** How a projected end of the day came about. */
function projectionExplained(
  { method, value, low, high, share, basis, notes }: Projection,
  report: PlanReport,
  plan: AskedPlan,
): Explained {
  const { current, metric } = report
  const amount = (figure: Projection['value']) => formatted(figure, metric.format)
  const passed = formatted(share === null ? null : Number(share) * 100, { as: 'percent', decimals: 1 })
  return {
    kind: 'stated',
    title: `End of today, ${inWords(method).toLowerCase()}`,
    value: amount(value),
    formula: projectionFormulas[method] ?? inWords(method),
    facts: [
      { says: 'Booked today', value: amount(current?.booked ?? null) },
      { says: 'Of a usual day passed', value: passed },
      ...(basis === null ? [] : [{ says: 'A usual day is that of', value: planWord(basis) }]),
      {
        says: 'Ends between, 8 times out of 10',
        value: low === null ? 'not known' : `${amount(low)} – ${amount(high)}`,
      },
      ...notes.map((note, index) => ({ says: `Note ${index + 1}`, value: planWord(note) })),
      ...saidFacts(report),
    ],
    plan,
  }
}
