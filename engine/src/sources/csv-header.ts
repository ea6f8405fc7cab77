import { comparable } from '../names/closest-name.js'
import type { Source } from './source.js'

const delimiters = [',', ';', '\t', '|']

/** The first row of a CSV file. */
export interface CsvHeader {
  readonly delimiter: string
  readonly names: readonly string[]
  /** What stands around fields; empty where nothing does. */
  readonly quote: string
  /** How many lines stand before the header. */
  readonly skipped: number
}

/**
 * Reads the header from a file's first lines. A delimiter that the source does not give is the one of `,`, `;`,
 * tab and `|` that finds the most declared columns, then the one that makes the most fields.
 */
export function csvHeader(lines: readonly string[], source: Source): CsvHeader {
  const { quote = '"', skipLines: skipped = 0 } = source
  const text = firstRecord(lines.slice(skipped), quote)
  const headers = (source.delimiter === undefined ? delimiters : [source.delimiter]).map((delimiter) => ({
    delimiter,
    names: fieldsOf(text, { delimiter, quote }),
    quote,
    skipped,
  }))
  const declared = new Set(source.columns.map((column) => comparable(column.header)))
  const hits = ({ names }: CsvHeader): number => names.filter((name) => declared.has(comparable(name))).length
  const [best = { delimiter: ',', names: [], quote, skipped }] = headers.sort(
    (left, right) => hits(right) - hits(left) || right.names.length - left.names.length,
  )
  return best
}

/** Lines are joined until every quote is closed. */
function firstRecord(lines: readonly string[], quote: string): string {
  let record = ''
  for (const line of lines) {
    record = record === '' ? line : `${record}\n${line}`
    if (timesIn(record, quote) % 2 === 0) break
  }
  return record.replace(/^\uFEFF/, '')
}

/** How often a quote stands in a text. */
export function timesIn(text: string, quote: string): number {
  return quote === '' ? 0 : text.split(quote).length - 1
}

function fieldsOf(
  record: string,
  { delimiter, quote }: Pick<CsvHeader, 'delimiter' | 'quote'>,
): readonly string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < record.length; at += 1) {
    const character = record.charAt(at)
    if (character === quote) {
      if (quoted && record[at + 1] === quote) field += record.charAt((at += 1))
      else quoted = !quoted
    } else if (!quoted && record.startsWith(delimiter, at)) {
      fields.push(field)
      field = ''
      at += delimiter.length - 1
    } else field += character
  }
  return [...fields, field]
}
