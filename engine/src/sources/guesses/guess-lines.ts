import { fieldsOf } from '../csv-header.js'

/** How the lines of a CSV file are written, as far as they show it. */
export interface GuessedLines {
  readonly delimiter: string
  readonly headers: readonly string[]
  readonly skipLines: number
  readonly comment: string | undefined
  readonly footer: readonly string[]
}

const delimiters = [',', ';', '\t', '|'] as const

/**
 * Finds the delimiter, the header and what stands around the rows: of the delimiters the one that gives the most lines the
 * same number of fields, then the most fields.
 *
 * @param first the first lines of the file, decoded
 * @param last the last lines that are not blank
 */
export function guessLines(first: readonly string[], last: readonly string[]): GuessedLines {
  const named = /^\uFEFF?"?sep=(.)"?\r?$/i.exec(first[0] ?? '')?.[1]
  const found = (named === undefined ? delimiters : [named]).map((delimiter) => read(first, delimiter))
  const [best = read(first, ',')] = found.toSorted(
    (one, other) => other.agreeing * other.width - one.agreeing * one.width || other.width - one.width,
  )
  const { delimiter, width, headerAt } = best
  const headers = fieldsIn(first[headerAt] ?? '', delimiter)
  const comment = commentOf(first)
  const before = first
    .slice(0, headerAt)
    .filter((line) => line.trim() !== '' && !/^\uFEFF?"?sep=/i.test(line))
  const isComments =
    before.length > 0 &&
    before.every((line) => comment !== undefined && line.replace(/^\uFEFF/, '').startsWith(comment))
  return {
    delimiter,
    headers,
    skipLines: before.length === 0 || isComments ? 0 : headerAt,
    comment,
    footer: footerOf(last, { delimiter, width }),
  }
}

interface Read {
  readonly delimiter: string
  /** How many fields most lines have. */
  readonly width: number
  readonly agreeing: number
  readonly headerAt: number
}

function read(lines: readonly string[], delimiter: string): Read {
  const widths = lines.map((line) => (line.trim() === '' ? 0 : widthOf(line, delimiter)))
  const counts = new Map<number, number>()
  for (const width of widths) if (width > 0) counts.set(width, (counts.get(width) ?? 0) + 1)
  const [[width, agreeing] = [1, 0]] = [...counts].toSorted(
    ([one, times], [other, otherTimes]) =>
      Number(other > 1) * otherTimes - Number(one > 1) * times || other - one,
  )
  const named = lines.findIndex(
    (line, at) => widths[at] === width && looksLikeHeader(fieldsIn(line, delimiter)),
  )
  return {
    delimiter,
    width,
    agreeing: width > 1 ? agreeing : 0,
    headerAt: Math.max(0, named < 0 ? widths.indexOf(width) : named),
  }
}

/** Fields behind the last delimiter that hold nothing are none. */
function widthOf(line: string, delimiter: string): number {
  const fields = fieldsIn(line, delimiter)
  return fields.at(-1) === '' && fields.length > 1 ? fields.length - 1 : fields.length
}

function fieldsIn(line: string, delimiter: string): readonly string[] {
  return fieldsOf(line.replace(/^\uFEFF/, '').replace(/\r$/, ''), { delimiter, quote: '"', escape: '"' })
}

function looksLikeHeader(fields: readonly string[]): boolean {
  const filled = fields.filter((field) => field.trim() !== '')
  const texts = filled.filter((field) => /\p{L}/u.test(field))
  return filled.length >= fields.length - 1 && texts.length === filled.length
}

function commentOf(lines: readonly string[]): string | undefined {
  const [first = ''] = lines
  return ['#', '//', '--'].find((mark) => first.replace(/^\uFEFF/, '').startsWith(mark))
}

const totals = /^(grand |sub)?total\b|^totals\b|^sum\b|^summe\b|^gesamt|^endsaldo|^saldo|^insgesamt|^somme\b/i

/** How the lines at the end begin that are no rows: they have another number of fields, or a total. */
function footerOf(
  last: readonly string[],
  { delimiter, width }: { readonly delimiter: string; readonly width: number },
): readonly string[] {
  const footer: string[] = []
  for (const line of last.toReversed()) {
    const fields = fieldsIn(line, delimiter)
    const isEmpty = fields.every((field) => field.trim() === '')
    const begins = (fields.find((field) => field.trim() !== '') ?? '').trim()
    const isRow = widthOf(line, delimiter) >= Math.max(2, width - 1) || width === 1
    if (isEmpty) continue
    if (isRow && !totals.test(begins)) break
    footer.unshift(/^[^:]{1,30}:/.exec(begins)?.[0] ?? begins.slice(0, 30).trim())
  }
  return [...new Set(footer)]
}
