import type { Calendar } from '../../calendar/calendar.js'
import { rangeInWords } from '../../calendar/words.js'
import type { Example, FoundStep } from '../../queries/reconcile/causes-found.js'
import type { Reconciliation } from '../../queries/reconcile/reconcile.js'
import type { Colours } from '../colours.js'
import { textTable, visible, wrapped, type TextRow } from '../text-table.js'
import { difference, differs, figure, figuresOf, type FigureOf } from './amounts.js'

interface Screen {
  readonly colours: Colours
  readonly calendar: Calendar
  /** How many characters fit in a line. */
  readonly width: number | undefined
}

/** A reconciliation for a terminal: what each cause amounts to, examples of each, and the verdict. */
export function reconciliationText(found: Reconciliation, screen: Screen): string {
  const { bold, dim } = screen.colours
  const { reference, days, asOf } = found
  const when = days === null ? 'no rows' : rangeInWords(days, screen.calendar)
  const status = `as of ${rangeInWords({ from: asOf, to: asOf }, screen.calendar)} · reference less metrics`
  const touched = [...found.causes, ...found.unexplained].filter(({ rows }) => rows > 0)
  return [
    `${bold(`${reference} beside the metrics, ${when}`)}\n${dim(status)}\n`,
    amountsTable(found, screen),
    ...touched.map((step) => section(step, found, screen)),
    `${verdict(found, screen)}\n`,
  ].join('\n')
}

function amountsTable(found: Reconciliation, { colours }: Screen): string {
  const { causes, unexplained, columns } = found
  const figures = figuresOf(columns.length)
  const row = ({ cause, rows, net }: FoundStep): TextRow => {
    const paint = cause === undefined ? colours.red : rows === 0 ? colours.dim : undefined
    const texts = [
      cause ?? 'unexplained',
      count(rows),
      ...figures.map((of) => (rows === 0 ? '' : difference(net, of))),
    ]
    return texts.map((text) => ({ text, ...(paint && { paint }) }))
  }
  const different = found.rows.compared - found.rows.equal
  return textTable(
    {
      columns: [
        { header: 'cause', align: 'left' },
        { header: 'rows touched', align: 'right' },
        { header: 'rows', align: 'right' },
        ...columns.map(({ column }) => ({ header: column, align: 'right' as const })),
      ],
      rows: [...causes, ...unexplained].map(row),
      footer: [
        { text: 'all' },
        { text: count(different) },
        ...figures.map((of) => ({ text: difference(found.difference, of) })),
      ],
    },
    colours,
  )
}

/** A cause in words, with its examples. */
function section(step: FoundStep, found: Reconciliation, { colours, width }: Screen): string {
  const { bold, red } = colours
  const title = step.cause === undefined ? red('unexplained') : bold(step.cause)
  const says = wrapped(step.says, width).map((line) => `${line}\n`)
  return `${title}: ${count(step.rows)} ${step.rows === 1 ? 'row' : 'rows'}\n${says.join('')}${
    step.examples.length === 0 ? '' : `\n${examplesTable(step, found, colours)}`
  }`
}

function examplesTable({ cause, examples }: FoundStep, found: Reconciliation, colours: Colours): string {
  const left = ['day', ...found.dimensions, 'column']
  const right = ['reference', 'metrics', 'difference', cause === undefined ? 'unexplained' : 'by this cause']
  return textTable(
    {
      columns: [
        ...left.map((header) => ({ header, align: 'left' as const })),
        ...right.map((header) => ({ header, align: 'right' as const })),
        { header: 'besides', align: 'left' as const },
      ],
      rows: examples.flatMap((example) => exampleRows(example, found, colours)),
    },
    colours,
  )
}

/** One line for each figure of the row to which the step amounts; what is the same in all of them stands once. */
function exampleRows(example: Example, { columns }: Reconciliation, { dim }: Colours): readonly TextRow[] {
  const { key, reference, ours, difference: whole, amount, besides } = example
  const shown = figuresOf(columns.length).filter((of) => differs(amount, of))
  const isBesides = (of: FigureOf) => difference(whole, of) !== difference(amount, of)
  return shown.map((of, nr) => [
    ...[key.day, ...key.dimensions].map((value) =>
      value === null
        ? { text: nr === 0 ? 'null' : '', paint: dim }
        : { text: nr === 0 ? visible(value) : '' },
    ),
    { text: of === 'rows' ? 'rows' : (columns[of]?.column ?? '') },
    { text: figure(reference, of) },
    { text: figure(ours, of) },
    { text: difference(whole, of) },
    { text: difference(amount, of) },
    { text: isBesides(of) ? besides.join(', ') : '', paint: dim },
  ])
}

function verdict({ rows, passed }: Reconciliation, { colours }: Screen): string {
  const { compared, equal, explained, unexplained } = rows
  const { green, red } = colours
  const last = `${count(unexplained)} unexplained`
  return `${count(compared)} rows compared: ${count(equal)} equal, ${count(explained)} explained, ${passed ? green(last) : red(last)}.`
}

function count(rows: number): string {
  return rows.toLocaleString('en')
}
