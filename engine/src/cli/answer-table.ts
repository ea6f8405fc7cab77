import type { Calendar } from '../calendar/calendar.js'
import { rangeInWords } from '../calendar/words.js'
import { formatOfCurrency } from '../metrics/currency-format.js'
import { formatted, percent } from '../metrics/format.js'
import type { Answer, AnsweredMetric, AnswerRow, AnswerValue } from '../queries/answer.js'
import { filtersInWords, statusOf, titleOf } from './answer-heading.js'
import { beforeDataMark, markOf, notesOf } from './answer-notes.js'
import type { Colours } from './colours.js'
import {
  shortened,
  tableWidth,
  textTable,
  visible,
  wrapped,
  type TextCell,
  type TextColumn,
  type TextRow,
  type TextTable,
} from './text-table.js'

export interface Showing {
  readonly calendar: Calendar
  readonly colours: Colours
  /** The terminal's width; undefined for lines as long as they come. */
  readonly columns: number | undefined
  /** The most rows to show; undefined for all. */
  readonly limit: number | undefined
  /** Whether a metric of the answer looks back to the period before. */
  readonly looksBack: boolean
}

/**
 * An answer for people: a heading, a table and its footnotes. An answer of one row has a line for each metric;
 * a table that is too wide for the terminal goes without the earlier values first, then in several pieces.
 */
export function answerTable(answer: Answer, showing: Showing): string {
  const { colours, columns, limit, calendar } = showing
  const isOneRow = answer.grain === null && answer.by.length === 0
  const rows = answer.rows.slice(0, limit)
  const tables = isOneRow ? [metricLines(answer, showing)] : rowTables(answer, rows, showing)
  const noting = {
    calendar,
    rows,
    hidden: answer.rows.length - rows.length,
    hasTotal: !isOneRow,
    looksBack: showing.looksBack,
  }
  const paintedLines = (texts: readonly string[], paint: Colours['dim']) =>
    texts.flatMap((text) => wrapped(text, columns)).map((line) => `${paint(line)}\n`)
  const filters = filtersInWords(answer.where)
  const notes = notesOf(answer, noting)
  return [
    ...paintedLines([titleOf(answer, calendar)], colours.bold),
    ...paintedLines(
      [
        ...(filters === undefined ? [] : [filters]),
        ...(answer.segments === null ? [] : [answer.segments.says]),
        statusOf(answer, calendar),
      ],
      colours.dim,
    ),
    ...tables.flatMap((table) => ['\n', textTable(table, colours)]),
    ...(notes.length === 0 ? [] : ['\n', ...paintedLines(notes, colours.dim)]),
  ].join('')
}

/** As wide as a formula may make a table where no terminal sets its width. */
const widestLine = 120

/** One metric per line, with its formula where it fits. */
function metricLines(answer: Answer, { colours, columns }: Showing): TextTable {
  const { comparison } = answer.total
  const table = (hasFormula: boolean): TextTable => ({
    columns: [
      { header: 'metric', align: 'left' },
      { header: 'value', align: 'right' },
      ...(comparison ? figureColumns('', { hasEarlier: true, isCompared: true }).slice(1) : []),
      ...(hasFormula ? [{ header: 'is', align: 'left', pale: true } as const] : []),
    ],
    rows: answer.metrics.map((metric) => [
      { text: metric.label + (isBeforeData(answer.total, metric) ? ` ${beforeDataMark}` : '') },
      ...figureCells(answer.total, metric, {
        colours,
        hasEarlier: true,
        isCompared: comparison !== undefined,
      }),
      ...(hasFormula ? [{ text: metric.formula, paint: colours.dim }] : []),
    ]),
  })
  const full = table(true)
  return tableWidth(full) <= (columns ?? widestLine) ? full : table(false)
}

/** The rows as one table, or as several beside which the keys stand again where one would be too wide. */
function rowTables(answer: Answer, rows: readonly AnswerRow[], showing: Showing): readonly TextTable[] {
  const { columns } = showing
  const fits = (table: TextTable) => columns === undefined || tableWidth(table) <= columns
  const table = (metrics: readonly AnsweredMetric[], hasEarlier: boolean) =>
    rowTable({ answer, rows, metrics, hasEarlier }, showing)
  const full = table(answer.metrics, true)
  if (fits(full)) return [full]
  const pieces: (readonly AnsweredMetric[])[] = []
  for (const metric of answer.metrics) {
    const wider = [...(pieces.at(-1) ?? []), metric]
    if (pieces.length > 0 && fits(table(wider, false))) pieces[pieces.length - 1] = wider
    else pieces.push([metric])
  }
  return pieces.map((metrics) => {
    const whole = table(metrics, true)
    return fits(whole) ? whole : table(metrics, false)
  })
}

interface Piece {
  readonly answer: Answer
  readonly rows: readonly AnswerRow[]
  readonly metrics: readonly AnsweredMetric[]
  readonly hasEarlier: boolean
}

