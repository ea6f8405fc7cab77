import { join, raw, sql, type Sql } from '../sql/sql.js'
import type { CsvHeader } from './csv-header.js'
import { pathList, textLiteral } from './duckdb-literal.js'
import { compressionOf } from './file-format.js'
import { readPath, type PlacedFile } from './placed-source.js'

/** The lines of a file of text as a relation with the column `line`, in order; an empty line is null. */
export function rawLines(file: PlacedFile): Sql {
  const path = readPath(file)
  const options = sql`columns = {'line': 'VARCHAR'}, header = false, delim = '\u0001', quote = '', escape = '', strict_mode = false`
  return sql`read_csv(${pathList([path])}, auto_detect = false, ${options}, compression = ${raw(`'${compressionOf(path)}'`)})`
}

const numbered = (file: PlacedFile): Sql =>
  sql`(SELECT row_number() OVER () AS nr, line FROM ${rawLines(file)}) AS lines`

/** For each row of a CSV file, counted from 1 behind the header, the line of the whole file on which it starts, as `row` and `line`. */
export function csvLines(file: PlacedFile, header: CsvHeader): Sql {
  const quotes = quotesIn(header)
  const empty = header.hasEmptyRows === true ? [header.delimiter] : []
  const isRow = join([sql`starts`, sql`line IS NOT NULL`, ...empty.map(hasMoreThan)], ' AND ')
  const before = sql`coalesce(sum(${quotes}) OVER (ORDER BY nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)`
  return sql`SELECT row_number() OVER (ORDER BY nr) - ${raw(header.hasNoNames === true ? '0' : '1')} AS row, nr AS line FROM (
    SELECT nr, line, ${before} % 2 = 0 AS starts FROM ${numbered(file)} WHERE nr > ${raw(String(header.skipped))}
  ) AS told WHERE ${isRow}`
}

function hasMoreThan(delimiter: string): Sql {
  return sql`replace(line, ${textLiteral(delimiter)}, '') <> ''`
}

/** How many quotes of a line open or close a field. */
function quotesIn({ quote, escape }: CsvHeader): Sql {
  if (quote === '') return raw('0')
  const pairs = escape === quote ? [] : [escape + escape, escape + quote]
  const bare = pairs.reduce((line, pair) => sql`replace(${line}, ${textLiteral(pair)}, '')`, sql`line`)
  return sql`coalesce(length(${bare}) - length(replace(${bare}, ${textLiteral(quote)}, '')), 0)`
}

/** For each object of an NDJSON file, counted from 1, its line, as `row` and `line`. */
export function ndjsonLines(file: PlacedFile): Sql {
  return sql`SELECT row_number() OVER (ORDER BY nr) AS row, nr AS line FROM ${numbered(file)} WHERE trim(line) <> ''`
}
