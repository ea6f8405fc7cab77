import { useAddress } from '../address/use-address.js'
import type { Answer, BoardAnswer, Question } from '../api/answers.js'
import { inWords, labelOf, useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { ChoiceList } from '../controls/choice-list.js'
import { valueInWords } from '../controls/filter-picker.js'
import { FileButton } from '../download/file-button.js'
import type { CsvTable } from '../download/csv.js'
import { saveCsv } from '../download/save.js'
import { valueCell } from './value-cell.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { Panel } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { FigureTable } from './figure-table.js'

interface BoardTableProps {
  readonly board: BoardAnswer
  readonly question: Omit<Question, 'metrics'>
  readonly dimensions: readonly string[]
}

/** All of a board's figures for each value of a dimension, beside those of all values. */
export function BoardTable({ board, question, dimensions }: BoardTableProps) {
  const { address, change } = useAddress()
  const { metrics } = useProject()
  const by = dimensions.find((dimension) => dimension === address.search.get('by')) ?? dimensions[0] ?? ''
  const names = board.cards.map(({ metric }) => metric)
  const { compare: _compare, ...days } = question
  const { answer, error, retry, isStale } = useAnswer<Answer>({
    get: 'ask',
    question: { metrics: names, ...days, by: [by] },
  })
  const title = `By ${inWords(by).toLowerCase()}`
  const columns = answer?.rows.map(({ dimensions: values }) => values[by] ?? null) ?? []
  return (
    <Panel
      title={title}
      className={isStale ? 'stale' : ''}
      tools={
        <>
          {dimensions.length > 1 && (
            <ChoiceList
              label="Split by"
              choices={dimensions.map((dimension) => ({ value: dimension, says: inWords(dimension) }))}
              chosen={by}
              onChoose={(dimension) => {
                change({ by: dimension === dimensions[0] ? null : dimension })
              }}
            />
          )}
          <FileButton
            of={title}
            as="CSV"
            isDisabled={answer === undefined}
            onClick={() => {
              if (answer === undefined) return
              saveCsv(`${board.board} ${title}`, splitCsv(answer, by))
            }}
          />
        </>
      }
    >
      {error && <Problem error={error} onRetry={retry} />}
      {answer === undefined && error === undefined && <div className="skeleton chart-skeleton" />}
      <AnswerNotes of={[answer]} beside={[board]} />
      {answer && (
        <FigureTable
          caption={`${board.title} ${title.toLowerCase()}`}
          columns={['Metric', ...columns.map(valueInWords), 'All']}
          rows={answer.metrics.map((metric) => {
            const label = labelOf(metrics.find(({ name }) => name === metric.name) ?? metric)
            return {
              key: metric.name,
              head: label,
              cells: [...answer.rows, answer.total].map((row, index) => ({
                ...valueCell(row, metric),
                figure: {
                  kind: 'asked' as const,
                  title: index < columns.length ? `${label}, ${valueInWords(columns[index])}` : label,
                  metric: metric.name,
                  question: {
                    metrics: [metric.name],
                    ...question,
                    where: [
                      ...(question.where ?? []).filter(
                        ({ dimension }) => index >= columns.length || dimension !== by,
                      ),
                      ...(index < columns.length
                        ? [{ dimension: by, values: [columns[index] ?? null] }]
                        : []),
                    ],
                  },
                },
              })),
            }
          })}
        />
      )}
    </Panel>
  )
}

/** Every value, and beside those of a metric whose rows say a currency, which one. */
function splitCsv({ metrics, rows, total }: Answer, by: string): CsvTable {
  const each = [...rows, total]
  const columns = metrics.flatMap(({ name }) => {
    const isTold = each.some(({ values }) => values[name]?.currency !== undefined)
    return isTold
      ? [
          { name, field: 'value' as const },
          { name, field: 'currency' as const },
        ]
      : [{ name, field: 'value' as const }]
  })
  return {
    columns: [by, ...columns.map(({ name, field }) => (field === 'value' ? name : `${name}.currency`))],
    rows: each.map((row, at) => [
      at === rows.length ? '(all)' : row.dimensions[by],
      ...columns.map(({ name, field }) => row.values[name]?.[field]),
    ]),
  }
}
