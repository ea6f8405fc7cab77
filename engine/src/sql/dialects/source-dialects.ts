import type { SourceDialect } from '../translation/source-dialect.js'
import type { WrittenDialect } from '../written-dialect.js'
import { bigQuery } from './bigquery.js'
import { clickHouse } from './clickhouse.js'
import { duckDb } from './duckdb.js'
import { postgreSql } from './postgresql.js'
import { redshift } from './redshift.js'
import { snowflake } from './snowflake.js'

/** What each dialect's SQL means. */
export const sourceDialects: Readonly<Record<WrittenDialect, SourceDialect>> = {
  duckdb: duckDb,
  postgresql: postgreSql,
  clickhouse: clickHouse,
  redshift,
  snowflake,
  bigquery: bigQuery,
}
