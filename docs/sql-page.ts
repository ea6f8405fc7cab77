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
own engine or documentation gives. Redshift, Snowflake and BigQuery have no engine of their own in these tests: their
examples follow their documentation.

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
