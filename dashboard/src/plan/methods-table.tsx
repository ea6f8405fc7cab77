import type { PlanReport } from '../api/answers.js'
import { inWords } from '../api/project.js'
import { formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { FigureTable } from '../tables/figure-table.js'
import { planWord } from './words.js'

/** Where today will end, by each method, and what each goes by. */
export function MethodsTable({ report }: { report: PlanReport }) {
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
            { text: formatted(projection.value, metric.format) },
            { text: formatted(projection.low, metric.format) },
            { text: formatted(projection.high, metric.format) },
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
