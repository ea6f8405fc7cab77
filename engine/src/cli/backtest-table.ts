import type { Score } from '../plans/backtest.js'
import type { BacktestReport } from '../queries/backtest-plan.js'
import type { Colours } from './colours.js'
import { textTable, type TextCell, type TextRow } from './text-table.js'

const partNames: Readonly<Record<Score['part'], string>> = {
  all: 'All days',
  earlier: 'Days before those held out',
  'held-out': 'Days held out',
}

/** How wrong the methods were: a table for each part, a line for each hour, and one for all hours together. */
export function backtestTable(report: BacktestReport, colours: Colours): string {
  const { bold, dim } = colours
  const parts = [...new Set(report.scores.map(({ part }) => part))]
  const heldOut = report.heldOutFrom === null ? '' : `, held out from ${report.heldOutFrom}`
  const heading = [
    `${bold(`Backtest of ${report.plan}`)} · ${report.metric}`,
    dim(`${report.days} days from ${report.from} to ${report.to}${heldOut}`),
    dim('documented, recommended: mean absolute percentage error of the day’s end'),
    dim('bias: mean percentage error, above 0 says too much · range: how often it held'),
    dim('Over the cases in which both say something; silent: how often each does not.'),
  ]
  const tables = parts.map((part) => `${bold(partNames[part])}\n${partTable(report, part, colours)}`)
  return `${heading.join('\n')}\n\n${tables.join('\n')}`
}

function partTable({ scores, hours }: BacktestReport, part: Score['part'], colours: Colours): string {
  const scored = (method: Score['method'], hour: number | null) =>
    scores.find((score) => score.part === part && score.method === method && score.hour === hour)
  const line = (hour: number | null): TextRow => {
    const [documented, recommended] = [scored('documented', hour), scored('recommended', hour)]
    const isBetter = Number(recommended?.mape ?? NaN) < Number(documented?.mape ?? NaN)
    return [
      { text: hour === null ? 'all hours' : `${String(hour).padStart(2, '0')}:00` },
      { text: String(recommended?.cases ?? 0) },
      { text: percentOf(documented?.mape) },
      { text: percentOf(documented?.bias), paint: colours.dim },
      {
        text: percentOf(recommended?.mape),
        ...(isBetter ? { paint: colours.green } : {}),
      } satisfies TextCell,
      { text: percentOf(recommended?.bias), paint: colours.dim },
      { text: percentOf(recommended?.held) },
      { text: `${documented?.silent ?? 0} / ${recommended?.silent ?? 0}`, paint: colours.dim },
    ]
  }
  return textTable(
    {
      columns: [
        { header: 'said at', align: 'left' },
        { header: 'cases', align: 'right' },
        { header: 'documented', align: 'right' },
        { header: 'bias', align: 'right', pale: true },
        { header: 'recommended', align: 'right' },
        { header: 'bias', align: 'right', pale: true },
        { header: 'range', align: 'right' },
        { header: 'silent', align: 'right', pale: true },
      ],
      rows: hours.map(line),
      footer: line(null),
    },
    colours,
  )
}

function percentOf(value: string | null | undefined): string {
  return value === null || value === undefined ? '–' : `${Number(value).toFixed(1)}%`
}
