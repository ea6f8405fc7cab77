import type { SourceContract } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { momentInWords } from '../calendar/moment.js'
import { formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'

const states: Readonly<Record<SourceContract['state'], { readonly text: string; readonly look: string }>> = {
  kept: { text: '✓ kept', look: 'good' },
  broken: { text: '✗ broken', look: 'bad' },
  'not-read': { text: 'not read yet', look: '' },
}

const columns = ['Source', 'Columns', 'Key', 'Rows', 'Last read', 'State']

/** What each source must keep, and whether it did when a build last read it. */
export function ContractsTable({ contracts }: { contracts: readonly SourceContract[] }) {
  if (contracts.length === 0) return null
  const broken = contracts.filter(({ state }) => state === 'broken')
  const leftOut = contracts.flatMap((contract) => contract.leftOut)
  return (
    <Panel title="Contracts">
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Contracts">
        <table className="figures">
          <caption className="unseen">Contracts of sources</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column} className={column === 'Rows' ? undefined : 'words'}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {contracts.map((contract) => (
              <Contract key={contract.source} contract={contract} />
            ))}
          </tbody>
        </table>
      </div>
      {broken.map((contract) => (
        <Violations key={contract.source} contract={contract} />
      ))}
      {leftOut.map((each) => (
        <p className="note" key={each.says}>
          {each.says}
        </p>
      ))}
    </Panel>
  )
}

function Contract({ contract }: { contract: SourceContract }) {
  const { source, from, key, latestBy, rows, readAt, state } = contract
  const { text, look } = states[state]
  const { timeZone } = useProject().calendar
  return (
    <tr>
      <th scope="row" title={from}>
        {source}
      </th>
      <td className="words">
        <Columns contract={contract} />
      </td>
      <td className="words">
        {key.length === 0 ? '–' : key.join(', ')}
        {latestBy !== null && <span className="aside"> · latest by {latestBy}</span>}
      </td>
      <td>{formatted(rows, { as: 'number', decimals: 0 })}</td>
      <td className="words">{readAt === null ? '–' : momentInWords(readAt, timeZone)}</td>
      <td className={`words state ${look}`}>{text}</td>
    </tr>
  )
}

function Columns({ contract: { source, columns: declared } }: { contract: SourceContract }) {
  const count = declared.length === 1 ? '1 column' : `${declared.length} columns`
  return (
    <details className="columns">
      <summary aria-label={`${count} of ${source}`}>{count}</summary>
      <ul>
        {declared.map(({ name, type, nullable, accepted }) => (
          <li key={name}>
            {name} <code>{type}</code>
            {nullable && ' or missing'}
            {accepted !== null && `: ${accepted.join(', ')}`}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** For what the last build was refused. */
function Violations({ contract: { source, refusedAt, violations } }: { contract: SourceContract }) {
  const { timeZone } = useProject().calendar
  return (
    <details className="violations" open>
      <summary>
        <b>{source}</b>: {violations.length === 1 ? '1 rule is' : `${violations.length} rules are`} broken
        {refusedAt !== null && `; the build of ${momentInWords(refusedAt, timeZone)} changed nothing`}
      </summary>
      <ul>
        {violations.map(({ where, column, rule, says, rows, examples, hint, unit }) => (
          <li key={`${where} ${column} ${rule}`}>
            <b>{column}</b>: {rows.toLocaleString('en')} {rows === 1 ? 'row' : 'rows'}: {says}
            {examples.length > 0 &&
              `, such as ${examples.map((example) => exampleInWords(example, unit)).join(', ')}`}
            <span className="aside"> · {where}</span>
            {hint !== null && <Hint>{hint}</Hint>}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** A sentence with what stands between backticks as code. */
function Hint({ children }: { children: string }) {
  const parts = children.split('`')
  return (
    <p className="hint">{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</p>
  )
}

type Example = SourceContract['violations'][number]['examples'][number]

function exampleInWords({ row, value, key }: Example, unit: string): string {
  const place = row === null ? '' : ` in ${unit} ${row}`
  return `${value === null ? 'nothing' : `“${value}”`}${place}${key === null ? '' : ` at ${key}`}`
}