function rowTable({ answer, rows, metrics, hasEarlier }: Piece, showing: Showing): TextTable {
  const { by, grain, total } = answer
  const { colours, calendar } = showing
  const comparedCells = (row: AnswerRow): TextRow =>
    showsComparedDays(answer, calendar) ? [{ text: comparedDays(row, calendar), paint: colours.dim }] : []
  const isCompared = total.comparison !== undefined
  const cellsOf = (row: AnswerRow) =>
    metrics.flatMap((metric) => figureCells(row, metric, { colours, hasEarlier, isCompared }))
  const keys = [...(grain === null ? [] : [grain]), ...by]
  return {
    columns: [
      ...keys.map((header): TextColumn => ({ header, align: 'left' })),
      ...(showsComparedDays(answer, calendar)
        ? [{ header: 'compared with', align: 'left', pale: true } as const]
        : []),
      ...metrics.flatMap(({ label }) => figureColumns(label, { hasEarlier, isCompared })),
    ],
    rows: rows.map((row) => [...keyCells(row, answer, showing), ...comparedCells(row), ...cellsOf(row)]),
    footer: [
      ...keys.map((_key, index) => ({ text: index === 0 ? `all${beforeMarkOf(total)}` : '' })),
      ...comparedCells(total),
      ...cellsOf(total),
    ],
  }
}

/** Whether the rows of a series are compared with different days, or one of them is cut. */
function showsComparedDays(answer: Answer, calendar: Calendar): boolean {
  const { grain, rows, total } = answer
  if (grain === null || total.comparison === undefined || total.comparison.rule === 'range') return false
  const days = new Set(rows.map(({ comparison }) => `${comparison?.from ?? ''} ${comparison?.to ?? ''}`))
  // A row without data is marked for that first, though it may be cut as well.
  const isCut = (row: AnswerRow) => [' *', ' †'].includes(markOf({ ...row, inData: true }, answer, calendar))
  return days.size > 1 || rows.some(isCut)
}

/** The days that a row is compared with: `1–20 September 2025`, `9 March 2025 until 14:37`. */
function comparedDays({ comparison }: AnswerRow, calendar: Calendar): string {
  if (comparison === undefined) return ''
  const { from, to, until } = comparison
  const days = rangeInWords({ from, to }, calendar)
  return until === undefined ? days : `${days} until ${until.slice(11, 16)}`
}

function keyCells(row: AnswerRow, answer: Answer, { calendar, colours, columns }: Showing): TextRow {
  const widest =
    columns === undefined ? Infinity : Math.max(10, Math.floor((columns * 0.4) / answer.by.length))
  return [
    ...(row.period === undefined ? [] : [{ text: row.period }]),
    ...answer.by.map((dimension): TextCell => {
      const value = row.dimensions[dimension] ?? null
      if (value === null) return { text: '(none)', paint: colours.dim }
      return value === '' ? { text: '""', paint: colours.dim } : { text: shortened(visible(value), widest) }
    }),
  ].map((cell, index) =>
    index === 0 ? { ...cell, text: cell.text + markOf(row, answer, calendar) + beforeMarkOf(row) } : cell,
  )
}

function beforeMarkOf({ comparison }: AnswerRow): string {
  return comparison?.beforeData === undefined ? '' : ` ${beforeDataMark}`
}

function isBeforeData({ values }: AnswerRow, { name }: AnsweredMetric): boolean {
  return values[name]?.comparison?.beforeData !== undefined
}

interface Figures {
  /** Whether the earlier value has a column of its own. */
  readonly hasEarlier: boolean
  readonly isCompared: boolean
}

function figureColumns(label: string, { hasEarlier, isCompared }: Figures): readonly TextColumn[] {
  return [
    { header: label, align: 'right' },
    ...(isCompared && hasEarlier ? [{ header: 'previous', align: 'right', pale: true } as const] : []),
    ...(isCompared ? [{ header: 'change', align: 'right', pale: true } as const] : []),
  ]
}

function figureCells(
  row: AnswerRow,
  { name, format }: AnsweredMetric,
  { colours, hasEarlier, isCompared }: Figures & { readonly colours: Colours },
): TextRow {
  const { value = null, currency, comparison, flag }: Partial<AnswerValue> = row.values[name] ?? {}
  const text = formatted(value, formatOfCurrency(format, currency))
  return [
    flag === undefined ? { text } : { text: `! ${text}`, paint: colours.red },
    ...(isCompared && hasEarlier
      ? [
          {
            text: formatted(comparison?.value ?? null, formatOfCurrency(format, comparison?.currency)),
            paint: colours.dim,
          },
        ]
      : []),
    ...(isCompared ? [changeCell(comparison?.change ?? null, colours)] : []),
  ]
}

/** A change with its direction: `▲ 12.3%`. */
function changeCell(change: string | null, { green, red, dim }: Colours): TextCell {
  if (change === null) return { text: '–', paint: dim }
  const isFall = change.startsWith('-')
  const size = formatted(isFall ? change.slice(1) : change, percent(1))
  if (/^-?0$/.test(change)) return { text: size, paint: dim }
  return isFall ? { text: `▼ ${size}`, paint: red } : { text: `▲ ${size}`, paint: green }
}
