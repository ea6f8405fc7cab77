import { useRef, type Ref } from 'react'
import { useAddress } from '../address/use-address.js'
import type { Filter, RetentionGrid } from '../api/answers.js'
import { inWords, useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { addDays, addMonths, type Day } from '../calendar/day.js'
import { periodInWords, shortPeriod } from '../calendar/words.js'
import { ChoiceList } from '../controls/choice-list.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv, savePicture } from '../download/save.js'
import { FigureButton } from '../explain/explanation.js'
import { becauseInWords } from '../numbers/because.js'
import { formatted, type Format } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { Problem } from '../shell/problem.js'
import { pictureOfTable } from '../tables/table-picture.js'

interface RetentionProps {
  readonly activity: string
  readonly identity: string
  /** The last day that is looked at. */
  readonly until: Day
  readonly where: readonly Filter[]
}

type Grain = 'week' | 'month'

const title = 'Who comes back'
const inProgress = 'The period is not over yet, or the data end within it.'
const cohorts = 12
const share: Format = { as: 'percent', decimals: 1 }
const count: Format = { as: 'number', decimals: 0 }

/** Of those who were new in each period, how many came back in the periods after. What is not over is blank. */
export function Retention({ activity, identity, until, where }: RetentionProps) {
  const { address, change } = useAddress()
  const { activities } = useProject()
  const table = useRef<HTMLTableElement>(null)
  const own = activities.find(({ name }) => name === activity)?.dimensions ?? []
  const ownWhere = where.filter(({ dimension }) => own.includes(dimension))
  const showsIncomplete = address.search.get('incomplete') === 'show'
  const grain: Grain = address.search.get('cohorts') === 'week' ? 'week' : 'month'
  const from =
    grain === 'month' ? `${addMonths(until.slice(0, 7), 1 - cohorts)}-01` : addDays(until, -7 * (cohorts - 1))
  const { answer, error, retry, isStale } = useAnswer<RetentionGrid>({
    get: 'retention',
    question: {
      activity,
      identity,
      grain,
      from,
      to: until,
      ...(showsIncomplete && { incomplete: 'show' as const }),
      ...(ownWhere.length > 0 && { where: ownWhere }),
    },
  })
  return (
    <Panel
      title={title}
      className={isStale ? 'stale' : ''}
      tools={
        <>
          <ChoiceList
            label="Cohorts by"
            choices={[
              { value: 'month', says: 'Months' },
              { value: 'week', says: 'Weeks' },
            ]}
            chosen={grain}
            onChoose={(next) => {
              change({ cohorts: next === 'month' ? null : next })
            }}
          />
          <button
            type="button"
            className="button small"
            aria-pressed={showsIncomplete}
            onClick={() => {
              change({ incomplete: showsIncomplete ? null : 'show' })
            }}
          >
            Unfinished {grain}s
          </button>
          <FileButton
            of={title}
            as="CSV"
            isDisabled={answer === undefined}
            onClick={() => {
              if (answer) saveGrid(answer)
            }}
          />
          <FileButton
            of={title}
            as="PNG"
            isDisabled={answer === undefined}
            onClick={() => {
              if (table.current) void savePicture(title, pictureOfTable(table.current, title))
            }}
          />
        </>
      }
    >
      {error && <Problem error={error} onRetry={retry} />}
      {answer === undefined && error === undefined && <div className="skeleton chart-skeleton" />}
      {ownWhere.length < where.length && (
        <p className="note">
          Members keep no attribute over their cohorts: filters on attributes do not hold here.
        </p>
      )}
      <AnswerNotes of={[answer]} />
      {answer && <Grid grid={answer} table={table} />}
    </Panel>
  )
}

function Grid({ grid, table }: { grid: RetentionGrid; table: Ref<HTMLTableElement> }) {
  const longest = Math.max(0, ...grid.cohorts.map(({ cells }) => cells.length))
  const steps = Array.from({ length: longest }, (_, index) => index)
  const unit = grid.grain
  const isPartial = grid.cohorts.some(({ cells }) => cells.some(({ partial }) => partial === true))
  const caption = `Share of each cohort active so many ${unit}s after the first`
  return (
    <>
      <p className="note">
        {inWords(grid.identity)}s by the {unit} of their first activity, and the share of them active in each{' '}
        {unit} after it.{' '}
        {isPartial
          ? `*: the ${unit} is not over yet, or the data end within it.`
          : `Blank: the ${unit} is not over yet.`}
      </p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
        <table className="figures grid" ref={table}>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">First {unit}</th>
              <th scope="col">New</th>
              {steps.map((step) => (
                <th scope="col" key={step}>
                  <span className="unseen">{unit} </span>
                  {step}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.cohorts.map(({ period, size, cells }) => (
              <tr key={period}>
                <th scope="row">{shortPeriod(period)}</th>
                <Newcomers grid={grid} period={period} size={size} />
                {steps.map((step) => (
                  <Cell key={step} grid={grid} cohort={{ period, size }} cell={cells[step]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface NewcomersProps {
  readonly grid: RetentionGrid
  readonly period: string
  readonly size: number | null
}

function Newcomers({ grid, period, size }: NewcomersProps) {
  if (size === null) return <td className="blank" />
  return (
    <td>
      <FigureButton
        figure={{
          kind: 'stated',
          title: `New in ${periodInWords(period)}`,
          value: formatted(size, count),
          formula: `${inWords(grid.identity)}s whose first activity lies in the ${grid.grain}, each counted once`,
          facts: [{ says: 'As of', value: grid.asOf }],
          ...(grid.sql !== null && { sql: [grid.sql] }),
        }}
      >
        {formatted(size, count)}
      </FigureButton>
    </td>
  )
}

interface CellProps {
  readonly grid: RetentionGrid
  readonly cohort: { readonly period: string; readonly size: number | null }
  readonly cell: RetentionGrid['cohorts'][number]['cells'][number] | undefined
}

function Cell({ grid, cohort, cell }: CellProps) {
  if (cell?.share === undefined || cell.share === null) {
    return (
      <td className="blank" title={cell?.because && becauseInWords(cell.because)}>
        {cell?.because && <span className="unseen">{becauseInWords(cell.because)}</span>}
      </td>
    )
  }
  const heat = Math.round(Math.min(100, Number(cell.share)) * 0.62)
  return (
    <td
      className={cell.partial === true ? 'heat partial' : 'heat'}
      title={cell.partial === true ? inProgress : undefined}
      style={{ '--heat': `${heat}%` } as React.CSSProperties}
    >
      <FigureButton
        figure={{
          kind: 'stated',
          title: `New in ${periodInWords(cohort.period)}, active in ${periodInWords(cell.period)}`,
          value: formatted(cell.share, share),
          formula: grid.formula,
          facts: [
            { says: 'Active of them', value: formatted(cell.active, count) },
            { says: 'New in the first', value: formatted(cohort.size, count) },
            { says: 'After', value: `${cell.after} ${grid.grain}${cell.after === 1 ? '' : 's'}` },
            { says: 'As of', value: grid.asOf },
            ...(cell.partial === true ? [{ says: 'In progress', value: inProgress }] : []),
          ],
          ...(grid.sql !== null && { sql: [grid.sql] }),
        }}
      >
        {formatted(cell.share, share) + (cell.partial === true ? ' *' : '')}
      </FigureButton>
    </td>
  )
}

function saveGrid({ activity, identity, cohorts: found, grain }: RetentionGrid): void {
  saveCsv(`retention ${activity} ${identity}`, {
    columns: [`first_${grain}`, 'new', 'after', grain, 'active', 'share', 'partial'],
    rows: found.flatMap(({ period, size, cells }) =>
      cells.map((cell) => [
        period,
        size,
        cell.after,
        cell.period,
        cell.active,
        cell.share,
        cell.partial === true ? 'true' : 'false',
      ]),
    ),
  })
}
