import { open, readFile } from 'node:fs/promises'
import { readXlsx, type Sheet } from 'hucre/xlsx'
import { cellText, columnLetter, errorText, type CellValue } from './cell-text.js'

/** Which rows of a workbook are wanted, and where to write them. */
export interface SheetWanted {
  readonly path: string
  readonly to: string
  readonly sheet: string | undefined
  /** Such as `B3:F100` or `B:F`. */
  readonly range: string | undefined
  readonly headerRow: number | undefined
  readonly hasHeader: boolean
  readonly comment: readonly string[]
  readonly footer: readonly string[]
  readonly footerLines: number
}

/** What a sheet's copy holds. */
export interface SheetHead {
  readonly sheet: string
  readonly names: readonly string[]
  /** The columns' letters. */
  readonly letters: readonly string[]
}

export type SheetCopied =
  | { readonly is: 'copied'; readonly head: SheetHead }
  | { readonly is: 'no-sheet' | 'several-sheets'; readonly sheets: readonly string[] }
  | { readonly is: 'behind-footer'; readonly sheet: string; readonly row: number }
  | { readonly is: 'malformed'; readonly problem: string }

/**
 * Writes a sheet of a workbook as CSV: the row's number in the sheet, then its cells as {@link cellText} gives them. It
 * throws nothing that is to be told apart, as it may run in a thread.
 */
export default async function copySheet(wanted: SheetWanted): Promise<SheetCopied> {
  const bytes = await readFile(wanted.path)
  try {
    const chosen = await chosenSheet(bytes, wanted.sheet)
    return 'is' in chosen ? chosen : await write(chosen, wanted)
  } catch (thrown) {
    if (!(thrown instanceof Error) || 'code' in thrown) throw thrown
    const isLocked = /encrypt|password/i.test(`${thrown.name} ${thrown.message}`)
    return {
      is: 'malformed',
      problem: isLocked ? 'it has a password.' : `it is no workbook, or not all of it: ${thrown.message}`,
    }
  }
}

/** The sheet of a name, in any letter case; without a name the only one that is shown and has something in it. */
async function chosenSheet(bytes: Uint8Array, name: string | undefined): Promise<Sheet | SheetCopied> {
  const names: string[] = []
  const { sheets } = await readXlsx(bytes, {
    sheets: ({ name: each, hidden, veryHidden }) => {
      names.push(each)
      return name === undefined ? !hidden && !veryHidden : comparable(each) === comparable(name)
    },
  })
  const exact = sheets.filter((sheet) => sheet.name === name)
  const filled = name === undefined ? sheets.filter(({ rows }) => rows.some(hasCells)) : sheets
  const [sheet, ...others] = exact.length > 0 ? exact : filled.length > 0 ? filled : sheets.slice(0, 1)
  if (sheet === undefined) return { is: 'no-sheet', sheets: names }
  return others.length > 0
    ? { is: 'several-sheets', sheets: [sheet, ...others].map((each) => each.name) }
    : sheet
}

