import { Fragment, useState } from 'react'
import type { Reconciliation } from '../api/answers.js'
import { inWords, labelOf, useProject } from '../api/project.js'
import { dayInWords } from '../calendar/words.js'
import { formatted, type Format } from '../numbers/format.js'

type Step = Reconciliation['unexplained'][number] & { readonly cause?: string }
type Example = Step['examples'][number]
type Tally = Step['net']

/** A column of the reference, with the metric that it is compared with. */
interface Column {
  readonly name: string
  readonly label: string
  readonly format: Format
}

/** What each cause amounts to, by column, and on request the rows that show it best. */
export function CausesTable({ title, found }: { title: string; found: Reconciliation }) {
  const { metrics } = useProject()
  const columns = found.columns.map(({ column, metric }): Column => {
    const declared = metrics.find(({ name }) => name === metric)
    const format = declared?.format ?? { as: 'number', decimals: 0 }
    return { name: column, label: declared ? labelOf(declared) : column, format }
  })
  const causes: readonly Step[] = found.causes.filter(({ rows }) => rows > 0)
  const steps: readonly Step[] = [...found.unexplained, ...causes]
  if (steps.length === 0) return null
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`Causes, ${title}`}>
        <table className="figures causes">
          <caption className="unseen">By how much {title} says more than the metrics, by cause</caption>
          <thead>
            <tr>
              <th scope="col">Cause</th>
              <th scope="col">Rows</th>
              {columns.map(({ name, label }) => (
                <th scope="col" key={name} title={name}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <Cause key={step.cause ?? step.says} step={step} columns={columns} />
            ))}
            <tr className="total">
              <th scope="row">All differences</th>
              <td>{formatted(found.rows.compared - found.rows.equal, whole)}</td>
              {columns.map((column) => (
                <td key={column.name}>{amountIn(found.difference, column)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p className="note">
        By how much the table says more than the metrics. A row may have several causes.
        {causes.length < found.causes.length &&
          ` ${found.causes.length - causes.length} other causes amount to nothing.`}
      </p>
    </>
  )
}

function Cause({ step, columns }: { step: Step; columns: readonly Column[] }) {
  const [isUnfolded, setUnfolded] = useState(step.cause === undefined)
  const { cause, says, rows, net, examples } = step
  const name = cause === undefined ? 'Unexplained' : inWords(cause)
  return (
    <Fragment>
      <tr className={cause === undefined ? 'unexplained' : undefined}>
        <th scope="row">
          <b>{name}</b> <span className="says">{says}</span>
          {examples.length > 0 && (
            <button
              type="button"
              className="link"
              aria-expanded={isUnfolded}
              aria-label={`Examples of ${name}`}
              onClick={() => {
                setUnfolded(!isUnfolded)
              }}
            >
              Examples <span aria-hidden="true">{isUnfolded ? '▾' : '▸'}</span>
            </button>
          )}
        </th>
        <td>{formatted(rows, whole)}</td>
        {columns.map((column) => (
          <td key={column.name}>{amountIn(net, column)}</td>
        ))}
      </tr>
      {isUnfolded &&
        examples.map((example) => (
          <ExampleRow
            key={JSON.stringify([example.day, example.dimensions])}
            example={example}
            columns={columns}
          />
        ))}
    </Fragment>
  )
}

function ExampleRow({ example, columns }: { example: Example; columns: readonly Column[] }) {
  const { day, dimensions, reference, metrics, amount, besides } = example
  const values = Object.values(dimensions).map((value) => value ?? '(none)')
  return (
    <tr className="example">
      <th scope="row">
        {[day === null ? 'no day' : dayInWords(day), ...values].join(' · ')}
        {besides.length > 0 && <span className="says">also {besides.map(inWords).join(', ')}</span>}
      </th>
      <td>{amount.rows !== 0 && signed(String(amount.rows), whole)}</td>
      {columns.map((column) => (
        <td key={column.name}>
          {amountIn(amount, column)}
          <span className="says">
            {valueIn(reference, column)} beside {valueIn(metrics, column)}
          </span>
        </td>
      ))}
    </tr>
  )
}

const whole: Format = { as: 'number', decimals: 0 }

function amountIn({ values, nulls }: Tally, { name, format }: Column): string {
  const missing = nulls[name] ?? 0
  return `${signed(String(values[name] ?? 0), format)}${missing === 0 ? '' : ` ${signed(String(missing), whole)} null`}`
}

/** What a row says; nothing where there is no row, or nothing in it. */
function valueIn(tally: Tally | null, { name, format }: Column): string {
  if (tally === null || (tally.nulls[name] ?? 0) >= tally.rows) return 'none'
  return formatted(tally.values[name], format)
}

function signed(value: string, format: Format): string {
  const text = formatted(value, format)
  return Number(value) > 0 ? `+${text}` : text
}
