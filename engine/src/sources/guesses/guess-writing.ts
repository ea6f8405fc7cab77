import { readFile } from 'node:fs/promises'
import { readXlsx } from 'hucre/xlsx'
import { raw, sql } from '../../sql/sql.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { PlacedFile } from '../placed-source.js'
import { markOf, zeroBytes } from '../plain/encoding.js'
import { startOfFile } from '../plain/file-bytes.js'
import { firstNotUtf8 } from '../plain/likely-encoding.js'
import { plainFiles } from '../plain/plain-files.js'
import { rawLines } from '../raw-lines.js'
import { source } from '../source.js'
import type { TextWriting } from '../text-writing.js'
import { columnsOfHeader, columnsOfJson, columnsOfParquet, type FoundColumns } from './guess-columns.js'
import { guessLines } from './guess-lines.js'

/** What a file, or a sheet of it, is written like. */
export interface GuessedWriting extends FoundColumns {
  readonly writing: TextWriting
  /** Of a workbook with several sheets: the sheet's name. */
  readonly sheet?: string
}

/** The encoding of a file of text; undefined for UTF-8. */
async function guessEncoding(path: string): Promise<string | undefined> {
  const start = await startOfFile(path, 4096)
  const mark = markOf(start)
  if (mark !== undefined) return mark === 'utf-8' ? undefined : mark === 'utf-32' ? mark : 'utf-16'
  return zeroBytes(start) ?? (await firstNotUtf8(path))?.likely
}

/** How a file is written: one for each of its sheets, one where it has none. */
export async function guessWriting(
  session: ReadSession,
  file: PlacedFile,
): Promise<readonly GuessedWriting[]> {
  if (file.format === 'xlsx') return guessSheets(file.path)
  if (file.format === 'parquet') return [{ writing: {}, ...(await columnsOfParquet(session, file.path)) }]
  const encoding = await guessEncoding(file.path)
  const encoded: TextWriting = encoding === undefined ? {} : { encoding }
  const draft = source('draft', { files: file.path, columns: {}, ...encoded })
  const [plain = file] = await plainFiles(draft, [file])
  if (file.format === 'ndjson')
    return [{ writing: encoded, ...(await columnsOfJson(session, plain.read ?? plain.path)) }]
  const lines = sql`SELECT row_number() OVER () AS nr, line FROM ${rawLines(plain)}`
  const textOf = async (order: string, limit: number) => {
    const rows = await session.query(
      sql`SELECT line FROM (${lines}) AS numbered ORDER BY nr ${raw(order)} LIMIT ${raw(String(limit))}`,
    )
    return rows.map((row) => String(row['line'] ?? ''))
  }
  const last = (await textOf('DESC', 12)).toReversed()
  const { delimiter, headers, skipLines, comment, footer } = guessLines(await textOf('ASC', 60), last)
  const isUsual = delimiter === ',' || (delimiter === '\t' && /\.tsv/i.test(file.path))
  const [first] = footer
  return [
    {
      writing: {
        ...encoded,
        ...(!isUsual && { delimiter }),
        ...(skipLines > 0 && { skipLines }),
        ...(comment !== undefined && { comment }),
        ...(first !== undefined && { footer: footer.length === 1 ? first : footer }),
      },
      ...columnsOfHeader(headers),
    },
  ]
}

const totals = /^(grand |sub)?total\b|^totals\b|^sum\b|^summe\b|^gesamt|^saldo|^insgesamt|^somme\b/i

type Cells = readonly unknown[]

const filled = (row: Cells): Cells => row.filter((cell) => cell !== null && cell !== undefined && cell !== '')

async function guessSheets(path: string): Promise<readonly GuessedWriting[]> {
  const { sheets } = await readXlsx(await readFile(path), {
    sheets: ({ hidden, veryHidden }) => !hidden && !veryHidden,
  })
  const used = sheets.filter(({ rows }) => rows.some((row) => filled(row).length > 0))
  return used.map(({ name, rows }) => {
    const width = Math.max(...rows.map((row) => filled(row).length))
    const isHeader = (row: Cells) =>
      filled(row).length > width / 2 && filled(row).every((cell) => typeof cell === 'string')
    const first = rows.findIndex((row) => filled(row).length > 0)
    const found = rows.findIndex(isHeader)
    const header = found < 0 ? first : found
    const below = rows.slice(header + 1).map((row) => {
      const [cell] = filled(row)
      return typeof cell === 'string' ? cell : ''
    })
    const footer = below
      .filter((text) => text !== '')
      .slice(-3)
      .filter((text) => totals.test(text))
    const headers = (rows[header] ?? []).map((cell) => (typeof cell === 'string' ? cell : ''))
    const writing: TextWriting = {
      ...(used.length > 1 && { sheet: name }),
      ...(header > first && { headerRow: header + 1 }),
      ...(footer[0] !== undefined && { footer: footer.length === 1 ? footer[0] : [...new Set(footer)] }),
    }
    return { writing, ...(used.length > 1 && { sheet: name }), ...columnsOfHeader(headers) }
  })
}