function comparable(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

type SheetRow = readonly CellValue[]

function hasCells(row: SheetRow): boolean {
  return row.some((cell) => cell !== null && cell !== undefined && cell !== '')
}

async function write(sheet: Sheet, wanted: SheetWanted): Promise<SheetCopied> {
  const { rows: all, columns } = rangeOf(wanted.range, sheet)
  const cells = (row: number): SheetRow => sheet.rows[row]?.slice(columns.from, columns.to) ?? []
  const header =
    wanted.headerRow === undefined ? all.find((row) => hasCells(cells(row))) : wanted.headerRow - 1
  const names =
    header === undefined ? [] : cells(header).map((cell) => (wanted.hasHeader ? headerText(cell) : ''))
  const letters = names.map((_name, at) => columnLetter(columns.from + at))
  const merged = mergedCells(sheet)
  const before = header !== undefined && !wanted.hasHeader ? header - 1 : header
  const given = all.filter((row) => before !== undefined && row > before && hasCells(cells(row)))
  const taken = takenRows(
    given.map((row) => ({ row, begins: beginning(cells(row)) })),
    wanted,
  )
  if (taken.behind !== undefined) return { is: 'behind-footer', sheet: sheet.name, row: taken.behind + 1 }
  const file = await open(wanted.to, 'w')
  try {
    let text = ''
    for (const row of taken.rows) {
      const fields = names.map((_name, at) => {
        const column = columns.from + at
        return quoted(textOf(sheet, merged.get(`${String(row)},${String(column)}`) ?? { row, column }))
      })
      text += `${[String(row + 1), ...fields].join(',')}\n`
      if (text.length > 1 << 20) {
        await file.write(text)
        text = ''
      }
    }
    await file.write(text)
  } finally {
    await file.close()
  }
  return { is: 'copied', head: { sheet: sheet.name, names, letters } }
}

interface Place {
  readonly row: number
  readonly column: number
}

function textOf(sheet: Sheet, { row, column }: Place): string | null {
  const value = sheet.rows[row]?.[column]
  const cell = sheet.cells?.get(`${String(row)},${String(column)}`)
  if (cell?.type === 'error') return errorText(String(value))
  if (cell?.type === 'formula' && value === null) return errorText(`=${cell.formula ?? ''}`)
  return cellText(value)
}

function headerText(cell: CellValue): string {
  const text = cellText(cell) ?? ''
  return text.startsWith('\u001F') ? (text.slice(2).split('\u001F')[0] ?? '') : text
}

function quoted(text: string | null): string {
  return text === null ? '' : `"${text.replaceAll('"', '""')}"`
}

/** Which cell's value each cell of a merged area shows. */
function mergedCells({ merges = [] }: Sheet): ReadonlyMap<string, Place> {
  const shown = new Map<string, Place>()
  for (const { startRow, startCol, endRow, endCol } of merges)
    for (let row = startRow; row <= endRow; row += 1)
      for (let column = startCol; column <= endCol; column += 1)
        shown.set(`${String(row)},${String(column)}`, { row: startRow, column: startCol })
  return shown
}

/** The first text of a row. */
function beginning(row: SheetRow): string {
  const first = row.find((cell) => cell !== null && cell !== undefined && cell !== '')
  return headerText(first).trimStart()
}

/** The rows that are neither comments nor footer, and the first row behind a footer that is none. */
function takenRows(
  given: readonly { readonly row: number; readonly begins: string }[],
  { comment, footer, footerLines }: SheetWanted,
): { readonly rows: readonly number[]; readonly behind: number | undefined } {
  const beginsAs = (texts: readonly string[]) => (each: { readonly begins: string }) =>
    texts.some((text) => each.begins.startsWith(text))
  const first = given.findIndex(beginsAs(footer))
  const before = first < 0 ? given : given.slice(0, first)
  const behind = first < 0 ? undefined : given.slice(first).find((each) => !beginsAs(footer)(each))
  const rows = before.filter((each) => !beginsAs(comment)(each)).map(({ row }) => row)
  return { rows: footerLines === 0 ? rows : rows.slice(0, -footerLines), behind: behind?.row }
}

/** The rows and columns of a range, counted from 0; the columns end before `to`. */
function rangeOf(
  range: string | undefined,
  { rows }: Sheet,
): { readonly rows: readonly number[]; readonly columns: { readonly from: number; readonly to: number } } {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const [, left, top, right, bottom] = rangePattern.exec(range ?? '') ?? []
  const columns = {
    from: left === undefined ? 0 : columnPosition(left),
    to: right === undefined ? width : columnPosition(right) + 1,
  }
  const from = top === undefined ? 0 : Number(top) - 1
  const to = bottom === undefined ? rows.length : Math.min(rows.length, Number(bottom))
  return { rows: Array.from({ length: Math.max(0, to - from) }, (_none, at) => from + at), columns }
}

/** A range as spreadsheets write it. */
export const rangePattern = /^\$?([A-Z]{1,3})\$?(\d+)?:\$?([A-Z]{1,3})\$?(\d+)?$/i

function columnPosition(letters: string): number {
  return (
    Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  )
}
