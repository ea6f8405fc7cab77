/** A SQL dialect in which a project may write its expressions and models. */
export const writtenDialects = [
  'duckdb',
  'postgresql',
  'clickhouse',
  'redshift',
  'snowflake',
  'bigquery',
] as const
export type WrittenDialect = (typeof writtenDialects)[number]
