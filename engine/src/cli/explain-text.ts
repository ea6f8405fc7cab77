import type { Calendar } from '../calendar/calendar.js'
import { rangeInWords } from '../calendar/words.js'
import type { ExplainedPass, Explanation } from '../queries/explain.js'
import type { Colours } from './colours.js'

/** How a question is answered, as SQL to read or run: the formulas and what each statement is for are comments. */
export function explanationText(
  { metrics, segments, source, because, asOf, passes }: Explanation,
  { colours, calendar }: { readonly colours: Colours; readonly calendar: Calendar },
): string {
  const { bold, dim } = colours
  const widest = Math.max(...metrics.map(({ name }) => name.length))
  const formulas = metrics.map(({ name, formula }) => `-- ${bold(name.padEnd(widest))}  ${formula}\n`)
  const statements = passes.map((pass, index) => {
    const title = `-- Pass ${index + 1} of ${passes.length}, for the ${pass.level}: ${pass.says}`
    const lines = [windowsInWords(pass, calendar), ...rollupsInWords(pass)].map((line) => dim(`-- ${line}`))
    return `\n${bold(title)}\n${lines.join('\n')}\n${pass.sql.trim()};\n`
  })
  const today = rangeInWords({ from: asOf, to: asOf }, calendar)
  return [
    ...formulas,
    ...(segments === null ? [] : [`${dim(`-- Segments: ${segments.says}.`)}\n`]),
    `${dim(`-- From ${source}${because === null ? '' : `, because ${because}`}; as of ${today}.`)}\n`,
    ...statements,
  ].join('')
}

/** What a pass merges of the rollups; its statement gives the same from member-days. */
function rollupsInWords({ from, because, cells, nodes }: ExplainedPass): readonly string[] {
  if (from === 'member-days') return [`from member-days, because ${because ?? 'no reason is known'}`]
  const some = (all: readonly string[]) =>
    all.length <= mostNamed
      ? all.join(', ')
      : `${all.slice(0, mostNamed).join(', ')} and ${all.length - mostNamed} more`
  return [
    `from rollups: ${some(nodes)}${cells.length === 0 ? '' : `; cells ${some(cells)}`}`,
    'the same from member-days:',
  ]
}

/** So many nodes and cells are named. */
const mostNamed = 12

function windowsInWords({ windows }: ExplainedPass, calendar: Calendar): string {
  const [first, second] = windows
  if (first === undefined) return 'no days'
  const words = (range: { from: string; to: string }) => rangeInWords(range, calendar)
  if (windows.length > 2) {
    return `${windows.length} windows of days, from ${words(first.range)} to ${words(windows.at(-1)?.range ?? first.range)}`
  }
  return [first, second].flatMap((window) => (window ? [words(window.range)] : [])).join(' and ')
}
