import type { BoardAnswer, Question } from '../api/answers.js'
import { inWords, labelOf, useProject } from '../api/project.js'
import { periodInWords } from '../calendar/words.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import type { StatedFigure } from '../explain/explanation.js'
import type { Figure } from '../numbers/figure.js'
import { formatted, targetFormat, type Format } from '../numbers/format.js'
import { standingInWords } from '../numbers/state.js'
import { Panel } from '../shell/page.js'
import { FigureTable, type TableCell } from './figure-table.js'

interface TargetTableProps {
  readonly board: BoardAnswer
  readonly question: Omit<Question, 'metrics'>
}

const share: Format = { as: 'percent', decimals: 1 }

/** What metrics are to reach in the board's period, and how far each value of the dimension has come. */
export function TargetTable({ board, question }: TargetTableProps) {
  const { metrics } = useProject()
  const { targets } = board
  if (targets === null || !('rows' in targets)) return null
  const title = `Targets of ${periodInWords(targets.period)}`
  return (
    <Panel
      title={title}
      tools={
        <FileButton
          of={title}
          as="CSV"
          onClick={() => {
            saveCsv(title, {
              columns: [
                'metric',
                targets.dimension,
                'value',
                'currency',
                'target',
                'target_currency',
                'achieved',
                'state',
                'surplus',
                'to_date',
                'achieved_to_date',
              ],
              rows: targets.rows.map((row) => [
                row.metric,
                row.of ?? '(all)',
                row.value,
                row.currency,
                row.target,
                row.targetCurrency,
                row.achieved,
                row.state,
                row.surplus,
                row.toDate,
                row.achievedToDate,
              ]),
            })
          }}
        />
      }
    >
      <FigureTable
        caption={title}
        words={1}
        columns={[
          'Metric',
          inWords(targets.dimension),
          'Value',
          'Target',
          'Achieved',
          'State',
          'Target to date',
          'Achieved to date',
        ]}
        rows={targets.rows.map((row, index) => {
          const metric = metrics.find(({ name }) => name === row.metric)
          const format = row.format
          const label = metric ? labelOf(metric) : row.label
          const isFirst = targets.rows[index - 1]?.metric !== row.metric
          return {
            key: `${row.metric} ${row.of ?? ''}`,
            head: label,
            isTotal: isFirst,
            cells: [
              { text: row.of ?? 'All' },
              {
                text: formatted(row.value, format),
                ...(row.value === null && { because: row.because }),
                figure: {
                  kind: 'asked' as const,
                  title: row.of === null ? label : `${label}, ${row.of}`,
                  metric: row.metric,
                  question: {
                    metrics: [row.metric],
                    ...question,
                    ...(row.of !== null && { where: [{ dimension: targets.dimension, values: [row.of] }] }),
                  },
                },
              },
              ...aims({ row, format, of: row.of === null ? label : `${label}, ${row.of}` }),
            ],
          }
        })}
      />
    </Panel>
  )
}

type TargetRow = Extract<BoardAnswer['targets'], { rows: unknown }>['rows'][number]

interface Aimed {
  readonly row: TargetRow
  readonly format: Format
  /** What the target is of, in words. */
  readonly of: string
}

/** The target of a row, and how far the value has come, each with how it came about. */
function aims({ row, format, of }: Aimed): readonly TableCell[] {
  const aim = targetFormat(format, row)
  const value = { says: 'Value', value: formatted(row.value, format) }
  const target = { says: 'Target', value: formatted(row.target, aim) }
  const toDate = { says: 'Target to date', value: formatted(row.toDate, aim) }
  const cell = (figure: Figure | null, as: Format, stated: Omit<StatedFigure, 'kind' | 'value'>) => {
    const text = formatted(figure, as)
    return figure === null
      ? { text, because: row.because }
      : { text, figure: { kind: 'stated' as const, value: text, ...stated } }
  }
  return [
    cell(row.target, aim, {
      title: `Target of ${of}`,
      formula: 'what was set for the whole period',
      facts: [],
    }),
    cell(row.achieved, share, {
      title: `Achieved, ${of}`,
      formula: 'value ÷ target',
      facts: [value, target],
    }),
    standing({ row, format, of }, [value, target]),
    cell(row.toDate, aim, {
      title: `Target to date of ${of}`,
      formula: 'target × days that are over ÷ days of the period',
      facts: [target],
    }),
    cell(row.achievedToDate, share, {
      title: `Achieved to date, ${of}`,
      formula: 'value ÷ target to date',
      facts: [value, toDate],
    }),
  ]
}

/** How a value stands beside its target, and by how much it is beyond it. */
function standing({ row, format, of }: Aimed, facts: StatedFigure['facts']): TableCell {
  const { state, surplus, because } = row
  if (state === null) return { text: '–', because }
  const text = standingInWords({ state, surplus }, format)
  return {
    text,
    ...(state !== 'behind' && { className: 'reached' }),
    figure: {
      kind: 'stated',
      title: `State, ${of}`,
      value: text,
      formula: 'behind below the target, met at it, ahead by value − target beyond it',
      facts,
    },
  }
}
