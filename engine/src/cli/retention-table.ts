import type { Calendar } from '../calendar/calendar.js'
import { rangeInWords } from '../calendar/words.js'
import { formatted, number, percent } from '../metrics/format.js'
import type { NoCell, RetentionCell, RetentionCohort, RetentionGrid } from '../queries/retention-grid.js'
import { dataInWords, filtersInWords } from './answer-heading.js'
import type { Colours } from './colours.js'
import { tableWidth, textTable, wrapped, type TextCell, type TextRow, type TextTable } from './text-table.js'

export interface RetentionShowing {
  readonly calendar: Calendar
  readonly colours: Colours
  /** The terminal's width; undefined for lines as long as they come. */
  readonly columns: number | undefined
}

/**
 * A retention grid for people: a triangle of shares with the counts below them. Where it is too wide for the
 * terminal, its columns come in several tables.
 */
export function retentionTable(grid: RetentionGrid, showing: RetentionShowing): string {
  const { colours, columns, calendar } = showing
  const painted = (texts: readonly string[], paint: Colours['dim']) =>
    texts.flatMap((text) => wrapped(text, columns)).map((line) => `${paint(line)}\n`)
  const filters = filtersInWords(grid.where)
  const day = (which: string) => rangeInWords({ from: which, to: which }, calendar)
  const data = dataInWords(grid, calendar)
  const notes = notesOf(grid)
  return [
    ...painted([titleOf(grid)], colours.bold),
    ...painted(
      [...(filters === undefined ? [] : [filters]), `as of ${day(grid.asOf)} · ${data}`],
      colours.dim,
    ),
    ...pieces(grid, showing).flatMap((table) => ['\n', textTable(table, colours)]),
    ...(notes.length === 0 ? [] : ['\n', ...painted(notes, colours.dim)]),
  ].join('')
}

function titleOf({ activity, identity, grain }: RetentionGrid): string {
  return `Retention of ${activity} by ${identity}: of those new in each ${grain}, how many were active so many ${grain}s after`
}

/** The columns in as few tables as the width allows; each has at least one. */
function pieces(grid: RetentionGrid, { colours, columns }: RetentionShowing): readonly TextTable[] {
  const steps = Array.from({ length: grid.cohorts.length }, (_, step) => step)
  const found: number[][] = []
  for (const step of steps) {
    const wider = [...(found.at(-1) ?? []), step]
    const fits = columns === undefined || tableWidth(triangle(grid, wider, colours)) <= columns
    if (found.length > 0 && fits) found[found.length - 1] = wider
    else found.push([step])
  }
  return found.map((own) => triangle(grid, own, colours))
}

function triangle({ grain, cohorts }: RetentionGrid, steps: readonly number[], colours: Colours): TextTable {
  return {
    columns: [
      { header: grain, align: 'left' },
      { header: 'new', align: 'right' },
      ...steps.map((step) => ({ header: `+${step}`, align: 'right' }) as const),
    ],
    rows: cohorts
      .filter(({ cells }) => cells.length > (steps[0] ?? 0))
      .flatMap((cohort) => cohortRows(cohort, steps, colours)),
  }
}

/** A line of shares, and below it the counts. */
function cohortRows(
  { period, size, cells }: RetentionCohort,
  steps: readonly number[],
  { dim }: Colours,
): readonly TextRow[] {
  const line = (write: (cell: RetentionCell) => TextCell): TextRow =>
    steps.map((step) => {
      const cell = cells[step]
      return cell === undefined ? { text: '' } : write(cell)
    })
  const mark = ({ partial }: RetentionCell) => (partial ? '*' : '')
  return [
    [
      { text: period },
      { text: formatted(String(size), number()) },
      ...line((cell) =>
        cell.share === null
          ? { text: cell.because === undefined ? '–' : blank[cell.because], paint: dim }
          : { text: `${mark(cell)}${formatted(cell.share, percent(1))}` },
      ),
    ],
    [
      { text: '' },
      { text: '' },
      ...line(({ active }) => ({
        text: active === null ? '' : formatted(String(active), number()),
        paint: dim,
      })),
    ],
  ]
}

const blank: Readonly<Record<NoCell, string>> = { 'in-progress': '…', 'no-data-yet': '·', 'nobody-new': '–' }

const meanings: Readonly<Record<NoCell, string>> = {
  'in-progress': 'the period is not over; --incomplete show gives it so far',
  'no-data-yet': 'the data do not reach the end of the period',
  'nobody-new': 'nobody was new in the period',
}

/** What the marks in the table mean, each only where it stands. */
function notesOf({ cohorts, notes }: RetentionGrid): readonly string[] {
  const cells = cohorts.flatMap((cohort) => cohort.cells)
  const reasons = new Set(cells.flatMap(({ because }) => because ?? []))
  return [
    ...(cohorts.length === 0 ? ['No period of the range has begun.'] : []),
    ...(cells.some(({ partial, active }) => partial === true && active !== null)
      ? ['* so far: the period is not over, or the data do not reach its end']
      : []),
    ...[...reasons].map((reason) => `${blank[reason]} ${meanings[reason]}`),
    ...notes.map(({ says }) => says),
  ]
}
