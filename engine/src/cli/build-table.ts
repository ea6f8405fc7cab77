import type { Day } from '../calendar/day.js'
import type { WorkItem } from '../builds/work-list.js'
import { formatted, number } from '../metrics/format.js'
import type { Colours } from './colours.js'
import { textTable, type TextCell } from './text-table.js'

/** An item of the work list with what came of it. */
export interface BuiltItem extends WorkItem {
  readonly rows: number
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  /** How long it took; null for what was kept. */
  readonly seconds: number | null
}

/** A statement that a cluster would be sent, for a thing and one of its tables. */
export interface OutlinedStatement {
  readonly thing: string
  readonly table: string
  readonly sql: string
}

/** What a build would do, and why; on a cluster, also the statements that make and fill its tables. */
export function plannedTable(
  work: readonly WorkItem[],
  { statements, colours }: { readonly statements: readonly OutlinedStatement[]; readonly colours: Colours },
): string {
  const table = textTable(
    {
      columns: [
        { header: 'thing', align: 'left' },
        { header: 'would', align: 'left' },
        { header: 'because', align: 'left' },
      ],
      rows: work.map(({ thing, does, because }) => [
        { text: thing },
        doesCell(does, does, colours),
        { text: because },
      ]),
    },
    colours,
  )
  const outline = statements.map(({ thing, table: of, sql }, at) => {
    const isFirst = statements[at - 1]?.table !== of
    return `${isFirst ? `\n-- ${thing}: ${of}\n` : ''}${sql};\n`
  })
  const counts = `${countsOf(work, 'to build', 'to keep')}. Nothing was changed.`
  return `${table}\n${outline.join('')}${outline.length > 0 ? '\n' : ''}${colours.dim(counts)}\n`
}

/** What a build did. */
export function builtTable(
  items: readonly BuiltItem[],
  { seconds, colours }: { readonly seconds: number; readonly colours: Colours },
): string {
  const table = textTable(
    {
      columns: [
        { header: 'thing', align: 'left' },
        { header: 'was', align: 'left' },
        { header: 'because', align: 'left' },
        { header: 'rows', align: 'right' },
        { header: 'days', align: 'left' },
        { header: 'seconds', align: 'right' },
      ],
      rows: items.map((item) => [
        { text: item.thing },
        doesCell(item.does, item.does === 'build' ? 'built' : 'kept', colours),
        { text: item.because, paint: colours.dim },
        { text: item.rows === 0 ? '' : formatted(String(item.rows), number()) },
        { text: item.firstDay === null ? '' : `${item.firstDay} – ${item.lastDay ?? ''}` },
        { text: item.seconds === null ? '' : item.seconds.toFixed(1) },
      ]),
    },
    colours,
  )
  return `${table}\n${colours.dim(`${countsOf(items, 'built', 'kept')}, in ${seconds.toFixed(1)} s.`)}\n`
}

function doesCell(does: WorkItem['does'], text: string, { green, dim }: Colours): TextCell {
  return { text, paint: does === 'build' ? green : dim }
}

function countsOf(work: readonly WorkItem[], built: string, kept: string): string {
  const toBuild = work.filter(({ does }) => does === 'build').length
  return `${toBuild} ${built}, ${work.length - toBuild} ${kept}`
}
