import { useAddress } from '../address/use-address.js'
import type { Answer, AnswerRow, MetaMetric, Question } from '../api/answers.js'
import { inWords, labelOf } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { Change } from '../cards/change.js'
import { ChartPanel } from '../charts/chart-panel.js'
import { colourAt } from '../charts/colours.js'
import { ChoiceList } from '../controls/choice-list.js'
import { valueInWords } from '../controls/filter-picker.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { Panel } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { FigureTable, type TableCell } from '../tables/figure-table.js'
import { valueCell } from '../tables/value-cell.js'
import type { ActiveFigures } from './active-figures.js'
import { spanIn, spanQuestion } from './active-over-time.js'
import { seriesChart } from './series-chart.js'

interface BySplitProps {
  readonly figures: ActiveFigures
  readonly members: MetaMetric
  readonly about: Omit<Question, 'metrics'>
  readonly compare: string
  /** The page's answer, whose notes stand above. */
  readonly beside: Answer
}

/** The most values that are drawn; a table has them all. */
const mostDrawn = 8

/** The active by the values of a dimension: over time, and over all the days beside those before. */
export function BySplit({ figures, members, about, compare, beside }: BySplitProps) {
  const { address, change } = useAddress()
  const { dimensions } = members
  const by = dimensions.find((dimension) => dimension === address.search.get('by')) ?? dimensions[0] ?? ''
  const series: Question = {
    metrics: [members.name],
    ...about,
    by: [by],
    ...spanQuestion(spanIn(address.search)),
  }
  const metrics = [members, ...figures.cohorts]
  const whole: Question = { metrics: metrics.map(({ name }) => name), ...about, by: [by], compare }
  const drawn = useAnswer<Answer>({ get: 'ask', question: series })
  const table = useAnswer<Answer>({ get: 'ask', question: whole })
  const error = drawn.error ?? table.error
  const values = table.answer?.by[0] === by ? valuesOf(table.answer, by) : []
  const title = `By ${inWords(by).toLowerCase()}`
  const choice = dimensions.length > 1 && (
    <ChoiceList
      label="Split by"
      choices={dimensions.map((dimension) => ({ value: dimension, says: inWords(dimension) }))}
      chosen={by}
      onChoose={(dimension) => {
        change({ by: dimension === dimensions[0] ? null : dimension })
      }}
    />
  )
  if (error)
    return (
      <Problem
        error={error}
        onRetry={() => {
          drawn.retry()
          table.retry()
        }}
      />
    )
  return (
    <div className="charts">
      {drawn.answer?.by[0] === by && table.answer ? (
        <ChartPanel
          className={drawn.isStale ? 'stale' : ''}
          tools={choice}
          notes={<AnswerNotes of={[drawn.answer]} beside={[beside]} />}
          data={seriesChart(drawn.answer, {
            title,
            question: series,
            series: values.slice(0, mostDrawn).map((value, index) => ({
              name: valueInWords(value),
              metric: members,
              as: 'line',
              colour: colourAt(index),
              where: { dimension: by, value },
            })),
          })}
        />
      ) : (
        <div className="panel skeleton chart-skeleton" />
      )}
      {table.answer?.by[0] === by ? (
        <Panel
          title={`${title}, all days`}
          className={table.isStale ? 'stale' : ''}
          tools={
            <FileButton
              of={`${title}, all days`}
              as="CSV"
              onClick={() => {
                if (table.answer) saveSplit(table.answer, by)
              }}
            />
          }
        >
          <AnswerNotes of={[table.answer]} beside={[beside, drawn.answer]} />
          {table.answer.segments && <p className="note">Counted {table.answer.segments.says}.</p>}
          <FigureTable
            caption={`${title}, all days`}
            columns={[inWords(by), ...metrics.map(labelOf), 'Change']}
            rows={[...table.answer.rows, table.answer.total].map((row, index) => {
              const isTotal = index === table.answer?.rows.length
              const value = row.dimensions[by] ?? null
              return {
                key: isTotal ? 'all' : String(value),
                head: isTotal ? 'All, each counted once' : valueInWords(value),
                isTotal,
                cells: rowCells(row, { metrics, whole, by, isTotal }),
              }
            })}
          />
        </Panel>
      ) : (
        <div className="panel skeleton chart-skeleton" />
      )}
    </div>
  )
}

/** The values of a dimension, the largest first. */
function valuesOf({ rows, metrics }: Answer, by: string): readonly (string | null)[] {
  const first = metrics[0]?.name ?? ''
  const size = (row: AnswerRow) => Number(row.values[first]?.value ?? 0)
  return rows
    .toSorted((one, other) => size(other) - size(one))
    .map(({ dimensions }) => dimensions[by] ?? null)
}

interface CellsOf {
  readonly metrics: readonly MetaMetric[]
  readonly whole: Question
  readonly by: string
  readonly isTotal: boolean
}

function rowCells(row: AnswerRow, { metrics, whole, by, isTotal }: CellsOf): readonly TableCell[] {
  const { by: _by, ...question } = whole
  const value = row.dimensions[by] ?? null
  const others = (whole.where ?? []).filter(({ dimension }) => isTotal || dimension !== by)
  const where = isTotal ? others : [...others, { dimension: by, values: [value] }]
  const first = row.values[metrics[0]?.name ?? '']
  return [
    ...metrics.map((metric) => ({
      ...valueCell(row, metric),
      figure: {
        kind: 'asked' as const,
        title: isTotal ? labelOf(metric) : `${labelOf(metric)}, ${valueInWords(value)}`,
        metric: metric.name,
        question: { ...question, metrics: [metric.name], ...(where.length > 0 && { where }) },
      },
    })),
    {
      text: '',
      note: (
        <Change
          change={first?.comparison?.change ?? null}
          because={first?.comparison?.because}
          beforeData={first?.comparison?.beforeData}
        />
      ),
    },
  ]
}

function saveSplit(answer: Answer, by: string): void {
  const names = answer.metrics.map(({ name }) => name)
  saveCsv(`active by ${by}`, {
    columns: [by, ...names.flatMap((name) => [name, `${name}.previous`, `${name}.change`])],
    rows: [...answer.rows, answer.total].map((row, index) => [
      index === answer.rows.length ? '(all)' : row.dimensions[by],
      ...names.flatMap((name) => {
        const value = row.values[name]
        return [value?.value, value?.comparison?.value, value?.comparison?.change]
      }),
    ]),
  })
}
