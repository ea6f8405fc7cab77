import stringWidth from 'string-width'
import type { Colours, Paint } from './colours.js'

export interface TextColumn {
  readonly header: string
  readonly align: 'left' | 'right'
  /** Whether its header is painted pale, as for what is beside the figure. */
  readonly pale?: boolean
}

/** A cell's text, and how it is painted once it is aligned. */
export interface TextCell {
  readonly text: string
  readonly paint?: Paint
}

export type TextRow = readonly TextCell[]

export interface TextTable {
  readonly columns: readonly TextColumn[]
  readonly rows: readonly TextRow[]
  /** A row set apart below the others. */
  readonly footer?: TextRow | undefined
}

const gap = '  '

/** How wide a table is, in characters of a terminal. */
export function tableWidth(table: TextTable): number {
  const widths = widthsOf(table)
  return widths.reduce((sum, width) => sum + width, gap.length * Math.max(0, widths.length - 1))
}

/** A table as aligned lines, each with its line end. Wide characters count for two. */
export function textTable(table: TextTable, { bold, dim }: Colours): string {
  const { columns, rows, footer } = table
  const widths = widthsOf(table)
  const rule = dim('─'.repeat(tableWidth(table)))
  const line = (row: TextRow): string =>
    columns
      .map(({ align }, index) => {
        const { text, paint = plainly } = row[index] ?? { text: '' }
        const fill = ' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)))
        const isLast = index === columns.length - 1
        return align === 'right' ? fill + paint(text) : paint(text) + (isLast ? '' : fill)
      })
      .join(gap)
      .trimEnd()
  const header = columns.map(({ header: text, pale = false }) => ({ text, paint: pale ? dim : bold }))
  const lines = [line(header), rule, ...rows.map(line), ...(footer ? [rule, line(footer)] : [])]
  return lines.map((each) => `${each}\n`).join('')
}

/** A text cut to a width, with … where it was cut. */
export function shortened(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

/** A text without what would move the cursor or turn the reading direction: such characters by their code. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}

/** Lines no longer than a width, broken at blanks. */
export function wrapped(text: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [text]
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(`${last} ${word}`) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function widthsOf({ columns, rows, footer }: TextTable): readonly number[] {
  const all = footer ? [...rows, footer] : rows
  return columns.map(({ header }, index) =>
    all.reduce((widest, row) => Math.max(widest, stringWidth(row[index]?.text ?? '')), stringWidth(header)),
  )
}

function plainly(text: string): string {
  return text
}
