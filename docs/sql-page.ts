import { format } from 'prettier'
import { sourceDialects } from '../engine/src/sql/dialects/source-dialects.js'
import type { Reading } from '../engine/src/sql/translation/source-dialect.js'

const titles = {
  duckdb: 'DuckDB',
  postgresql: 'PostgreSQL',
  clickhouse: 'ClickHouse',
  redshift: 'Redshift',
  snowflake: 'Snowflake',
  bigquery: 'BigQuery',
} as const

const head = `# SQL in declarations and models

A project names the dialect that its SQL is written in. Where that is the warehouse's own, the text runs as it is written;
only the names of columns are put in. Elsewhere Daymark reads what the text means and prints that for the warehouse. It
knows the functions below, and these everywhere:

- \`+ - * / %\`, comparisons, \`AND OR NOT\`, \`IS [NOT] NULL\`, \`IS [NOT] DISTINCT FROM\`, \`IS TRUE\`, \`BETWEEN\`, \`IN\`, \`CASE\`,
  \`LIKE\` and \`ILIKE\` with a pattern in quotes, \`||\`, \`CAST\` and \`::\`, \`EXTRACT\`, \`AT TIME ZONE\`, date plus or minus
  \`INTERVAL '7 days'\`.
- In models: \`WITH\`, joins, subqueries that may read columns of the query around them, \`IN (SELECT …)\`, \`EXISTS\`, \`UNION\`, \`INTERSECT\`, \`EXCEPT\`, \`GROUP BY\` with
  \`ROLLUP\`, \`CUBE\` and \`GROUPING SETS\`, \`HAVING\`, \`QUALIFY\`, \`DISTINCT ON\`, \`ORDER BY\`, \`LIMIT\`, windows with \`ROWS\` or \`RANGE\`.
  Every column has a name of its own.

Anything else is refused by \`daymark check\` and by every build, with its line and column and what to write. Each
function's examples run on DuckDB, PostgreSQL and ClickHouse in \`engine/test/sql\`, against the value that the dialect's
own engine or documentation gives.

A column that is an \`instant\` is in SQL what a clock of the project's time zone shows at it, and \`utc(column)\` what one
of UTC shows. Beside \`AT TIME ZONE 'Europe/Berlin'\` it is the instant itself, and so it is in an expression that names
\`TIMESTAMPTZ\`. What is added to a clock's time, or taken off it, is time by the clock, also on days of 23 and 25 hours; a
time that a zone shows twice is the later one, and one that it skips goes on by the gap. Models read instants as they are.

How each dialect is known: DuckDB, PostgreSQL and ClickHouse are *run*: their own engines give the values that the tests
expect. Redshift, Snowflake and BigQuery are *documented*: no engine of theirs is run, nothing is printed for them, and their
examples follow their documentation. What that leaves open is refused.
Redshift compares texts without the blanks at their end; Daymark does not: trim columns that may have some.

Texts are compared, sorted and measured by code points on every warehouse. A cast of a double to a decimal is the
dialect's own: DuckDB multiplies by the power of ten and rounds, PostgreSQL takes fifteen digits, ClickHouse multiplies
and cuts; the others take the shortest decimal digits. All but ClickHouse round halves away from zero. Where a text runs on PostgreSQL as it is written, \`lower\`,
\`upper\` and \`ILIKE\` follow the locale of that database: with the locale C they know ASCII letters alone. Translated
ones know all letters.
`

/** The page docs/sql.md. */
export async function sqlPage(): Promise<string> {
  const sections = Object.entries(sourceDialects).map(([name, { functions }]) => {
    const readings = Object.values<Reading>(functions)
    const known = [...new Set(readings.flatMap(({ form, means }) => (means ? [form] : [])))].sort()
    const refused = [
      ...new Set(
        readings.flatMap(({ form, means, instead }) => (means ? [] : [`- \`${form}\`: ${instead ?? ''}`])),
      ),
    ]
    const list = known.map((form) => `\`${form}\``).join(' · ')
    const not = refused.length === 0 ? '' : `\n\nRefused:\n\n${refused.join('\n')}`
    return `## ${titles[name as keyof typeof titles]}\n\n${list}${not}`
  })
  return format(`${head}\n${sections.join('\n\n')}\n`, {
    parser: 'markdown',
    printWidth: 110,
    semi: false,
    singleQuote: true,
  })
}
