import { comparable } from '../names/closest-name.js'
import type { Source } from './source.js'

const delimiters = [',', ';', '\t', '|']

/** How a CSV file is written: its first row, and what it stands among. */
export interface CsvHeader {
  readonly delimiter: string
  readonly names: readonly string[]
  /** What stands around fields; empty where nothing does. */
  readonly quote: string
  /** What stands before a quote that is part of a field. */
  readonly escape: string
  /** How many lines stand before the header. */
  readonly skipped: number
  /** Whether the first row is one of the others. */
  readonly hasNoNames?: true
  /** Whether rows without anything in any field are none, as spreadsheets write below the last row. */
  readonly hasEmptyRows?: true
}

type Fields = Pick<CsvHeader, 'delimiter' | 'quote' | 'escape'>

/**
 * Reads the header from a file's first lines. A delimiter that the source does not give is the one that a line `sep=;`
 * names, else the one of `,`, `;`, tab and `|` that finds the most declared columns, then the one that makes the most fields.
 */
export function csvHeader(lines: readonly string[], source: Source): CsvHeader {
  const { quote = '"', escape = quote } = source
  const named = /^\uFEFF?"?sep=(.)"?\r?$/i.exec(lines[0] ?? '')?.[1]
  const skipped = beforeHeader(lines, Math.max(source.skipLines ?? 0, named === undefined ? 0 : 1))
  const text = firstRecord(lines.slice(skipped), { quote, escape })
  const candidates = source.delimiter ?? named
  const headers = (candidates === undefined ? delimiters : [candidates]).map((delimiter) => ({
    delimiter,
    names: fieldsOf(text, { delimiter, quote, escape }),
    quote,
    escape,
    skipped,
  }))
  const declared = new Set(source.columns.map((column) => comparable(column.header)))
  const hits = ({ names }: CsvHeader): number => names.filter((name) => declared.has(comparable(name))).length
  const [best = { delimiter: ',', names: [], quote, escape, skipped }] = headers.sort(
    (left, right) => hits(right) - hits(left) || right.names.length - left.names.length,
  )
  if (source.hasHeader !== false) return best
  return { ...best, names: best.names.map(() => ''), hasNoNames: true }
}

/** Blank lines before the header are left out, as everywhere. */
function beforeHeader(lines: readonly string[], from: number): number {
  const first = lines.findIndex((line, at) => at >= from && line.replace(/^\uFEFF/, '').trim() !== '')
  return first < 0 ? from : first
}

/** How many lines of a file are looked at for its header. */
export const linesLookedAt = 100

/** Lines are joined until every quote is closed. */
function firstRecord(lines: readonly string[], written: Pick<CsvHeader, 'quote' | 'escape'>): string {
  let record = ''
  for (const line of lines) {
    record = record === '' ? line : `${record}\n${line}`
    if (timesIn(record, written) % 2 === 0) break
  }
  return record.replace(/^\uFEFF/, '')
}

/** How often a quote stands in a text. */
export function timesIn(text: string, { quote, escape }: Pick<CsvHeader, 'quote' | 'escape'>): number {
  if (quote === '') return 0
  const bare = escape === quote ? text : text.replaceAll(escape + escape, '').replaceAll(escape + quote, '')
  return bare.split(quote).length - 1
}

/** The fields of a row. */
export function fieldsOf(record: string, { delimiter, quote, escape }: Fields): readonly string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < record.length; at += 1) {
    const character = record.charAt(at)
    const next = record.charAt(at + 1)
    if (quoted && character === escape && (next === quote || (escape !== quote && next === escape)))
      field += record.charAt((at += 1))
    else if (character === quote && quote !== '') quoted = !quoted
    else if (!quoted && record.startsWith(delimiter, at)) {
      fields.push(field)
      field = ''
      at += delimiter.length - 1
    } else field += character
  }
  return [...fields, field]
}
